import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CurrentSchedule, planSchedule } from './firmware-schedule.ts'

const now = new Date('2026-03-01T12:00:00Z')
const before = new Date('2026-02-01T00:00:00Z')
const after = new Date('2026-04-01T00:00:00Z')
const stored = (more: Partial<CurrentSchedule> = {}): CurrentSchedule => ({
  crc: 1,
  notBefore: null,
  state: 'scheduled',
  ...more,
})
type Fields = Parameters<typeof planSchedule>[1]
const fields = (crc?: number | null, at?: Date | null): Fields => ({ crc, after: at })
const plan = (current: CurrentSchedule | null, given: Fields) => {
  const planned = planSchedule(current, given, (crc) => crc < 10, now)
  return planned.ok ? planned.value : planned.error
}
const arm = (crc: number, notBefore: Date | null, past = false) => ({ kind: 'arm', crc, notBefore, past })

describe('rules.md 20', () => {
  test.each([
    ['nothing given', stored(), fields(), { kind: 'keep' }],
    ['fwcrc alone = now', null, fields(2), arm(2, null)],
    ['fwcrc with fwafter', null, fields(2, after), arm(2, after)],
    ['fwafter in the past goes at once, and is told', null, fields(2, before), arm(2, before, true)],
    ['another fwcrc', stored(), fields(2), arm(2, null)],
    ['fwafter alone keeps fwcrc', stored(), fields(undefined, after), arm(1, after)],
    [
      'fwafter alone re-arms what was confirmed',
      stored({ state: 'confirmed' }),
      fields(undefined, after),
      arm(1, after),
    ],
    ['empty fwafter: now', stored({ notBefore: after }), fields(undefined, null), arm(1, null)],
    ['fwcrc alone of what waits for later: now', stored({ notBefore: after }), fields(1), arm(1, null)],
    ['empty fwcrc cancels', stored(), fields(null), { kind: 'cancel' }],
    ['empty fwcrc without a schedule', null, fields(null), { kind: 'keep' }],
    ['empty fwcrc twice', stored({ state: 'cancelled' }), fields(null), { kind: 'keep' }],
    ['the same after a cancellation', stored({ state: 'cancelled' }), fields(1), arm(1, null)],
    ['empty fwafter without a schedule', null, fields(undefined, null), { kind: 'keep' }],
  ])('%s', (_name, current, given, expected) => expect(plan(current, given)).toEqual(expected))

  test.each([
    ['an unknown fwcrc', null, fields(99), 'There is no firmware image with CRC 0x00000063.'],
    ['fwafter without any fwcrc', null, fields(undefined, after), 'fwafter needs a fwcrc: no firmware'],
    ['fwafter after a cancellation', stored({ state: 'cancelled' }), fields(undefined, after), 'fwafter needs a fwcrc'],
    ['an image deleted meanwhile', stored({ crc: 99, state: 'confirmed' }), fields(undefined, after), 'CRC 0x00000063'],
    ['a cancellation with a time', stored(), fields(null, after), 'an empty fwcrc cancels'],
    ['a slip in the year', null, fields(2, new Date('2126-03-01T12:00:00Z')), 'more than ten years ahead'],
  ])('%s is an item error', (_name, current, given, sentence) => expect(plan(current, given)).toContain(sentence))

  test('the same values again do nothing, whatever became of the update', () => {
    const state = fc.constantFrom('scheduled', 'offered', 'interrupted', 'confirmed', 'no-change' as const)
    const at = fc.option(fc.date({ min: new Date('2020-01-01'), max: new Date('2034-01-01'), noInvalidDate: true }))
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9 }), at, state, (crc, notBefore, reached) => {
        const first = planSchedule(null, fields(crc, notBefore), () => true, now)
        if (!first.ok || first.value.kind !== 'arm') throw new Error('not armed')
        const current = { ...first.value, state: reached } as CurrentSchedule
        expect(plan(current, fields(crc, notBefore))).toEqual({ kind: 'keep' })
      }),
    )
  })
})
