/**
 * What every request of this process works with: the database, the keys, the settings. Made once per process: modules
 * load twice between our server and Next's bundle, so it is kept on `globalThis`.
 */
import { readFile } from 'node:fs/promises'
import { openDatabase } from '#lib/db/client.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { loadKeyProvider } from '#lib/hsm/load-key-provider.ts'
import type { Context } from '#lib/services/context.ts'
import { type Config, readConfig } from './config.ts'
import { embeddedDatabaseUrl } from './database-record.ts'

export interface Runtime extends Context {
  readonly config: Config
  /** Of the database, as configured; it may hold a password. */
  readonly url: string
}

const KEY = Symbol.for('gatehouse.runtime')
type Process = typeof globalThis & { [KEY]?: Promise<Runtime> | undefined }

/**
 * Opens the database and the keys.
 * @throws AppError when there is no database to open, or no key for the secrets in it.
 */
export async function createRuntime(config: Config): Promise<Runtime> {
  const url = config.databaseUrl ?? embeddedDatabaseUrl(config.dataDir)
  if (!url) throw new AppError('unavailable', 'There is no database yet: run npm start, or set DATABASE_URL.')
  const database = openDatabase(url, { max: config.databasePool })
  try {
    const keys = await loadKeyProvider({
      sql: database.sql,
      dataDir: config.dataDir,
      wrappingKey: config.wrappingKey,
      hsm: config.hsm,
    })
    const site = {
      gatewayHosts: config.gatewayHosts,
      consoleUrl: config.consoleUrl,
      tls: await readTlsFiles(config),
      tlsForce: config.tlsForce,
      outbound: { allow: config.outboundAllow },
      ...(config.mail ? { mail: config.mail } : {}),
      ...(config.sso ? { sso: config.sso } : {}),
    }
    return { ...database, keys, site, config, url, now: () => new Date() }
  } catch (error) {
    await database.close()
    throw error
  }
}

/** The operator's own certificate for the gateway listener, as PEM. */
async function readTlsFiles({ tls }: Config): Promise<Context['site']['tls']> {
  if (!tls) return null
  const [cert, key] = await Promise.all([readFile(tls.certFile, 'utf8'), readFile(tls.keyFile, 'utf8')])
  return { cert, key }
}

/** The runtime of this process, made at the first call. A failure is not remembered: the next call tries again. */
export function getRuntime(): Promise<Runtime> {
  const here = globalThis as Process
  const known = here[KEY]
  if (known) return known
  const making = Promise.resolve().then(() => createRuntime(readConfig(process.env, process.cwd())))
  here[KEY] = making
  making.catch(() => {
    here[KEY] = undefined
  })
  return making
}
