import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countFailure,
  countFailures,
  currentCounter,
  holdEntries,
  OWN_SHARE,
  type OwnerCounters,
  PIN_LIMITS,
  PIN_MEMORY,
  type PinCounter,
  type PinScope,
  pauseAfter,
} from './pin-limits.ts'

const NOW = Date.UTC(2026, 2, 1, 12)
const limit = fc.constantFrom(...Object.values(PIN_LIMITS))
const scopes: readonly PinScope[] = ['gateway', 'owner', 'address']
const counter = fc.record({
  failures: fc.integer({ min: 0, max: 100_000 }),
  since: fc.integer({ min: NOW - 2 * PIN_MEMORY, max: NOW }),
  heldUntil: fc.integer({ min: NOW - PIN_MEMORY, max: NOW + PIN_MEMORY }),
})

/** One try after the other at the given moments, each wrong: those that were heard. */
function play(scope: PinScope, moments: readonly number[]): number[] {
  let state: PinCounter | undefined
  return moments.filter((now) => {
    const current = currentCounter(state, now)
    state = current
    if (current.heldUntil > now) return false
    state = countFailure(current, PIN_LIMITS[scope], now)
    return true
  })
}

describe('pauses', () => {
  test('begin at the limit and double', () => {
    const minutes = (failures: number) => pauseAfter(PIN_LIMITS.gateway, failures) / 60_000
    expect([0, 9, 10, 11, 12, 13].map(minutes)).toEqual([0, 0, 0.5, 1, 2, 4])
    expect(minutes(40)).toBe(24 * 60)
    expect([999, 1_000, 1_099, 1_100, 1_200].map((n) => pauseAfter(PIN_LIMITS.owner, n) / 60_000)).toEqual([
      0, 1, 1, 2, 4,
    ])
  })

  test('never shrink with more failures, and never exceed the longest', () => {
    fc.assert(
      fc.property(limit, fc.nat(1e9), fc.nat(1e6), (of, failures, more) => {
        const pause = pauseAfter(of, failures)
        expect(pauseAfter(of, failures + more)).toBeGreaterThanOrEqual(pause)
        expect(pause).toBeLessThanOrEqual(of.longestPause)
      }),
    )
  })

  test('a further failure never brings the end of a pause nearer, nor puts it beyond the longest', () => {
    fc.assert(
      fc.property(limit, counter, fc.nat(500), (of, before, times) => {
        const after = countFailures(before, of, times, NOW)
        expect(after.failures).toBe(before.failures + times)
        expect(after.heldUntil).toBeGreaterThanOrEqual(before.heldUntil)
        expect(after.heldUntil).toBeLessThanOrEqual(Math.max(before.heldUntil, NOW + of.longestPause))
      }),
    )
  })

  test('end: whoever waits long enough is heard again, and starts anew', () => {
    fc.assert(
      fc.property(counter, (one) => {
        const later = Math.max(one.since + PIN_MEMORY, one.heldUntil)
        expect(currentCounter(one, later)).toEqual({ failures: 0, since: later, heldUntil: 0 })
      }),
    )
  })
})

describe('however tries are spread over time', () => {
  test.each([
    ['gateway', 24],
    ['owner', 2_200],
    ['address', 6_600],
  ] as const)('one that tries without end at a %s is heard at most %i times in 24 hours', (scope, most) => {
    const heard: number[] = []
    let state: PinCounter | undefined
    // As fast as it is let: at once when a pause is over.
    for (let now = NOW; now < NOW + 4 * PIN_MEMORY; now = Math.max(now, state?.heldUntil ?? 0) + 1) {
      state = countFailure(currentCounter(state, now), PIN_LIMITS[scope], now)
      heard.push(now)
    }
    for (const from of heard) {
      const within = heard.filter((at) => at >= from && at < from + PIN_MEMORY)
      if (within.length > most) expect.fail(`${within.length} within 24 hours`)
      if (heard.length > 10_000) break
    }
    expect(heard.length).toBeGreaterThan(PIN_LIMITS[scope].free)
  })

  test('nobody is heard more often by trying more often', () => {
    const moments = fc.array(fc.integer({ min: 0, max: 3 * PIN_MEMORY }), { maxLength: 200 })
    fc.assert(
      fc.property(fc.constantFrom(...scopes), moments, (scope, offsets) => {
        const times = offsets.map((offset) => NOW + offset).toSorted((a, b) => a - b)
        const heard = play(scope, times)
        const pauses = Math.ceil(Math.log2(PIN_MEMORY / PIN_LIMITS[scope].firstPause)) + 1
        const most = PIN_LIMITS[scope].free + pauses * PIN_LIMITS[scope].step
        for (const from of heard) {
          const window = heard.filter((at) => at >= from && at < from + PIN_MEMORY)
          // A window may lie over the end of one count and the beginning of the next.
          expect(window.length).toBeLessThanOrEqual(2 * most)
        }
      }),
    )
  })
})

interface Entry {
  readonly gateway: number
  readonly right: boolean
}
const entry = fc.record({ gateway: fc.nat(20), right: fc.boolean() })
const hold = (entries: readonly Entry[], counters: OwnerCounters<number>, now = NOW) =>
  holdEntries(
    entries,
    (one) => one.gateway,
    (one) => one.right,
    counters,
    now,
  )
const fresh = (failures: number): PinCounter => ({ failures, since: NOW, heldUntil: 0 })

describe('a request', () => {
  test('a right PIN of one’s own is never refused because of somebody else’s failures', () => {
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 90 }),
        fc.integer({ min: 0, max: OWN_SHARE - 91 }),
        fc.option(counter, { nil: undefined }),
        (entries, own, address) => {
          expect(hold(entries, { gateways: new Map(), owner: fresh(own), address }).size).toBe(0)
        },
      ),
    )
  })

  test('one owner’s counters are all that decide for another: the same gateway, the same moment', () => {
    fc.assert(
      fc.property(fc.nat(20), counter, (gateway, others) => {
        // What somebody else got wrong about this gateway is in somebody else's counters.
        const theirs = hold([{ gateway, right: true }], {
          gateways: new Map([[gateway, { ...others, heldUntil: NOW + 1, since: NOW }]]),
          owner: undefined,
          address: undefined,
        })
        expect([...theirs.values()]).toEqual([{ scope: 'gateway', until: NOW + 1 }])
        expect(hold([{ gateway, right: true }], { gateways: new Map(), owner: undefined, address: others }).size).toBe(
          0,
        )
      }),
    )
  })

  test('has no more guesses heard than as many requests with one each', () => {
    const start = fc.integer({ min: 0, max: 1_300 })
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 400 }), start, start, (entries, own, here) => {
        const before = { gateways: new Map<number, PinCounter>(), owner: fresh(own), address: fresh(here + 2_000) }
        const together = hold(entries, before)
        let { owner, address } = before
        for (const one of entries) {
          const alone = hold([one], { gateways: new Map(), owner, address })
          expect(together.get(one) ?? null).toEqual(alone.get(one) ?? null)
          if (alone.size > 0 || one.right) continue
          owner = countFailure(owner, PIN_LIMITS.owner, NOW)
          address = countFailure(address, PIN_LIMITS.address, NOW)
        }
      }),
    )
  })

  test('ten thousand right PINs pass, also of an owner who is one failure away from a pause', () => {
    const entries = Array.from({ length: 10_000 }, (_, gateway) => ({ gateway, right: true }))
    expect(hold(entries, { gateways: new Map(), owner: fresh(999), address: fresh(2_999) }).size).toBe(0)
    const [wrong, ...rest] = [{ gateway: -1, right: false }, ...entries]
    const held = hold([wrong as Entry, ...rest], { gateways: new Map(), owner: fresh(999), address: undefined })
    expect(held.size).toBe(10_000)
    expect(held.get(rest[0] as Entry)).toEqual({ scope: 'owner', until: NOW + 60_000 })
  })

  test('is told the hold that ends last', () => {
    const gateways = new Map([[1, { ...fresh(12), heldUntil: NOW + 5_000 }]])
    const owner = { ...fresh(1_000), heldUntil: NOW + 3_000 }
    const address = { ...fresh(9_000), heldUntil: NOW + 9_000 }
    const of = (counters: Partial<OwnerCounters<number>>) =>
      [...hold([{ gateway: 1, right: true }], { gateways, owner, address: undefined, ...counters }).values()][0]
    expect(of({})).toEqual({ scope: 'gateway', until: NOW + 5_000 })
    expect(of({ address })).toEqual({ scope: 'address', until: NOW + 9_000 })
    expect(of({ gateways: new Map() })).toEqual({ scope: 'owner', until: NOW + 3_000 })
  })
})
