/** The statements of firmware through PgBouncer in transaction mode. */
import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createUpdateInfoHandler } from '#lib/cups/update-info.ts'
import { openDatabase } from '#lib/db/client.ts'
import { euiFromBigInt, formatId6 } from '#lib/domain/identifiers.ts'
import { createSoftwareProvider } from '#lib/hsm/software-provider.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { createTestDatabase } from '#tests/setup/test-database.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { findPgBouncer, startPgBouncer } from '#tests/support/pgbouncer.ts'
import { makeImage, makeSigner, storeImage } from './firmware-maker.ts'

describe.skipIf(!findPgBouncer())('through PgBouncer', () => {
  test('upload, signature, schedules in bulk, offers', async () => {
    const database = await createTestDatabase()
    const bouncer = await startPgBouncer(database.url)
    const opened = openDatabase(bouncer.url)
    const context = {
      ...opened,
      keys: createSoftwareProvider(randomBytes(32)),
      site: { gatewayHosts: ['localhost:9191'], consoleUrl: 'http://localhost:3000', tls: null },
      now: () => new Date(),
    }
    const owner = await createTestOwner(context, '::1', 500)
    const gateways = Array.from({ length: 20 }, (_, index) => formatId6(euiFromBigInt(BigInt(index + 1))))
    const token = 'one-token-for-all'
    await addGateways(
      context,
      owner,
      gateways.map((gateway) => ({ gateway, flavorid: 'x', token })),
    )
    const image = makeImage(600_000)
    const signer = makeSigner()
    const fwcrc = await storeImage(context, owner, image, [signer])
    const entries = gateways.map((gateway) => ({ gateway, fwcrc, fwafter: '2020-01-01' }))
    expect((await setupGateways(context, owner, entries)).filter(({ error }) => error)).toEqual([])
    const handler = createUpdateInfoHandler(context)
    const collect = async (router: string) => {
      const answer = await handler.handle({
        body: Buffer.from(JSON.stringify({ router, package: '1', keys: [signer.crc] })),
        authorization: token,
        certificate: undefined,
        address: '127.0.0.1',
      })
      if (!answer || Buffer.isBuffer(answer.body)) throw new Error('no firmware came')
      const chunks: Buffer[] = []
      for await (const chunk of answer.body.chunks) chunks.push(chunk)
      await answer.body.ended(answer.body.length, true)
      return Buffer.concat(chunks)
    }
    for (const bytes of await Promise.all(gateways.map(collect))) expect(bytes).toEqual(image)
    const [row] = await context.sql`
      select count(*)::int as count from firmware_schedules where state = 'offered' and bytes_sent = ${image.length} and ended_at is not null`
    expect(row).toEqual({ count: 20 })
    await handler.close()
    await opened.close()
    await bouncer.stop()
    await database.drop()
  })
})
