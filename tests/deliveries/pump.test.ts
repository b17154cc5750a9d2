/** The engine on a real queue: order, attempts, circuit, and that nothing is forgotten. */
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { findDueDeliveries } from '#lib/db/deliveries.ts'
import { findDestinationStates } from '#lib/db/destination-states.ts'
import { LADDER } from '#lib/domain/deliveries/pace.ts'
import { type JobRunner, runJobs } from '#lib/jobs/run-jobs.ts'
import { defineTask } from '#lib/jobs/task.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { wakeDestination } from '#lib/services/deliveries/engine.ts'
import { pumpDestination } from '#lib/services/deliveries/pump.ts'
import { rouseDestinations } from '#lib/services/deliveries/rouse-destinations.ts'
import { trimLogs } from '#lib/services/deliveries/trim-logs.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'
import { createEngine, delivered, failed, type MemoryDestination } from './engine-fixture.ts'

let context: TestContext
let actor: OwnerActor
let engine: ReturnType<typeof createEngine>
let runner: JobRunner | undefined

beforeEach(async () => {
  context = await createTestContext()
  actor = await createTestOwner(context)
  engine = createEngine(context, actor)
})
afterEach(async () => {
  await runner?.close()
  runner = undefined
  await context.close()
})

const advance = (ms: number) => {
  context.clock.now = new Date(context.clock.now.getTime() + ms)
}
const later = (ms: number) => new Date(context.clock.now.getTime() + ms)
const stateOf = async (one: MemoryDestination) =>
  (await findDestinationStates(context.sql, actor.ownerId, [one.id])).get(one.id)
const startJobs = async () => {
  const deliver = defineTask(
    z.object({ destinationId: z.string(), destinationType: z.string() }),
    (ctx, payload, signal) => pumpDestination(ctx, payload, signal, { types: engine.types, chance: () => 0 }),
  )
  runner = await runJobs(context, { databaseUrl: context.url, tasks: { deliver }, schedule: [] })
}
/** A door that requests wait at. */
function gate() {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}
const wordsOf = (sent: readonly string[], device: string) => sent.filter((word) => word.startsWith(`${device}:`))

describe('order', () => {
  test('large documents are fetched a few at a time, and all go out in order', async () => {
    let most = 0
    const one = engine.open((_what, { document }) => {
      most = Math.max(most, document.length)
      return delivered()
    })
    const words = Array.from({ length: 60 }, (_, index) => `d${index % 3}:${index}`)
    await engine.accept(one, words)
    // JSON of the same number, of a megabyte.
    await context.sql`update deliveries set document = document || repeat(' ', 1000000) where destination_id = ${one.id}`
    const look = { known: [], now: context.now(), limit: 100 }
    const ids = async (bytes: number) => (await findDueDeliveries(context.sql, one.id, { ...look, bytes })).length
    expect([await ids(1), await ids(1_000_000), await ids(2_500_000), await ids(1e9)]).toEqual([1, 1, 3, 60])
    await engine.pump(one)
    expect(most).toBeGreaterThan(1_000_000)
    for (const device of ['d0', 'd1', 'd2'])
      expect(wordsOf(one.sent, device)).toEqual(words.filter((word) => word.startsWith(`${device}:`)))
  })

  test('of each device is kept, and devices go side by side', async () => {
    const words = Array.from({ length: 2_500 }, (_, index) => `d${index % 50}:${Math.floor(index / 50)}`)
    const one = engine.open(async () => {
      await new Promise((resolve) => setImmediate(resolve))
      return delivered()
    })
    await engine.accept(one, words)
    await engine.pump(one)
    expect(one.sent).toHaveLength(words.length)
    for (let device = 0; device < 50; device++) {
      const numbers = wordsOf(one.sent, `d${device}`)
      expect(numbers).toEqual(Array.from({ length: 50 }, (_, number) => `d${device}:${number}`))
    }
    expect(one.peak).toBeGreaterThan(1)
    expect(one.peak).toBeLessThanOrEqual(32)
    expect(await stateOf(one)).toMatchObject({ delivered: 2_500, waiting: 0, failures: 0 })
    expect(await engine.jobs(one)).toHaveLength(1)
  })

  test('what stands behind a failed one waits for it, and other devices do not', async () => {
    let broken = true
    const one = engine.open((what) => (what === 'a:1' && broken ? failed() : delivered()))
    await engine.accept(one, ['a:0', 'a:1', 'a:2', 'b:0', 'a:3', 'b:1'])
    await engine.pump(one)
    expect(one.sent.sort()).toEqual(['a:0', 'a:1', 'b:0', 'b:1'])
    await engine.accept(one, ['a:4', 'b:2'])
    await engine.pump(one)
    expect(one.sent.slice(4)).toEqual(['b:2'])
    expect(await engine.jobs(one)).toEqual([later(5_000)])
    broken = false
    advance(5_000)
    await engine.pump(one)
    expect(one.sent.slice(5)).toEqual(['a:1', 'a:2', 'a:3', 'a:4'])
  })

  test('the limit of the destination holds', async () => {
    const door = gate()
    const one = engine.open(
      async () => {
        await door.opened
        return delivered()
      },
      { concurrency: 3 },
    )
    await engine.accept(
      one,
      Array.from({ length: 10 }, (_, index) => `d${index}:0`),
    )
    const pump = engine.pump(one)
    await eventually(() => expect(one.underWay).toBe(3))
    door.open()
    await pump
    expect(one.peak).toBe(3)
    expect(one.sent).toHaveLength(10)
  })
})

describe('attempts', () => {
  test('follow the ladder, then the delivery is dead and the next one goes', async () => {
    const one = engine.open((what) => (what === 'a:0' ? failed('Timeout', null) : delivered()))
    await engine.accept(one, ['a:0', 'a:1'])
    const waits: number[] = []
    for (let attempt = 1; attempt <= LADDER.length; attempt++) {
      // Another device succeeds in between, so that the circuit stays closed.
      await engine.accept(one, [`b:${attempt}`])
      await engine.pump(one)
      const [head] = await engine.rows(one)
      if (head?.state !== 'waiting') break
      waits.push(head.nextAt.getTime() - context.clock.now.getTime())
      advance(head.nextAt.getTime() - context.clock.now.getTime())
    }
    expect(waits).toEqual(LADDER.slice(1))
    const rows = await engine.rows(one)
    expect(rows[0]).toMatchObject({ state: 'dead', status: 'Timeout', attempts: 10 })
    expect(rows[1]).toMatchObject({ state: 'delivered', attempts: 1, status: null })
    const log = await context.sql`select status from delivery_attempts order by id`
    expect(log.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => 'Timeout'))
    expect(await stateOf(one)).toMatchObject({ dead: 1 })
  })

  test('a destination that asks to be spared is left alone as long as it says, and no attempt is used up', async () => {
    let spare = true
    const one = engine.open(() => (spare ? failed('Overload', 429, 90_000) : delivered()))
    await engine.accept(one, ['a:0', 'a:1'])
    await engine.pump(one)
    expect(await engine.jobs(one)).toEqual([later(90_000)])
    await engine.pump(one)
    advance(89_999)
    await engine.pump(one)
    expect(one.sent).toEqual(['a:0'])
    expect(await stateOf(one)).toMatchObject({ cause: 'Overload', lastStatus: 'Overload', lastHttpStatus: 429 })
    for (let round = 0; round < 12; round++) {
      advance(3_600_000)
      await engine.pump(one)
    }
    expect((await engine.rows(one))[0]).toMatchObject({ state: 'waiting', attempts: 1, status: 'Overload' })
    spare = false
    advance(3_600_000)
    await engine.pump(one)
    expect((await engine.rows(one)).map(({ state }) => state)).toEqual(['delivered', 'delivered'])
  })

  test('410 ends it: what waits is kept and goes out when it is activated again', async () => {
    let wants = false
    const one = engine.open(() => (wants ? delivered() : { kind: 'gone', httpStatus: 410, durationMs: 1 }))
    await engine.accept(one, ['a:0', 'a:1'])
    await engine.pump(one)
    expect(one.gone).toBe(1)
    expect(one.sent).toEqual(['a:0'])
    expect((await engine.rows(one)).map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    await context.sql`delete from graphile_worker._private_jobs`
    wants = true
    one.settings = { active: true }
    const key = { destinationId: one.id, destinationType: 'memory', ownerId: actor.ownerId }
    await context.sql.begin((tx) => wakeDestination(tx, key, context.now()))
    expect(await engine.jobs(one)).toHaveLength(1)
    await engine.pump(one)
    expect(one.sent).toEqual(['a:0', 'a:0', 'a:1'])
  })

  test('what cannot be rendered counts as Error and does not stop the others', async () => {
    const one = engine.open((what) => {
      if (what === 'a:0') throw new Error('a bug')
      return delivered()
    })
    await engine.accept(one, ['a:0', 'b:0'])
    await engine.pump(one)
    expect(await engine.rows(one)).toMatchObject([{ state: 'waiting', status: 'Error' }, { state: 'delivered' }])
  })
})

describe('the circuit', () => {
  test('opens after failures one after another, is tried by one request at a time, and then drains at once', async () => {
    let down = true
    const one = engine.open(() => (down ? failed('Error', null) : delivered()), { concurrency: 4 })
    await engine.accept(
      one,
      Array.from({ length: 40 }, (_, index) => `d${index % 20}:${Math.floor(index / 20)}`),
    )
    await engine.pump(one)
    const before = one.sent.length
    expect(before).toBeGreaterThanOrEqual(5)
    expect(before).toBeLessThanOrEqual(8)
    expect(await engine.jobs(one)).toEqual([later(5_000)])
    expect(await stateOf(one)).toMatchObject({ cause: 'Unreachable', opens: 1 })
    await engine.accept(one, ['new:0'])
    await engine.pump(one)
    expect(one.sent).toHaveLength(before)

    advance(5_000)
    await engine.pump(one)
    expect(one.sent).toHaveLength(before + 1)
    expect(await engine.jobs(one)).toEqual([later(10_000)])
    for (let hour = 0; hour < 12; hour++) {
      advance(300_000)
      await engine.pump(one)
    }
    expect(one.sent).toHaveLength(before + 13)

    down = false
    advance(300_000)
    const sentBefore = one.sent.length
    await engine.pump(one)
    const after = one.sent.slice(sentBefore)
    expect(after).toHaveLength(41)
    for (let device = 0; device < 20; device++) {
      expect(wordsOf(after, `d${device}`)).toEqual([`d${device}:0`, `d${device}:1`])
    }
    expect(await stateOf(one)).toMatchObject({ failures: 0, openUntil: null, waiting: 0, delivered: 41, dead: 0 })
  })

  test('a report that is refused does not keep the others from going when the rest is well', async () => {
    const one = engine.open((what) => (what.startsWith('poison') ? failed('Error', 400) : delivered()), {
      concurrency: 1,
    })
    await engine.accept(one, [
      ...Array.from({ length: 8 }, (_, index) => `poison${index}:0`),
      ...Array.from({ length: 8 }, (_, index) => `good${index}:0`),
    ])
    for (let round = 0; round < 6; round++) {
      await engine.pump(one)
      advance(300_000)
    }
    const rows = await engine.rows(one)
    expect(rows.filter(({ state }) => state === 'delivered')).toHaveLength(8)
    expect(rows.filter(({ device }) => device.startsWith('poison')).every(({ state }) => state === 'waiting')).toBe(
      true,
    )
  })
})

test('whatever fails and however often, each device gets its reports in order, and none goes out after it was taken', async () => {
  const outcome = fc.constantFrom('ok', 'ok', 'ok', 'error', 'timeout', 'overload', 'throws')
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { minLength: 1, maxLength: 40 }),
      fc.infiniteStream(outcome),
      fc.integer({ min: 1, max: 5 }),
      async (devices, outcomes, concurrency) => {
        const taken: string[] = []
        let calm = false
        const one = engine.open(
          async (what) => {
            await new Promise((resolve) => setImmediate(resolve))
            expect(taken).not.toContain(what)
            const next = calm ? 'ok' : outcomes.next().value
            if (next === 'throws') throw new Error('a bug')
            if (next === 'error') return failed('Error', 500)
            if (next === 'timeout') return failed('Timeout', null)
            if (next === 'overload') return failed('Overload', 429, 1_000)
            taken.push(what)
            return delivered()
          },
          { concurrency },
        )
        const words = devices.map((device, index) => `${device}:${index}`)
        for (let at = 0; at < words.length; at += 7) {
          await engine.accept(one, words.slice(at, at + 7))
          await engine.pump(one)
          advance(20_000)
        }
        calm = true
        for (let round = 0; round < 20 && taken.length < words.length; round++) {
          advance(86_400_000)
          await engine.pump(one)
        }
        for (const device of new Set(devices)) expect(wordsOf(taken, device)).toEqual(wordsOf(words, device))
        expect((await engine.rows(one)).every(({ state }) => state === 'delivered')).toBe(true)
      },
    ),
    { numRuns: 25 },
  )
})

describe('as ThingPark does', () => {
  test('one attempt; what comes while the destination does not answer is lost, and counted', async () => {
    let down = true
    const one = engine.open(() => (down ? failed('Timeout', null) : delivered()), { durable: false, concurrency: 1 })
    await engine.accept(
      one,
      Array.from({ length: 20 }, (_, index) => `d${index}:0`),
    )
    await engine.pump(one)
    expect(one.sent).toHaveLength(5)
    const rows = await engine.rows(one)
    expect(rows.map(({ state }) => state)).toEqual(Array.from({ length: 20 }, () => 'lost'))
    expect(rows.map(({ status }) => status)).toEqual([
      ...Array.from({ length: 5 }, () => 'Timeout'),
      ...Array.from({ length: 15 }, () => 'Unreachable'),
    ])
    await engine.accept(one, ['while:0'])
    down = false
    advance(60_000)
    await engine.accept(one, ['after:0'])
    await engine.pump(one)
    expect(one.sent.slice(5)).toEqual(['after:0'])
    expect(await stateOf(one)).toMatchObject({ lost: 21, delivered: 1, waiting: 0 })
  })

  test('what waits longer than half a minute is lost as Overload', async () => {
    const door = gate()
    const one = engine.open(
      async () => {
        await door.opened
        return delivered()
      },
      { durable: false, concurrency: 1 },
    )
    await engine.accept(
      one,
      Array.from({ length: 1_010 }, (_, index) => `d${index}:0`),
    )
    const pump = engine.pump(one)
    await eventually(() => expect(one.underWay).toBe(1))
    advance(31_000)
    door.open()
    await pump
    const lost = (await engine.rows(one)).filter(({ state }) => state === 'lost')
    expect(lost.length).toBeGreaterThan(0)
    expect(new Set(lost.map(({ status }) => status))).toEqual(new Set(['Overload']))
    expect(await stateOf(one)).toMatchObject({ lost: lost.length, delivered: 1_010 - lost.length })
  })
})

describe('nothing is forgotten', () => {
  test('what is accepted while pumps end is delivered without anybody looking again', async () => {
    await startJobs()
    const one = engine.open()
    const words = Array.from({ length: 300 }, (_, index) => `d${index % 7}:${Math.floor(index / 7)}`)
    for (const word of words) await engine.accept(one, [word])
    await eventually(() => expect(one.sent).toHaveLength(300))
    for (let device = 0; device < 7; device++) {
      const numbers = wordsOf(one.sent, `d${device}`).map((word) => Number(word.split(':')[1]))
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b))
    }
    await eventually(async () => expect(await stateOf(one)).toMatchObject({ delivered: 300, waiting: 0 }))
  })

  test('a slow destination delays no other one', async () => {
    await startJobs()
    const door = gate()
    const slow = engine.open(async () => {
      await door.opened
      return delivered()
    })
    const fast = engine.open()
    const words = Array.from({ length: 200 }, (_, index) => `d${index}:0`)
    await engine.accept(slow, words)
    await eventually(() => expect(slow.underWay).toBe(32))
    await engine.accept(fast, words)
    await eventually(async () => expect(await stateOf(fast)).toMatchObject({ delivered: 200 }))
    expect(slow.underWay).toBe(32)
    expect(await stateOf(slow)).toMatchObject({ delivered: 0 })
    door.open()
    await eventually(async () => expect(await stateOf(slow)).toMatchObject({ delivered: 200 }))
  })

  test('a hundred destinations that hang delay no other one', async () => {
    await startJobs()
    const door = gate()
    const hanging = Array.from({ length: 100 }, () =>
      engine.open(async () => {
        await door.opened
        return delivered()
      }),
    )
    for (const one of hanging) await engine.accept(one, ['a:0'])
    await eventually(() => expect(hanging.every(({ underWay }) => underWay === 1)).toBe(true))
    const fast = engine.open()
    await engine.accept(fast, ['a:0', 'a:1'])
    await eventually(async () => expect(await stateOf(fast)).toMatchObject({ delivered: 2 }))
    expect(hanging.every(({ underWay }) => underWay === 1)).toBe(true)
    door.open()
    await eventually(() => expect(hanging.every(({ underWay }) => underWay === 0)).toBe(true))
  })

  test('of two pumps one works, and a dead one is replaced', async () => {
    const door = gate()
    const one = engine.open(async () => {
      await door.opened
      return delivered()
    })
    await engine.accept(one, ['a:0', 'b:0'])
    const first = engine.pump(one)
    await eventually(() => expect(one.underWay).toBe(2))
    await engine.pump(one)
    expect(one.sent).toHaveLength(2)
    await context.sql`update destination_states set lease = gen_random_uuid(), lease_until = now() - interval '1 second'`
    const second = engine.pump(one)
    await eventually(() => expect(one.underWay).toBe(4))
    door.open()
    await Promise.all([first, second])
    expect((await engine.rows(one)).map(({ state }) => state)).toEqual(['delivered', 'delivered'])
  })

  test('a process that ends leaves what it did not finish to the next one', async () => {
    const control = new AbortController()
    const one = engine.open(async (_what, delivery) => {
      if (delivery.attempts === 0 && !control.signal.aborted) control.abort()
      return delivered()
    })
    const words = Array.from({ length: 50 }, (_, index) => `a:${index}`)
    await engine.accept(one, words)
    await engine.pump(one, control.signal)
    expect(one.sent.length).toBeLessThan(50)
    expect(await engine.jobs(one)).toHaveLength(1)
    await engine.pump(one)
    expect(one.sent).toEqual(words)
  })

  test('a destination without a pump is found', async () => {
    const one = engine.open()
    await engine.accept(one, ['a:0'])
    await context.sql`delete from graphile_worker._private_jobs`
    await rouseDestinations(context)
    expect(await engine.jobs(one)).toHaveLength(1)
    await engine.pump(one)
    await context.sql`delete from graphile_worker._private_jobs`
    await rouseDestinations(context)
    expect(await engine.jobs(one)).toHaveLength(0)
  })

  test('what waits for a destination that was deleted goes with it', async () => {
    const one = engine.open()
    await engine.accept(one, ['a:0'])
    engine.remove(one)
    await engine.pump(one)
    expect(await engine.rows(one)).toEqual([])
  })
})

test('the log is bounded, and what waits too long is given up', async () => {
  const one = engine.open((what) => (what === 'b:0' ? failed() : delivered()))
  await engine.accept(one, ['a:0', 'b:0'])
  await engine.pump(one)
  advance(8 * 86_400_000)
  await trimLogs(context)
  expect((await engine.rows(one)).map(({ state }) => state)).toEqual(['delivered', 'dead'])
  advance(15 * 86_400_000)
  await trimLogs(context)
  expect(await engine.rows(one)).toEqual([])
  expect(await context.sql`select from delivery_attempts`).toHaveLength(0)
})
