import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  judgeWave,
  planStep,
  type StateCounts,
  type StepFacts,
  startedAndFailed,
  type WaveFacts,
  waveSizes,
} from './plan-step.ts'
import {
  DEFAULT_FAILURE,
  DEFAULT_SHARES,
  DEFAULT_SUCCESS,
  defaultRoom,
  MEMBER_STATES,
  type MemberState,
} from './rollout.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const none = Object.fromEntries(MEMBER_STATES.map((state) => [state, 0])) as StateCounts
const wave = (counts: Partial<StateCounts>, more: Partial<WaveFacts> = {}): WaveFacts => ({
  counts: { ...none, ...counts },
  held: 0,
  reachedAt: null,
  accepted: false,
  ...more,
})
const facts = (waves: WaveFacts[], more: Partial<StepFacts> = {}): StepFacts => ({
  plan: {
    success: { share: 95, soakMinutes: 60 },
    failure: { share: 2, atLeast: 2, count: null },
    maxInFlight: null,
  },
  wave: 0,
  waves,
  accepted: { taken: 0, failed: 0 },
  window: null,
  now: NOW,
  ...more,
})

describe('waves', () => {
  test('1 %, 10 % and the rest', () => {
    expect(waveSizes(1000, [1, 10])).toEqual([10, 100, 890])
    expect(waveSizes(100_000, [1, 10])).toEqual([1000, 10_000, 89_000])
    expect(waveSizes(2, [1, 10])).toEqual([1, 1])
    expect(waveSizes(0, [1, 10])).toEqual([])
  })
  test('every gateway is in one, and none is empty', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 200_000 }),
        fc.array(fc.double({ min: 0.01, max: 99.9, noNaN: true })),
        (n, shares) => {
          const sizes = waveSizes(n, shares)
          expect(sizes.reduce((a, b) => a + b, 0)).toBe(n)
          expect(sizes.every((size) => size > 0)).toBe(true)
        },
      ),
    )
  })
  test('the first begins, all of it is armed, and the next waits for the soak time', () => {
    expect(planStep(facts([wave({ waiting: 10 })], { wave: -1 }))).toEqual({ do: 'begin-wave', wave: 0 })
    expect(planStep(facts([wave({ waiting: 10 }), wave({ waiting: 90 })]))).toEqual({
      do: 'arm',
      count: 10,
      notAfter: null,
    })
    const done = wave({ succeeded: 10 })
    expect(planStep(facts([done, wave({ waiting: 90 })]))).toEqual({ do: 'reach-wave', wave: 0 })
    const minutes = (by: number) => ({ ...done, reachedAt: new Date(NOW.getTime() - by * 60_000) })
    expect(planStep(facts([minutes(59), wave({ waiting: 90 })]))).toMatchObject({
      do: 'wait',
      until: new Date('2026-03-01T12:01:00Z'),
    })
    expect(planStep(facts([minutes(60), wave({ waiting: 90 })]))).toEqual({ do: 'begin-wave', wave: 1 })
  })
  test('one that cannot succeed any more pauses at once, and goes on once accepted and settled', () => {
    const lost = wave({ succeeded: 8, failed: 1, offered: 1 })
    expect(planStep(facts([lost, wave({ waiting: 90 })]))).toMatchObject({ do: 'pause', code: 'wave-failed' })
    const accepted = { ...lost, accepted: true }
    const since = { accepted: { taken: 10, failed: 1 } }
    expect(planStep(facts([accepted, wave({ waiting: 90 })], since))).toMatchObject({ do: 'wait' })
    expect(
      planStep(facts([wave({ succeeded: 9, failed: 1 }, { accepted: true }), wave({ waiting: 90 })], since)),
    ).toEqual({ do: 'begin-wave', wave: 1 })
  })
  test('of which all were left out is passed over', () => {
    expect(planStep(facts([wave({ skipped: 10 }, { reachedAt: NOW }), wave({ waiting: 90 })]))).toEqual({
      do: 'begin-wave',
      wave: 1,
    })
  })
  test('those that were never seen keep neither a wave nor the success back, but the end', () => {
    const held = wave({ succeeded: 10, waiting: 2 }, { held: 2, reachedAt: new Date(0) })
    expect(planStep(facts([held, wave({ waiting: 9 })]))).toEqual({ do: 'begin-wave', wave: 1 })
    expect(planStep(facts([held]))).toMatchObject({ do: 'wait' })
  })
})

describe('the failure threshold', () => {
  test('pauses in the middle of a wave', () => {
    const waves = [
      wave({ succeeded: 10 }, { reachedAt: NOW }),
      wave({ offered: 50, succeeded: 37, failed: 3, waiting: 10 }),
    ]
    expect(planStep(facts(waves, { wave: 1 }))).toEqual({
      do: 'pause',
      code: 'failures',
      reason: '3 of 100 gateways that took it failed: more than the 2 % that you allow.',
    })
  })
  test('counts only what failed since it was accepted', () => {
    const waves = [wave({ succeeded: 97, failed: 3, waiting: 100 })]
    const since = { accepted: { taken: 100, failed: 3 } }
    expect(planStep(facts(waves, since))).toMatchObject({ do: 'arm' })
  })
  test('is not thinned by gateways that are only armed', () => {
    expect(planStep(facts([wave({ armed: 44_000, succeeded: 90, failed: 10 })]))).toMatchObject({ do: 'pause' })
  })
  test('an absolute count', () => {
    const plan = { ...facts([]).plan, failure: { share: 100, atLeast: 1, count: 5 } }
    expect(planStep(facts([wave({ failed: 5, succeeded: 200, waiting: 5 })], { plan }))).toMatchObject({ do: 'arm' })
    expect(planStep(facts([wave({ failed: 6, succeeded: 200, waiting: 5 })], { plan }))).toMatchObject({ do: 'pause' })
  })
})

describe('windows', () => {
  const closed = { open: false, next: new Date('2026-03-02T01:00:00Z') } as const
  test('closed: nothing is armed, and what is armed is taken back', () => {
    expect(planStep(facts([wave({ waiting: 10 })], { window: closed }))).toMatchObject({
      do: 'wait',
      until: closed.next,
    })
    expect(planStep(facts([wave({ waiting: 1, armed: 9 })], { window: closed }))).toEqual({ do: 'disarm' })
  })
  test('open: armed until its end', () => {
    const to = new Date('2026-03-01T13:00:00Z')
    expect(planStep(facts([wave({ waiting: 10 })], { window: { open: true, to } }))).toEqual({
      do: 'arm',
      count: 10,
      notAfter: to,
    })
  })
})

/** A fleet in memory that carries decisions out, while outcomes come in any order. */
describe('whatever happens', () => {
  interface Model {
    states: MemberState[]
    waveOf: number[]
    reached: (Date | null)[]
    accepted: boolean[]
    wave: number
    /** Failed and succeeded ones that whoever resumed has accepted. */
    settled: boolean[]
    now: number
  }
  const wavesOf = (model: Model): WaveFacts[] =>
    model.reached.map((reachedAt, number) => {
      const counts = { ...none } as Record<MemberState, number>
      model.states.forEach((state, index) => {
        if (model.waveOf[index] === number) counts[state] += 1
      })
      return { counts, held: 0, reachedAt, accepted: model.accepted[number] ?? false }
    })

  const acceptedOf = ({ states, settled }: Model) => ({
    taken: settled.filter(Boolean).length,
    failed: states.filter((state, index) => settled[index] && state === 'failed').length,
  })

  const scenario = fc.record({
    total: fc.integer({ min: 1, max: 300 }),
    shares: fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 4 }),
    success: fc.integer({ min: 0, max: 100 }),
    soak: fc.integer({ min: 0, max: 90 }),
    share: fc.integer({ min: 0, max: 20 }),
    atLeast: fc.integer({ min: 1, max: 5 }),
    count: fc.option(fc.integer({ min: 0, max: 20 })),
    maxInFlight: fc.option(fc.integer({ min: 1, max: 40 })),
    failing: fc.integer({ min: 0, max: 40 }),
    hasWindows: fc.boolean(),
    seed: fc.integer(),
    resumes: fc.integer({ min: 0, max: 3 }),
  })

  test('no gateway is started before its wave, beyond the room, outside a window or after the threshold; and it ends', () => {
    fc.assert(
      fc.property(scenario, (given) => {
        let random = given.seed >>> 0
        const next = (below: number) => {
          random = (Math.imul(random, 1664525) + 1013904223) >>> 0
          return Math.floor((random / 2 ** 32) * below)
        }
        const sizes = waveSizes(given.total, given.shares)
        const model: Model = {
          states: Array<MemberState>(given.total).fill('waiting'),
          waveOf: sizes.flatMap((size, number) => Array<number>(size).fill(number)),
          reached: sizes.map(() => null),
          accepted: sizes.map(() => false),
          wave: -1,
          settled: Array<boolean>(given.total).fill(false),
          now: 0,
        }
        const plan = {
          success: { share: given.success, soakMinutes: given.soak },
          failure: { share: given.share, atLeast: given.atLeast, count: given.count },
          maxInFlight: given.maxInFlight,
        }
        const windowAt = (now: number): StepFacts['window'] => {
          if (!given.hasWindows) return null
          const hour = 60 * 60_000
          const phase = now % (4 * hour)
          return phase < hour
            ? { open: true, to: new Date(now - phase + hour) }
            : { open: false, next: new Date(now - phase + 4 * hour) }
        }
        let resumes = given.resumes
        let ended = false
        for (let steps = 0; steps < 20_000 && !ended; steps++) {
          const window = windowAt(model.now)
          const asked: StepFacts = {
            plan,
            wave: model.wave,
            waves: wavesOf(model),
            accepted: acceptedOf(model),
            window,
            now: new Date(model.now),
          }
          const decision = planStep(asked)
          if (decision.do === 'arm') {
            expect(window === null || window.open).toBe(true)
            expect(decision.notAfter).toEqual(window?.open ? window.to : null)
            const { started, failed } = startedAndFailed(asked.waves)
            const fresh = failed - asked.accepted.failed
            if (plan.failure.count !== null) expect(fresh).toBeLessThanOrEqual(plan.failure.count)
            expect(
              fresh < plan.failure.atLeast ||
                fresh * 100 <= plan.failure.share * Math.max(1, started - asked.accepted.taken),
            ).toBe(true)
            const ready = model.states.flatMap((state, index) =>
              state === 'waiting' && (model.waveOf[index] ?? 0) <= model.wave ? [index] : [],
            )
            expect(decision.count).toBeGreaterThan(0)
            expect(decision.count).toBeLessThanOrEqual(ready.length)
            for (const index of ready.slice(0, decision.count)) {
              model.states[index] = 'armed'
              model.settled[index] = false
            }
            const flying = model.states.filter((state) => state === 'armed' || state === 'offered').length
            if (plan.maxInFlight !== null) expect(flying).toBeLessThanOrEqual(plan.maxInFlight)
          } else if (decision.do === 'disarm') {
            model.states = model.states.map((state) => (state === 'armed' ? 'waiting' : state))
          } else if (decision.do === 'begin-wave') {
            expect(decision.wave).toBe(model.wave + 1)
            const before = asked.waves[model.wave]
            if (before && !before.accepted) expect(judgeWave(before, given.success).verdict).toBe('reached')
            model.wave = decision.wave
          } else if (decision.do === 'reach-wave') {
            expect(model.reached[decision.wave]).toBeNull()
            model.reached[decision.wave] = new Date(model.now)
          } else if (decision.do === 'pause') {
            if (resumes-- <= 0) ended = true
            model.states = model.states.map((state) => (state === 'armed' ? 'waiting' : state))
            model.settled = model.states.map((state) => state === 'failed' || state === 'succeeded')
            model.accepted[model.wave] = true
          } else if (decision.do === 'finish') {
            expect(model.states.every((state) => state === 'succeeded' || state === 'failed')).toBe(true)
            ended = true
          } else {
            // Time passes, and of what is under way some goes on.
            const until = decision.until?.getTime()
            if (until !== undefined) expect(until).toBeGreaterThan(model.now)
            model.now += 1 + next(30 * 60_000)
            if (windowAt(model.now)?.open === false) continue
            model.states = model.states.map((state) => {
              if (state === 'armed' && next(3) > 0) return 'offered'
              if (state === 'offered' && next(3) > 0) return next(100) < given.failing ? 'failed' : 'succeeded'
              return state
            })
          }
        }
        expect(ended).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('with nothing but the defaults, what is lost is the threshold and what was under way at once', () => {
    const fleet = fc.record({
      total: fc.integer({ min: 1, max: 3_000 }),
      /** Percent that fail, by wave: what a later wave does is not foretold by an earlier one. */
      failing: fc.tuple(
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
      ),
      /** Of 100 that are armed or offered, as many move between two looks. */
      haste: fc.integer({ min: 5, max: 100 }),
      seed: fc.integer(),
    })
    fc.assert(
      fc.property(fleet, ({ total, failing, haste, seed }) => {
        let random = seed >>> 0
        const next = (below: number) => {
          random = (Math.imul(random, 1664525) + 1013904223) >>> 0
          return Math.floor((random / 2 ** 32) * below)
        }
        const room = defaultRoom(total)
        expect(room).toBeLessThanOrEqual(Math.max(10, total / 10 + 1))
        const waves = waveSizes(total, DEFAULT_SHARES).map((size) => ({
          counts: { ...none, waiting: size } as Record<MemberState, number>,
          held: 0,
          reachedAt: null as Date | null,
          accepted: false,
        }))
        const plan = { success: DEFAULT_SUCCESS, failure: DEFAULT_FAILURE, maxInFlight: room }
        let [current, now, ended] = [-1, 0, false]
        for (let steps = 0; steps < 50_000 && !ended; steps++) {
          const decision = planStep(facts(waves, { plan, wave: current, now: new Date(now) }))
          const of = waves[current]
          if (decision.do === 'arm') {
            let left = decision.count
            for (const { counts } of waves.slice(0, current + 1)) {
              const count = Math.min(left, counts.waiting)
              counts.waiting -= count
              counts.armed += count
              left -= count
            }
          } else if (decision.do === 'begin-wave') current = decision.wave
          else if (decision.do === 'reach-wave' && of) of.reachedAt = new Date(now)
          else if (decision.do === 'pause' || decision.do === 'finish') ended = true
          else {
            now = decision.do === 'wait' && decision.until ? decision.until.getTime() : now + 60_000
            for (const [number, { counts }] of waves.entries()) {
              for (let one = counts.offered; one > 0; one--) {
                if (next(100) >= haste) continue
                counts.offered -= 1
                counts[next(100) < (failing[number] ?? 0) ? 'failed' : 'succeeded'] += 1
              }
              for (let one = counts.armed; one > 0; one--) {
                if (next(100) >= haste) continue
                counts.armed -= 1
                counts.offered += 1
              }
            }
          }
        }
        expect(ended).toBe(true)
        const { started, failed } = startedAndFailed(waves)
        const { share, atLeast } = DEFAULT_FAILURE
        expect(failed).toBeLessThanOrEqual(Math.max(atLeast, (share * started) / 100) + room)
      }),
      { numRuns: 200 },
    )
  })
})
