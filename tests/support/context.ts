/** A `Context` on a real database with the software key provider, for tests of services and of the gateway plane. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from '#lib/db/client.ts'
import { type Eui, eui } from '#lib/domain/identifiers.ts'
import { loadKeyProvider } from '#lib/hsm/load-key-provider.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { createTestDatabase } from '#tests/setup/test-database.ts'

export interface TestContext extends Context {
  /** What `now()` answers; move it to make time pass. */
  clock: { now: Date }
  readonly url: string
  /** Where the key file lies. */
  readonly dataDir: string
  close(): Promise<void>
}

export async function createTestContext(gatewayHosts: readonly string[] = ['localhost:9191']): Promise<TestContext> {
  const database = await createTestDatabase()
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-keys-'))
  const opened = openDatabase(database.url, { max: 5 })
  const keys = await loadKeyProvider({ sql: opened.sql, dataDir })
  const clock = { now: new Date('2026-03-01T12:00:00Z') }
  return {
    ...opened,
    url: database.url,
    dataDir,
    keys,
    site: { gatewayHosts, consoleUrl: 'http://localhost:3000', tls: null },
    clock,
    now: () => clock.now,
    close: async () => {
      await opened.close()
      await database.drop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** An owner of its own, and somebody who acts in it. */
export async function createTestOwner(context: Context, id = '::1', addLimit = 64): Promise<OwnerActor> {
  const ownerId: Eui = eui(id)
  await context.sql`insert into owners (id, name, add_limit) values (${ownerId}, ${`Owner ${id}`}, ${addLimit})`
  return { ownerId, id: 'system', address: null }
}
