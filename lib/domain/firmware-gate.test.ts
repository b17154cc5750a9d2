import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type GateFacts, mayBeSent, type OpenOffer, settleOffer, TRANSFER_LOST_MS } from './firmware-gate.ts'

const now = new Date('2026-03-01T12:00:00Z')
const later = (ms: number) => new Date(now.getTime() + ms)
const signature = (keyCrc: number) => ({ keyCrc, der: Buffer.of(keyCrc) })
const facts = (more: Partial<GateFacts>): GateFacts => ({
  notBefore: null,
  allowUnsigned: false,
  signatures: [],
  keys: [],
  imageModel: '',
  model: null,
  anyModel: false,
  changesElse: false,
  now,
  ...more,
})
const outcome = (more: Partial<GateFacts>) => {
  const decision = mayBeSent(facts(more))
  return decision.send ? (decision.signature?.keyCrc ?? 'unsigned') : decision.wait
}

describe('each row of cups.md §5', () => {
  test.each([
    ['no keys, unsigned allowed', { allowUnsigned: true }, 'unsigned'],
    ['no keys, unsigned not allowed', {}, 'unsigned-waits'],
    ['no keys, a signature held: it is never sent', { allowUnsigned: true, signatures: [signature(1)] }, 'unsigned'],
    ['no keys, a signature held, unsigned not allowed', { signatures: [signature(1)] }, 'unsigned-waits'],
    ['keys, no signature', { keys: [1] }, 'no-signature'],
    ['keys, no signature, unsigned allowed: still not', { keys: [1], allowUnsigned: true }, 'no-signature'],
    ['keys, the signature of another', { keys: [1], signatures: [signature(2)] }, 'other-key'],
    ['keys, a good signature', { keys: [1], signatures: [signature(2), signature(1)] }, 1],
    ['two good ones: the first key of the gateway', { keys: [3, 1], signatures: [signature(1), signature(3)] }, 3],
    ['too early', { keys: [1], signatures: [signature(1)], notBefore: later(1) }, 'time'],
    ['just in time', { keys: [1], signatures: [signature(1)], notBefore: now }, 1],
    ['the window is over', { keys: [1], signatures: [signature(1)], notAfter: now }, 'time'],
    ['the last moment of the window', { keys: [1], signatures: [signature(1)], notAfter: later(1) }, 1],
    [
      'an image for another model',
      { keys: [1], signatures: [signature(1)], imageModel: 'a', model: 'b' },
      'other-model',
    ],
    [
      'meant for another model',
      { keys: [1], signatures: [signature(1)], imageModel: 'a', model: 'b', anyModel: true },
      1,
    ],
    ['an image for this model', { keys: [1], signatures: [signature(1)], imageModel: 'a', model: 'a' }, 1],
    ['a gateway that says no model', { keys: [1], signatures: [signature(1)], imageModel: 'a' }, 1],
    [
      'something else changes (rules.md 5)',
      { keys: [1], signatures: [signature(1)], changesElse: true },
      'other-changes',
    ],
  ] as const)('%s', (_name, more, expected) =>
    expect(outcome(more as Partial<GateFacts>)).toBe(expected === 'unsigned-waits' ? 'unsigned' : expected),
  )

  test('unsigned that waits and unsigned that goes are told apart', () => {
    expect(mayBeSent(facts({}))).toMatchObject({ send: false, wait: 'unsigned' })
    expect(mayBeSent(facts({ allowUnsigned: true }))).toEqual({ send: true, signature: null })
  })

  test('whatever the facts: nothing that Station aborts, nothing unsigned without the choice', () => {
    const crcs = fc.uniqueArray(fc.integer({ min: 0, max: 5 }), { maxLength: 4 })
    fc.assert(
      fc.property(
        crcs,
        crcs,
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: -2, max: 2 }),
        (keys, held, allow, other, ms) => {
          const decision = mayBeSent(
            facts({
              keys,
              signatures: held.map(signature),
              allowUnsigned: allow,
              changesElse: other,
              notBefore: later(ms),
            }),
          )
          if (!decision.send) {
            expect(decision.reason).toMatch(/\.$/)
            return
          }
          expect(other).toBe(false)
          expect(ms).toBeLessThanOrEqual(0)
          if (decision.signature) expect(keys).toContain(decision.signature.keyCrc)
          else expect([keys.length, allow]).toEqual([0, true])
        },
      ),
    )
  })
})

describe('what a later check-in says of an offer', () => {
  const offer = (more: Partial<OpenOffer> = {}): OpenOffer => ({
    state: 'offered',
    packageBefore: '1.0',
    offeredAt: now,
    sentAt: later(1_000),
    endedAt: later(1_000),
    ...more,
  })
  const after = later(60_000)

  test.each([
    ['another package', offer(), '1.1', after, 'confirmed'],
    ['the same package', offer(), '1.0', after, 'no-change'],
    ['no package before and after', offer({ packageBefore: null }), '', after, 'no-change'],
    ['cut', offer({ state: 'interrupted' }), '1.0', after, 'interrupted'],
    ['cut at the last moment, and yet installed', offer({ state: 'interrupted' }), '1.1', after, 'confirmed'],
    ['came in while the transfer ran', offer(), '1.0', later(1_000), undefined],
    ['too soon for a next contact', offer(), '1.0', later(9_000), undefined],
    ['soon, and installed', offer(), '1.1', later(9_000), 'confirmed'],
    ['the transfer runs', offer({ endedAt: null }), '1.1', after, undefined],
    ['the process was killed', offer({ endedAt: null }), '1.0', later(1_000 + TRANSFER_LOST_MS), 'interrupted'],
    ['the process was killed after all had left', offer({ endedAt: null }), '1.1', later(200_000), 'confirmed'],
    ['no change, told before', offer({ state: 'no-change' }), '1.0', after, undefined],
    ['no change at first, changed later', offer({ state: 'no-change' }), '1.1', later(600_000), 'confirmed'],
  ])('%s', (_name, given, reported, at, state) => expect(settleOffer(given, reported, at)?.state).toBe(state))

  test('“no change” stays open until the daily contact has passed', () => {
    expect(settleOffer(offer(), '1.0', after)?.closed).toBe(false)
    expect(settleOffer(offer({ state: 'no-change' }), '1.0', later(26 * 3_600_000))).toMatchObject({
      state: 'no-change',
      closed: true,
    })
  })
})
