/** The same statements through PgBouncer in transaction mode, where no two of them need meet the same session. */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { createUpdateInfoHandler } from '#lib/cups/update-info.ts'
import { openDatabase } from '#lib/db/client.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { eui, euiFromBigInt, formatId6 } from '#lib/domain/identifiers.ts'
import { loadKeyProvider } from '#lib/hsm/load-key-provider.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { Context } from '#lib/services/context.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { createTestDatabase } from '#tests/setup/test-database.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { findPgBouncer, startPgBouncer } from '#tests/support/pgbouncer.ts'

describe.skipIf(!findPgBouncer())('through PgBouncer (Debian: apt-get install pgbouncer)', () => {
  test('migrations at once, bulk setup and check-ins', async () => {
    const database = await createTestDatabase()
    const bouncer = await startPgBouncer(database.url)
    await Promise.all([migrateDatabase(bouncer.url), migrateDatabase(bouncer.url), migrateDatabase(bouncer.url)])
    const opened = openDatabase(bouncer.url)
    const keys = await loadKeyProvider({ sql: opened.sql, dataDir: await mkdtemp(join(tmpdir(), 'gatehouse-keys-')) })
    const context: Context = {
      ...opened,
      keys,
      site: { gatewayHosts: ['localhost:9191'], consoleUrl: 'http://localhost:3000', tls: null },
      now: () => new Date(),
    }
    const owner = await createTestOwner(context, '::1', 500)
    const gateways = Array.from({ length: 200 }, (_, index) => formatId6(euiFromBigInt(BigInt(index + 1))))
    await addGateways(
      context,
      owner,
      gateways.map((gateway) => ({ gateway, flavorid: 'x', token: 'one-token-for-all' })),
    )
    const ca = await makeCa()
    const answers = await setupGateways(
      context,
      owner,
      gateways.map((gateway) => ({
        gateway,
        lnsUri: 'wss://lns.example.com:443',
        lnsTrust: ca.pem,
        lnsKey: 'Authorization: x',
      })),
    )
    expect(answers.filter((answer) => answer.error)).toEqual([])
    const handler = createUpdateInfoHandler(context)
    const bodies = await Promise.all(
      gateways.map((router) =>
        handler.handle({
          body: Buffer.from(JSON.stringify({ router, cupsUri: null, tcUri: null })),
          authorization: 'one-token-for-all',
          certificate: undefined,
          address: '127.0.0.1',
        }),
      ),
    )
    expect(new Set(bodies.map((answer) => answer?.body.length)).size).toBe(1)
    expect(bodies[0]?.body.length).toBeGreaterThan(300)
    await handler.close()
    const [row] = await context.sql`select count(*)::int as count from gateway_reports where eui >= ${eui('::1')}`
    expect(row).toEqual({ count: 200 })
    await opened.close()
    await bouncer.stop()
    await database.drop()
  })
})
