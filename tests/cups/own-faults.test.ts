/** Faults of ours never push a gateway away: 200 and 14 zero bytes, always (rules.md 1). */
import { afterEach, describe, expect, test, vi } from 'vitest'
import { createUpdateInfoHandler } from '#lib/cups/update-info.ts'
import type { Statements } from '#lib/db/client.ts'
import { eui, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { Context } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner } from '#tests/support/context.ts'

const gateway = eui('::1')
const request = (router = gateway) => ({
  body: Buffer.from(
    JSON.stringify({
      router: formatId6(router),
      cupsUri: 'https://localhost:9191',
      tcUri: null,
      cupsCredCrc: 1,
      tcCredCrc: 2,
    }),
  ),
  authorization: 'the-token-of-this-gateway',
  certificate: undefined,
  address: '127.0.0.1',
})
const unchanged = { status: 200, body: Buffer.alloc(14) }

async function contextWithGateway() {
  const context = await createTestContext()
  const owner = await createTestOwner(context)
  await addGateways(context, owner, [{ gateway, flavorid: 'x', token: 'the-token-of-this-gateway' }])
  return { context, owner }
}

test('the database is gone: even for a token that nobody knows', async () => {
  const { context } = await contextWithGateway()
  const handler = createUpdateInfoHandler(context)
  expect(await handler.handle(request())).toEqual(unchanged)
  await handler.close()
  const away = createUpdateInfoHandler(context)
  await context.close()
  expect(await away.handle(request())).toEqual(unchanged)
  expect(await away.handle({ ...request(), authorization: 'wrong' })).toEqual(unchanged)
})

test('the key provider is gone: gateways without derivation go on, the others are not pushed to bootstrap', async () => {
  const { context, owner } = await contextWithGateway()
  const ca = await makeCa()
  await setupGateways(context, owner, [
    { gateway, lnsUri: 'wss://lns.example.com:443', lnsTrust: ca.pem, lnsKey: 'Authorization: x' },
  ])
  await createBatch(context, { from: eui('cc00000000000000'), to: eui('cc000000000000ff'), flavor: 'x' })
  const gone = () => {
    throw new Error('the module does not answer')
  }
  const broken: Context = { ...context, keys: { ...context.keys, derive: gone, open: gone } }
  const handler = createUpdateInfoHandler(broken)
  expect(await handler.handle(request(eui('cc00000000000001')))).toEqual(unchanged)
  expect(await handler.handle(request())).toEqual(unchanged)
  await handler.close()
  const [report] = await context.sql`select answer->>'kind' as kind from gateway_reports where eui = ${gateway}`
  expect(report).toEqual({ kind: 'own-fault' })
  const whole = createUpdateInfoHandler(context)
  const answer = await whole.handle(request())
  expect(answer?.body.length).toBeGreaterThan(300)
  await whole.close()
  await context.close()
})

describe('a database that hangs', () => {
  afterEach(() => {
    vi.useRealTimers()
  })

  /** Opens every connection that the pool may hold: it uses timers for that. */
  const openAll = (context: Context) => Promise.all(Array.from({ length: 5 }, () => context.sql`select pg_sleep(0.05)`))

  /** Waits until a statement waits for a lock that `tx` holds, without a timer. */
  async function untilBlocked(tx: Statements): Promise<void> {
    for (const begun = process.hrtime.bigint(); ; ) {
      const rows = await tx`
        select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      if (rows.length > 0) return
      if (process.hrtime.bigint() - begun > 10_000_000_000n) throw new Error('nothing waits for the lock')
    }
  }

  test('at the look-up: answered within ten seconds', async () => {
    const { context } = await contextWithGateway()
    const handler = createUpdateInfoHandler(context)
    await openAll(context)
    await context.sql.begin(async (tx) => {
      await tx`lock table gateways in access exclusive mode`
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const answer = handler.handle(request())
      await untilBlocked(tx)
      vi.advanceTimersByTime(10_000)
      expect(await answer).toEqual(unchanged)
      vi.useRealTimers()
    })
    expect(await handler.handle(request())).toEqual(unchanged)
    await handler.close()
    await context.close()
  })

  test('at an offer: answered within ten seconds, and the log says what was answered', async () => {
    const { context, owner } = await contextWithGateway()
    const ca = await makeCa()
    await setupGateways(context, owner, [
      { gateway, lnsUri: 'wss://lns.example.com:443', lnsTrust: ca.pem, lnsKey: 'Authorization: x' },
    ])
    const handler = createUpdateInfoHandler(context)
    await openAll(context)
    await context.sql.begin(async (tx) => {
      await tx`select 1 from credential_sets where eui = ${gateway} for update`
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
      const answer = handler.handle(request())
      await untilBlocked(tx)
      vi.advanceTimersByTime(10_000)
      expect(await answer).toEqual(unchanged)
      vi.useRealTimers()
    })
    const kind = async () => {
      const [row] = await context.sql<{ kind: string }[]>`
        select answer->>'kind' as kind from gateway_reports where eui = ${gateway}`
      return row?.kind
    }
    await vi.waitUntil(async () => (await kind()) === 'own-fault', { timeout: 10_000 })
    expect((await handler.handle(request()))?.body.length).toBeGreaterThan(300)
    await handler.close()
    expect(await kind()).toBe('update')
    await context.close()
  })
})
