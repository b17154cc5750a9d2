import fc from 'fast-check'
import { DateTime } from 'luxon'
import { describe, expect, test } from 'vitest'
import type { MaintenanceWindows } from './rollout.ts'
import { isTimeZone, nextWindow, openWindow, windowsBetween } from './windows.ts'

const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7]
const zurich = (from: string, to: string, days = EVERY_DAY): MaintenanceWindows => ({
  zone: 'Europe/Zurich',
  windows: [{ days, from, to }],
})
const at = (text: string) => new Date(text)
const day = (plan: MaintenanceWindows, date: string) =>
  windowsBetween(plan, at(`${date}T00:00:00Z`), at(`${date}T12:00:00Z`)).map(
    ({ from, to }) => `${from.toISOString().slice(5, 16)} ${to.toISOString().slice(5, 16)}`,
  )

describe('in a time zone', () => {
  test('the same hours are other instants in winter and in summer', () => {
    expect(openWindow(zurich('02:00', '04:00'), at('2026-01-15T01:00:00Z'))).toEqual({
      from: at('2026-01-15T01:00:00Z'),
      to: at('2026-01-15T03:00:00Z'),
    })
    expect(openWindow(zurich('02:00', '04:00'), at('2026-07-15T03:00:00Z'))).toBeUndefined()
    expect(openWindow(zurich('02:00', '04:00'), at('2026-07-15T01:59:59Z'))).toBeDefined()
  })

  test('a weekday is the one there: Monday 00:30 in Auckland is Sunday in UTC', () => {
    const plan = { zone: 'Pacific/Auckland', windows: [{ days: [1], from: '00:00', to: '01:00' }] }
    expect(openWindow(plan, at('2026-07-12T12:30:00Z'))).toBeDefined()
    expect(openWindow(plan, at('2026-07-13T12:30:00Z'))).toBeUndefined()
  })

  test('over midnight it belongs to the day on which it began', () => {
    const plan = zurich('22:00', '02:00', [5])
    expect(openWindow(plan, at('2026-01-16T23:30:00Z'))).toEqual({
      from: at('2026-01-16T21:00:00Z'),
      to: at('2026-01-17T01:00:00Z'),
    })
    expect(openWindow(plan, at('2026-01-17T22:30:00Z'))).toBeUndefined()
  })

  test('the whole week is one window without an end in sight', () => {
    const whole = openWindow(zurich('00:00', '00:00'), at('2026-01-15T12:00:00Z'))
    expect(whole && whole.to.getTime() - whole.from.getTime()).toBeGreaterThan(8 * 86_400_000)
  })
})

describe('when the clock changes', () => {
  // 29 March 2026: 02:00 → 03:00 at 01:00 UTC. 25 October 2026: 03:00 → 02:00 at 01:00 UTC.
  test('hours that are left out do not exist on that day', () => {
    expect(day(zurich('02:15', '02:45'), '2026-03-29')).toEqual([])
    expect(day(zurich('02:00', '03:00'), '2026-03-29')).toEqual([])
  })
  test('a window that reaches into them begins or ends with the change', () => {
    expect(day(zurich('02:30', '04:00'), '2026-03-29')).toEqual(['03-29T01:00 03-29T02:00'])
    expect(day(zurich('01:00', '02:30'), '2026-03-29')).toEqual(['03-29T00:00 03-29T01:00'])
  })
  test('an hour that occurs twice ends at its first time, and counts within a longer window', () => {
    expect(day(zurich('01:00', '02:30'), '2026-10-25')).toEqual(['10-24T23:00 10-25T00:30'])
    expect(day(zurich('01:00', '04:00'), '2026-10-25')).toEqual(['10-24T23:00 10-25T03:00'])
  })
  test('half an hour in Lord Howe', () => {
    const plan = { zone: 'Australia/Lord_Howe', windows: [{ days: EVERY_DAY, from: '02:00', to: '03:00' }] }
    // 4 October 2026: 02:00 → 02:30, and so half an hour is left.
    const [window] = windowsBetween(plan, at('2026-10-03T15:00:00Z'), at('2026-10-03T16:30:00Z'))
    expect(window && window.to.getTime() - window.from.getTime()).toBe(1_800_000)
  })
})

describe('always', () => {
  const clock = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`)
  const zones = fc.constantFrom('UTC', 'Europe/Zurich', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Apia')
  const plans = fc.record({
    zone: zones,
    windows: fc.array(fc.record({ days: fc.subarray(EVERY_DAY, { minLength: 1 }), from: clock, to: clock }), {
      minLength: 1,
      maxLength: 3,
    }),
  })
  const instants = fc.date({ min: at('2026-01-01T00:00:00Z'), max: at('2027-12-31T00:00:00Z'), noInvalidDate: true })

  test('it is open exactly when the wall clock shows a time inside, apart from an hour that occurs twice', () => {
    fc.assert(
      fc.property(plans, instants, (plan, now) => {
        const local = DateTime.fromJSDate(now, { zone: plan.zone })
        const offsets = [-3, 3].map((hours) => local.plus({ hours }).offset)
        fc.pre(offsets[0] === offsets[1])
        const inside = plan.windows.some(({ days, from, to }) => {
          const shown = local.toFormat('HH:mm')
          const yesterday = local.weekday === 1 ? 7 : local.weekday - 1
          if (from < to) return days.includes(local.weekday) && shown >= from && shown < to
          return (days.includes(local.weekday) && shown >= from) || (days.includes(yesterday) && shown < to)
        })
        expect(openWindow(plan, now) !== undefined).toBe(inside)
      }),
    )
  })

  test('the next window begins after now and lasts', () => {
    fc.assert(
      fc.property(plans, instants, (plan, now) => {
        const next = nextWindow(plan, now)
        if (!next) {
          expect(openWindow(plan, now)).toBeDefined()
          return
        }
        expect(next.from > now).toBe(true)
        expect(next.to > next.from).toBe(true)
        expect(openWindow(plan, next.from)).toBeDefined()
      }),
    )
  })
})

test('a local day of 23 hours is not passed over', () => {
  // Sunday, 29 March 2026: 22:00 to 02:00 is still open half an hour after midnight.
  const late = zurich('22:00', '02:00', [7])
  expect(openWindow(late, at('2026-03-29T22:30:00Z'))).toEqual({
    from: at('2026-03-29T20:00:00Z'),
    to: at('2026-03-30T00:00:00Z'),
  })
  // Late on Saturday, the one of Sunday morning is next.
  expect(nextWindow(zurich('04:00', '06:00', [7]), at('2026-03-28T22:30:00Z'))?.from).toEqual(
    at('2026-03-29T02:00:00Z'),
  )
})

test('time zones', () => {
  expect(isTimeZone('Europe/Zurich')).toBe(true)
  expect(isTimeZone('Mars/Olympus')).toBe(false)
})
