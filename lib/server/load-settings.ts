import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, readConfig } from './config.ts'
import { PROJECT_ROOT } from './project-root.ts'

/**
 * The settings from the environment and, for what it leaves open, from the file `.env`.
 * @throws ConfigError naming every bad value at once.
 */
export function loadSettings(): Config {
  const file = join(PROJECT_ROOT, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  return readConfig(process.env, PROJECT_ROOT)
}
