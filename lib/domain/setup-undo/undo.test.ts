import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isUnsent, refuseUndo, type UndoSide, undoOutcome, undoSentence } from './undo.ts'

const AT = new Date('2026-03-01T12:00:00Z')
const FRESH = { offeredAt: null, provenAt: null }
const SENT = { offeredAt: AT, provenAt: null }
const PROVEN = { offeredAt: AT, provenAt: AT }
const EARLIER = { version: 1, failedAt: null, wiped: false }
const side = (one: Partial<UndoSide>): UndoSide => ({ category: 'tc', current: FRESH, earlier: EARLIER, ...one })

describe('what becomes of it', () => {
  test.each([
    ['nothing was sent', [side({})], 'withdrawn', /^Taken back before it was sent/],
    ['nothing was sent, and nothing was there', [side({ earlier: null })], 'withdrawn', /^Taken back before/],
    ['it ended the managing', [side({ current: null })], 'withdrawn', /^Taken back before/],
    ['sent, not proven', [side({ current: SENT })], 'withdrawn', /has not proved them: it is sent the earlier ones/],
    ['proven', [side({ current: PROVEN })], 'returned', /had proved the new values.* as a new version/],
    [
      'one of two proven',
      [side({ category: 'cups' }), side({ current: PROVEN })],
      'returned',
      /had proved the new values/,
    ],
    [
      'proven, nothing before',
      [side({ current: PROVEN, earlier: null })],
      'returned',
      /^Its LNS was not managed before/,
    ],
    [
      'one goes back, the other stays',
      [side({ current: SENT }), side({ category: 'cups', current: SENT, earlier: null })],
      'withdrawn',
      /it is sent the earlier ones .* Its CUPS was not managed before, .* stays there\.$/,
    ],
  ] as const)('%s', (_name, sides, outcome, sentence) => {
    expect(undoOutcome(sides)).toBe(outcome)
    expect(undoSentence(sides)).toMatch(sentence)
  })
})

describe('what speaks against it', () => {
  test('wiped secrets, always', () => {
    const wiped = { ...EARLIER, wiped: true }
    expect(refuseUndo([side({ earlier: wiped })])).toMatch(/secrets of LNS version 1 are wiped/)
  })

  test('a set that did not work, sent or not: as a new version, it would be sent to the gateway again', () => {
    const failed = { ...EARLIER, failedAt: AT }
    expect(refuseUndo([side({ earlier: failed })])).toMatch(/LNS version 1, which did not work/)
    expect(refuseUndo([side({ earlier: failed, current: SENT })])).toMatch(/LNS version 1, which did not work/)
    expect(refuseUndo([side({ category: 'cups', current: SENT }), side({ earlier: failed })])).toMatch(/did not work/)
  })

  test('nothing else', () => {
    expect(refuseUndo([side({ current: PROVEN }), side({ category: 'cups', earlier: null, current: SENT })])).toBe(
      undefined,
    )
  })
})

test('nobody is told that it is sent something when nothing was, nor the other way round', () => {
  const current = fc.constantFrom(null, FRESH, SENT, PROVEN)
  const earlier = fc.constantFrom(null, EARLIER)
  const sides = fc
    .tuple(current, earlier, current, earlier)
    .map(([one, before, two, other]) => [
      side({ current: one, earlier: before }),
      side({ category: 'cups', current: two, earlier: other }),
    ])
  fc.assert(
    fc.property(sides, (both) => {
      const sentence = undoSentence(both)
      expect(sentence).not.toBe('')
      expect(/is sent the earlier/.test(sentence)).toBe(both.some((one) => one.current?.offeredAt && one.earlier))
      expect(/Taken back/.test(sentence)).toBe(isUnsent(both))
      expect(/stays there/.test(sentence)).toBe(both.some((one) => one.current?.offeredAt && !one.earlier))
    }),
  )
})
