/** Who may send downlinks, and what is refused: signatures, replays, clocks, states (tunnel.md §2). */
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { MAX_WAITING, rememberDownlinkDevice } from '#lib/db/downlinks.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { eui } from '#lib/domain/identifiers.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { acceptDownlink } from '#lib/services/downlinks/accept-downlink.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { type MadeConnection, makeConnection, parametersOf, queryOf, signedQuery, tokenFor } from './downlink-maker.ts'

let context: TestContext
let owner: OwnerActor
let connection: MadeConnection

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context)
})
afterAll(() => context.close())
beforeEach(async () => {
  connection = await makeConnection(context, owner.ownerId)
})

const send = (rawQuery: string, on = context) => acceptDownlink(on, { rawQuery, address: '192.0.2.1' })
/** The sentence of a refusal, with its code. */
async function refusal(rawQuery: string): Promise<string> {
  try {
    const answer = await send(rawQuery)
    return `accepted: ${JSON.stringify(answer)}`
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.detail}`
    throw error
  }
}
const stored = () => context.sql`select * from downlinks where connection_id = ${connection.id}`

test('a signed downlink is stored with everything that it asks for, and a job for its device', async () => {
  const more = {
    FCntDn: '7',
    Confirmed: '1',
    FlushDownlinkQueue: '1',
    ValidityTime: '60',
    CorrelationID: '4434704901C7450B',
  }
  const answer = await send(signedQuery(connection, context.now(), { ...more, Extra: 'x' }))
  expect(answer).toMatchObject({ kind: 'queued', ignored: ['Extra'] })
  const [row] = await stored()
  expect(row).toMatchObject({
    owner_id: owner.ownerId,
    dev_eui: '20635f0108000495',
    f_port: 2,
    payload: '0103',
    f_cnt_dn: '7',
    confirmed: true,
    flush: true,
    valid_until: new Date(context.now().getTime() + 60_000),
    correlation_id: '4434704901C7450B',
    state: 'waiting',
    address: '192.0.2.1',
  })
  const jobs =
    await context.sql`select task_identifier, key from graphile_worker.jobs where key like ${`%${connection.id}%`}`
  expect(jobs).toEqual([{ task_identifier: 'forward-downlinks', key: `downlinks:${connection.id}:20635f0108000495` }])
})

describe('signatures', () => {
  test('an unknown AS_ID and a wrong token are answered alike', async () => {
    const unknown = { ...connection, asId: 'TWA_999.1.AS' }
    const wrong = { ...connection, key: '0'.repeat(32) }
    const [a, b] = [
      await refusal(signedQuery(unknown, context.now())),
      await refusal(signedQuery(wrong, context.now())),
    ]
    expect(a).toMatch(/^forbidden: The Token is not the one/)
    expect(b).toBe(a)
    expect(await stored()).toHaveLength(0)
  })

  test('re-ordered, changed and unsigned ones are refused', async () => {
    const parameters = parametersOf(connection, context.now())
    const token = tokenFor(parameters, connection.key)
    const entries = Object.entries(parameters)
    expect(await refusal(queryOf(Object.fromEntries(entries.toReversed()), token))).toMatch(/^forbidden/)
    expect(await refusal(queryOf({ ...parameters, Payload: '0104' }, token))).toMatch(/^forbidden/)
    expect(await refusal(queryOf(parameters, '0'.repeat(64)))).toMatch(/^forbidden/)
    expect(await refusal(queryOf(parameters, token).split('&Token')[0] ?? '')).toMatch(/^bad_request: Token is missing/)
    expect(await stored()).toHaveLength(0)
  })

  test('a re-encoded query with the same decoded bytes is the same query, and so a replay', async () => {
    const raw = signedQuery(connection, context.now())
    await send(raw)
    expect(await refusal(raw.replaceAll('%3A', ':'))).toMatch(/^conflict/)
    expect(await refusal(raw.replace('FPort', 'F%50ort'))).toMatch(/^conflict/)
    expect(await stored()).toHaveLength(1)
  })

  test('whoever holds the key learns the mistake', async () => {
    const parameters = parametersOf(connection, context.now())
    const blank = Object.fromEntries(Object.entries(parameters).map(([name, text]) => [name, text.replace('+', ' ')]))
    expect(await refusal(queryOf(parameters, tokenFor(blank, connection.key)))).toContain('a blank in place of “+”')
  })

  test('the previous key counts until its grace ends', async () => {
    const previousKey = randomBytes(16).toString('hex')
    const until = new Date(context.now().getTime() + 3_600_000)
    const changed = await makeConnection(context, owner.ownerId, { previousKey, previousKeyUntil: until })
    const old = { ...changed, key: previousKey }
    expect(await send(signedQuery(changed, context.now()))).toMatchObject({ kind: 'queued' })
    expect(await send(signedQuery(old, context.now()))).toMatchObject({ kind: 'queued' })
    const then = context.now()
    context.clock.now = until
    expect(await refusal(signedQuery(old, context.now()))).toMatch(/^forbidden/)
    expect(await send(signedQuery(changed, context.now()))).toMatchObject({ kind: 'queued' })
    context.clock.now = then
  })
})

describe('clocks', () => {
  const at = (seconds: number) => signedQuery(connection, new Date(context.now().getTime() + seconds * 1000))

  test('within the connection’s deviation on both sides', async () => {
    expect(await send(at(-60))).toMatchObject({ kind: 'queued' })
    expect(await send(at(60))).toMatchObject({ kind: 'queued' })
    expect(await refusal(at(-61))).toMatch(/^forbidden: Time is 61 s behind ours/)
    expect(await refusal(at(61))).toMatch(/^forbidden: Time is 61 s ahead of ours/)
    expect(await refusal(at(3600))).toContain('3600 s ahead')
  })

  test('another deviation', async () => {
    connection = await makeConnection(context, owner.ownerId, { maxDeviation: 3600 })
    expect(await send(at(-3600))).toMatchObject({ kind: 'queued' })
    expect(await refusal(at(-3601))).toMatch(/^forbidden/)
  })

  test('a clock tells nothing to those who cannot sign', async () => {
    const wrong = { ...connection, key: '0'.repeat(32) }
    expect(await refusal(signedQuery(wrong, new Date(0)))).toMatch(/^forbidden: The Token is not/)
  })
})

describe('replays', () => {
  test('of fifty equal requests at once on two servers exactly one is taken', async () => {
    const other = { ...context, ...openDatabase(context.url, { max: 5 }) }
    try {
      const raw = signedQuery(connection, context.now())
      const outcomes = await Promise.allSettled(
        Array.from({ length: 50 }, (_, index) => send(raw, index % 2 ? other : context)),
      )
      expect(outcomes.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
      const refused = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
      expect(refused.every((error) => error instanceof AppError && error.code === 'conflict')).toBe(true)
      expect(await stored()).toHaveLength(1)
      expect(await context.sql`select from graphile_worker.jobs where key like ${`%${connection.id}%`}`).toHaveLength(1)
    } finally {
      await other.close()
    }
  })

  test('the same parameters a millisecond later are another downlink', async () => {
    await send(signedQuery(connection, context.now()))
    await send(signedQuery(connection, new Date(context.now().getTime() + 1)))
    expect(await stored()).toHaveLength(2)
  })
})

describe('states', () => {
  test('a deactivated connection and one without a network side refuse', async () => {
    connection = await makeConnection(context, owner.ownerId, { active: false, deactivatedReason: 'user' })
    expect(await refusal(signedQuery(connection, context.now()))).toMatch(/^forbidden: This connection is deactivated/)
    connection = await makeConnection(context, owner.ownerId, { downlinkKind: 'none', downlinkUrl: null })
    expect(await refusal(signedQuery(connection, context.now()))).toMatch(/^conflict: This connection has no network/)
  })

  test('a ValidityTime that is over is refused', async () => {
    const over = new Date(context.now().getTime() - 1000).toISOString()
    expect(await refusal(signedQuery(connection, context.now(), { ValidityTime: over }))).toContain('over already')
  })

  test('a counter below what the network takes is refused with what it expects', async () => {
    const device = { ownerId: owner.ownerId, connectionId: connection.id, devEui: eui('20635F0108000495') }
    await rememberDownlinkDevice(context.sql, { ...device, leastFCntDn: 1238 }, context.now())
    const counted = (FCntDn: string) => send(signedQuery(connection, context.now(), { FCntDn }))
    expect(await counted('1237')).toEqual({ kind: 'counter', expected: 1238 })
    expect(await counted('1238')).toMatchObject({ kind: 'queued' })
  })

  test('what waits is bounded', async () => {
    await context.sql`
      insert into downlinks (id, owner_id, connection_id, token, accepted_at, dev_eui, confirmed, flush, raw_query, state, next_try_at)
      select gen_random_uuid(), ${owner.ownerId}, ${connection.id}, decode(md5(n::text), 'hex'), now(), '20635f0108000495', false, true, '', 'waiting', now()
        from generate_series(1, ${MAX_WAITING}) n`
    expect(await refusal(signedQuery(connection, context.now()))).toMatch(/^rate_limited: Too many downlinks/)
  })
})
