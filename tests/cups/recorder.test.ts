/** What becomes of check-ins between the answer and the log, on a real database that is made to hang and to refuse. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CheckInRecorder, createCheckInRecorder, type NewCheckIn } from '#lib/cups/check-in-recorder.ts'
import { LOG_ROWS, lookUpGateways, pruneCheckIns, REFUSED_RING } from '#lib/db/check-ins.ts'
import { openDatabase } from '#lib/db/client.ts'
import { type Eui, eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

let context: TestContext
let owner: OwnerActor
let recorder: CheckInRecorder
let errors: unknown[]
let next = 0

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context, '::1', 1_000)
})
afterAll(() => context?.close())
beforeEach(() => {
  errors = []
  recorder = createCheckInRecorder(context.sql, (error) => errors.push(error))
})

async function newGateway(): Promise<Eui> {
  next += 1
  const gateway = eui(`ab00:0:0:${next.toString(16)}`)
  expect(await addGateways(context, owner, [{ gateway, flavorid: 'x', token: `token number ${next}` }])).toEqual([
    { gateway },
  ])
  return gateway
}

/** A check-in whose package is `what`, with what a look-up knows of the one before. */
async function checkIn(gateway: Eui, what: string, over: { address?: string } = {}): Promise<NewCheckIn> {
  const lookedUpAt = performance.now()
  const known = (await lookUpGateways(context.sql, [gateway])).get(gateway)
  return {
    eui: gateway,
    at: new Date(),
    fingerprint: `fingerprint of ${what}`,
    last: { fingerprint: known?.lastFingerprint ?? null, checkInId: known?.lastCheckInId ?? null, lookedUpAt },
    describe: () => ({
      ownerId: owner.ownerId,
      address: over.address ?? '127.0.0.1',
      reported: {
        router: gateway,
        cupsUri: null,
        tcUri: null,
        cupsCredCrc: null,
        tcCredCrc: null,
        station: null,
        model: null,
        package: what,
        keys: [],
      },
      credential: 'bootstrap',
      answer: {
        kind: 'unchanged',
        reasons: [],
        cupsUri: null,
        tcUri: null,
        cupsVersion: null,
        tcVersion: null,
        cupsCredentialBytes: 0,
        tcCredentialBytes: 0,
        bytes: 14,
      },
      fellBack: false,
      outcome: 'in-sync',
      seen: { cups: null, tc: null },
      matched: { cups: null, tc: null },
    }),
  }
}

const log = (gateway: Eui) =>
  context.sql<{ what: string; times: number }[]>`
    select reported->>'package' as what, times from check_ins where eui = ${gateway} order by first_at, last_at`

async function report(gateway: Eui): Promise<string | undefined> {
  const [row] = await context.sql<{ what: string }[]>`
    select r.reported->>'package' as what from gateway_reports r join check_ins c on c.eui = r.eui and c.id = r.check_in_id
     where r.eui = ${gateway}`
  return row?.what
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const begun = Date.now(); !(await holds()); ) {
    if (Date.now() - begun > 10_000) throw new Error('it never came to that')
    await new Promise((resolve) => setImmediate(resolve))
  }
}

/** Locks the log until `run` is over; `blocked` comes back once a write waits for it, with the writer's process. */
async function whileLocked(run: (blocked: () => Promise<number>) => Promise<void>): Promise<void> {
  await context.sql.begin(async (tx) => {
    await tx`lock table check_ins in access exclusive mode`
    await run(async () => {
      let pid: number | undefined
      await until(async () => {
        const [row] = await tx<{ pid: number }[]>`
          select pid from pg_locks where relation = 'check_ins'::regclass and not granted`
        pid = row?.pid
        return pid !== undefined
      })
      return pid ?? 0
    })
  })
}

/** Through the database, so that look-ups know it. */
async function written(gateway: Eui, what: string): Promise<void> {
  recorder.record(await checkIn(gateway, what))
  await until(async () => (await report(gateway)) === what)
}

test('equal check-ins are counted, others begin a row', async () => {
  const gateway = await newGateway()
  await written(gateway, 'a')
  for (const what of ['a', 'a', 'b', 'b', 'a']) recorder.record(await checkIn(gateway, what))
  await recorder.close()
  expect(await log(gateway)).toEqual([
    { what: 'a', times: 3 },
    { what: 'b', times: 2 },
    { what: 'a', times: 1 },
  ])
  expect(await report(gateway)).toBe('a')
  expect(errors).toEqual([])
})

test('a look-up that is older than the write under way does not undo it', async () => {
  const gateway = await newGateway()
  const other = await newGateway()
  for (const one of [gateway, other]) await written(one, 'a')
  const stale = await checkIn(gateway, 'a')
  const repeated = await checkIn(other, 'b')
  await whileLocked(async (blocked) => {
    recorder.record({ ...stale, fingerprint: 'fingerprint of b', describe: repeated.describe })
    recorder.record(repeated)
    await blocked()
    recorder.record({ ...stale, at: new Date() })
    recorder.record({ ...repeated, at: new Date() })
  })
  await recorder.close()
  // Back to what it said before: a row of its own, and the report shows it.
  expect((await log(gateway)).map((row) => row.times)).toEqual([1, 1, 1])
  expect(await report(gateway)).toBe('a')
  // Said again while it was being written: the same row.
  expect(await log(other)).toEqual([
    { what: 'a', times: 1 },
    { what: 'b', times: 2 },
  ])
})

test('a write that is cut off is written again, and nothing counts twice', async () => {
  const gateway = await newGateway()
  const other = await newGateway()
  // Connections of its own: postgres.js tells the next statement too that a connection was ended.
  const own = openDatabase(context.url, { max: 1 })
  recorder = createCheckInRecorder(own.sql, (error) => errors.push(error))
  await written(gateway, 'a')
  await whileLocked(async (blocked) => {
    recorder.record(await checkIn(gateway, 'a'))
    recorder.record(await checkIn(gateway, 'a'))
    recorder.record(await checkIn(other, 'b'))
    const pid = await blocked()
    recorder.record(await checkIn(other, 'b'))
    await context.sql`select pg_terminate_backend(${pid})`
    await until(async () => errors.length > 0)
  })
  await recorder.close()
  await own.close()
  expect(await log(gateway)).toEqual([{ what: 'a', times: 3 }])
  expect(await log(other)).toEqual([{ what: 'b', times: 2 }])
})

test('a row that PostgreSQL cannot hold is dropped alone', async () => {
  const gateways = await Promise.all(Array.from({ length: 7 }, newGateway))
  for (const [index, gateway] of gateways.entries()) {
    recorder.record(await checkIn(gateway, 'a', index === 3 ? { address: 'a\u0000b' } : {}))
  }
  await recorder.close()
  const reports = await Promise.all(gateways.map(report))
  expect(reports).toEqual(['a', 'a', 'a', undefined, 'a', 'a', 'a'])
  expect(errors).toHaveLength(1)
})

test('a gateway that says something else each time fills neither memory nor log; what it said last counts', async () => {
  const gateway = await newGateway()
  const first = await checkIn(gateway, '0')
  await whileLocked(async (blocked) => {
    recorder.record(first)
    await blocked()
    for (let i = 1; i <= 500; i++) {
      const { describe } = await checkIn(gateway, `${i}`)
      recorder.record({ ...first, at: new Date(), fingerprint: `fingerprint ${i}`, describe })
    }
  })
  await recorder.close()
  expect((await log(gateway)).length).toBeLessThanOrEqual(9)
  expect(await report(gateway)).toBe('500')
  expect(String(errors[0])).toMatch(/\d+ check-ins were not recorded/)
})

test('a gateway that is released before its check-in is written leaves no report to its next owner', async () => {
  const gateway = await newGateway()
  const seen = await checkIn(gateway, 'a')
  await deleteGateways(context, owner, [{ gateway }])
  recorder.record(seen)
  await recorder.close()
  expect(await report(gateway)).toBeUndefined()
  expect(await log(gateway)).toEqual([{ what: 'a', times: 1 }])
})

test('nor where the next owner has it already', async () => {
  const gateway = await newGateway()
  const other = await createTestOwner(context, '::2', 10)
  recorder.record(await checkIn(gateway, 'of the owner before'))
  await deleteGateways(context, owner, [gateway])
  expect(await addGateways(context, other, [{ gateway, flavorid: 'x', token: 'of the next owner' }])).toEqual([
    { gateway },
  ])
  await recorder.close()
  expect(errors).toEqual([])
  expect(await context.sql`select 1 from gateway_reports where eui = ${gateway}`).toEqual([])
  expect(await context.sql`select owner_id as owner from check_ins where eui = ${gateway}`).toEqual([
    { owner: owner.ownerId },
  ])
})

test('two processes on one gateway count together', async () => {
  const gateway = await newGateway()
  await written(gateway, 'a')
  const second = createCheckInRecorder(context.sql, (error) => errors.push(error))
  for (const one of [recorder, second, second]) one.record(await checkIn(gateway, 'a'))
  await Promise.all([recorder.close(), second.close()])
  expect(await log(gateway)).toEqual([{ what: 'a', times: 4 }])
})

test('a database that is gone does not hold up the end, and nothing is left running', async () => {
  const closed = await createTestContext()
  const orphan = createCheckInRecorder(closed.sql, (error) => errors.push(error))
  await closed.close()
  orphan.record(await checkIn(await newGateway(), 'a'))
  await orphan.close()
  expect(errors.length).toBeGreaterThan(0)
})

test('two processes write in turn: each sees what the other wrote, and the report follows', async () => {
  const gateway = await newGateway()
  const other = createCheckInRecorder(context.sql, (error) => errors.push(error))
  await written(gateway, 'x')
  other.record(await checkIn(gateway, 'y'))
  await until(async () => (await report(gateway)) === 'y')
  recorder.record(await checkIn(gateway, 'x'))
  await until(async () => (await report(gateway)) === 'x')
  await other.close()
  expect((await log(gateway)).map((row) => row.what)).toEqual(['x', 'y', 'x'])
})

test('the log of a gateway keeps its newest rows', async () => {
  const gateway = await newGateway()
  const row = { ...(await checkIn(gateway, 'a')).describe() }
  await context.sql`
    insert into check_ins (eui, id, owner_id, first_at, last_at, times, address, reported, credential, answer, fell_back)
    select ${gateway}, gen_random_uuid(), ${row.ownerId}, now() - n * interval '1 minute', now() - n * interval '1 minute', 1, '', '{}', '', '{}', false
      from generate_series(1, ${LOG_ROWS + 25}) n`
  await pruneCheckIns(context.sql, [gateway])
  const [left] =
    await context.sql`select count(*)::int as count, min(last_at) > now() - ${LOG_ROWS + 1} * interval '1 minute' as newest from check_ins where eui = ${gateway}`
  expect(left).toEqual({ count: LOG_ROWS, newest: true })
})

test('of refused check-ins the newest ten thousand are kept (rules.md 14)', async () => {
  await context.sql`
    insert into refused_check_ins (at, router, address, reason)
    select now(), '::1', '198.51.100.9', 'token' from generate_series(1, ${REFUSED_RING})`
  const row = { at: new Date(), router: '::2', eui: null, address: '198.51.100.10', reason: 'token' }
  recorder.recordRefused(row)
  recorder.recordRefused({ ...row, router: '::3' })
  await recorder.close()
  expect(errors).toEqual([])
  const [kept] = await context.sql`
    select count(*)::int as count, count(*) filter (where router in ('::2', '::3'))::int as new from refused_check_ins`
  expect(kept).toEqual({ count: REFUSED_RING, new: 2 })
})
