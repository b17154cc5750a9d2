import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Config, ConfigError, readConfig } from './config.ts'
import { PROJECT_ROOT } from './project-root.ts'

/** Settings that are secrets. Each may be given as `NAME_FILE` too: the path of a file that holds it. */
const SECRETS = [
  'DATABASE_URL',
  'GATEHOUSE_WRAPPING_KEY',
  'GATEHOUSE_ADMIN_PASSWORD',
  'HSM_PIN',
  'SMTP_URL',
  'OIDC_CLIENT_SECRET',
]

/**
 * The settings from the environment and, for what it leaves open, from the file `.env`.
 * @throws ConfigError naming every bad value at once.
 */
export function loadSettings(): Config {
  const file = join(PROJECT_ROOT, '.env')
  if (existsSync(file)) process.loadEnvFile(file)
  readSecretFiles(process.env)
  return readConfig(process.env, PROJECT_ROOT)
}

/**
 * Puts the contents of `NAME_FILE` into `NAME`, without the end of line, and takes `NAME_FILE` away.
 * @throws ConfigError where a file cannot be read, or where both are given.
 */
export function readSecretFiles(env: Record<string, string | undefined>): void {
  const faults: string[] = []
  for (const name of SECRETS) {
    const path = env[`${name}_FILE`]?.trim()
    if (!path) continue
    if (env[name]?.trim()) faults.push(`${name} and ${name}_FILE are both set: give one of them.`)
    try {
      env[name] = readFileSync(path, 'utf8').replace(/\r?\n$/, '')
      delete env[`${name}_FILE`]
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : 'unreadable'
      faults.push(`${name}_FILE names ${path}, which cannot be read (${code}): give the path of a file with the value.`)
    }
  }
  if (faults.length > 0) throw new ConfigError(faults.join('\n'))
}
