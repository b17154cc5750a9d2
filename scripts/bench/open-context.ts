/** A `Context` on the benchmark's database, opened as a plane opens it. */
import { openDatabase } from '#lib/db/client.ts'
import { loadKeyProvider } from '#lib/hsm/load-key-provider.ts'
import type { Context } from '#lib/services/context.ts'
import { CUPS_HOST } from './fleet.ts'

export interface BenchDatabase {
  readonly url: string
  readonly dataDir: string
}

export async function openContext({ url, dataDir }: BenchDatabase): Promise<Context> {
  const database = openDatabase(url)
  const keys = await loadKeyProvider({ sql: database.sql, dataDir })
  const site = { gatewayHosts: [CUPS_HOST], consoleUrl: 'http://localhost:3000', tls: null }
  return { ...database, keys, site, now: () => new Date() }
}
