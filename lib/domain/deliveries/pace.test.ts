import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { causeOf, healthOf } from './delivery-status.ts'
import { LADDER, openFor, RETRY_AFTER_AT_MOST, readRetryAfter, waitAfter } from './pace.ts'

const NOW = new Date('2026-03-01T12:00:00Z')

describe('the ladder', () => {
  test('is the published one', () => {
    const seconds = LADDER.map((ms) => ms / 1000)
    expect(seconds).toEqual([0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
  })
  test('ends after the tenth attempt', () => {
    expect(waitAfter(1, 0)).toBe(5_000)
    expect(waitAfter(9, 0)).toBe(86_400_000)
    expect(waitAfter(10, 0)).toBeUndefined()
  })
  test('chance adds up to a tenth and takes nothing away', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, chance) => {
        const wait = waitAfter(attempts, chance) ?? 0
        const step = LADDER[attempts] ?? 0
        expect(wait).toBeGreaterThanOrEqual(step)
        expect(wait).toBeLessThanOrEqual(Math.ceil(step * 1.1))
      }),
    )
  })
})

test('an open circuit stays open twice as long each time, up to five minutes', () => {
  expect([1, 2, 3, 7, 50].map((opens) => openFor(opens, 0) / 1000)).toEqual([5, 10, 20, 300, 300])
})

describe('Retry-After', () => {
  test.each([
    ['0', 0],
    ['120', 120_000],
    ['Sun, 01 Mar 2026 12:00:30 GMT', 30_000],
    ['Sun, 01 Mar 2026 11:00:00 GMT', 0],
    ['999999999', RETRY_AFTER_AT_MOST],
    ['Sun, 01 Mar 2099 12:00:00 GMT', RETRY_AFTER_AT_MOST],
  ])('“%s”', (text, ms) => expect(readRetryAfter(text, NOW)).toBe(ms))
  test.each([undefined, '', ' ', '-1', '1.5', 'soon', 'Xyz, banana', '2026-03-01', '99999999999999999999'])(
    '“%s” says nothing',
    (text) => expect(readRetryAfter(text, NOW)).toBeNull(),
  )
})

test('why what follows is not sent', () => {
  const failure = { kind: 'failed', code: null, retryAfterMs: null, durationMs: 1 } as const
  expect(causeOf({ ...failure, status: 'Overload', httpStatus: 429 })).toBe('Overload')
  expect(causeOf({ ...failure, status: 'Error', httpStatus: 500 })).toBe('Blacklist')
  expect(causeOf({ ...failure, status: 'Error', httpStatus: null })).toBe('Unreachable')
  expect(causeOf({ ...failure, status: 'Timeout', httpStatus: null })).toBe('Unreachable')
})

test('health', () => {
  const well = { failures: 0, openUntil: null, lastAttemptAt: NOW }
  expect(healthOf(false, well)).toBe('deactivated')
  expect(healthOf(true, undefined)).toBe('initialising')
  expect(healthOf(true, { ...well, lastAttemptAt: null })).toBe('initialising')
  expect(healthOf(true, well)).toBe('active')
  expect(healthOf(true, { ...well, failures: 1 })).toBe('connection-error')
  expect(healthOf(true, { ...well, openUntil: NOW })).toBe('connection-error')
})
