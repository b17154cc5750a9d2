import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EMPTY_SET_CRC } from '../crc-text.ts'
import { compareFacts, type DesiredSet, type FactsState, type TimeWords } from './compare-facts.ts'

const NOW = new Date('2026-05-02T12:00:00Z')
const YESTERDAY = new Date('2026-05-01T12:00:00Z')
const TOMORROW = new Date('2026-05-03T12:00:00Z')
const WORDS: TimeWords = {
  moment: (at) => (at.getTime() === YESTERDAY.getTime() ? 'yesterday' : at.toISOString()),
  due: (at) => (at.getTime() === TOMORROW.getTime() ? '12:00 tomorrow' : at.toISOString()),
}
const SET: DesiredSet = {
  uri: 'wss://new.example:443',
  version: 3,
  crc: 0x1234,
  createdAt: YESTERDAY,
  offeredAt: null,
  provenAt: null,
  failedAt: null,
}
const REPORTED: NonNullable<FactsState['reported']> = {
  at: YESTERDAY,
  tcUri: 'wss://old.example:443',
  cupsUri: 'https://cups.example:443',
  tcCredCrc: 0x99,
  cupsCredCrc: 0x98,
  package: '1.0',
}
const STATE: FactsState = {
  now: NOW,
  desired: { tc: SET, cups: null },
  firmware: null,
  reported: REPORTED,
  nextContact: TOMORROW,
}
const sentences = (state: FactsState) =>
  Object.fromEntries(compareFacts(state, WORDS).map(({ field, verdict, sentence }) => [field, [verdict, sentence]]))
const tc = (set: Partial<DesiredSet>, reported: Partial<typeof REPORTED> | null = {}, more: Partial<FactsState> = {}) =>
  sentences({
    ...STATE,
    desired: { tc: { ...SET, ...set }, cups: null },
    reported: reported && { ...REPORTED, ...reported },
    ...more,
  })

describe('compareFacts', () => {
  test.each<[string, ReturnType<typeof tc>, [string, string]]>([
    [
      'set and not sent',
      tc({}),
      [
        'differs',
        'Set yesterday, goes out at the next check-in, expected by 12:00 tomorrow; the gateway still reports the old LNS.',
      ],
    ],
    [
      'offered and expected',
      tc({ offeredAt: YESTERDAY }),
      ['differs', 'Offered yesterday, expected by 12:00 tomorrow; the gateway still reports the old LNS.'],
    ],
    [
      'offered, called again, and still the old one',
      tc({ offeredAt: YESTERDAY }, { at: NOW }),
      [
        'differs',
        'Offered yesterday and again since; the gateway still reports the old LNS. It is offered at each check-in, expected by 12:00 tomorrow.',
      ],
    ],
    [
      'expected and not come',
      tc({}, {}, { nextContact: YESTERDAY }),
      [
        'differs',
        `Set yesterday, and has not called since, was expected by ${YESTERDAY.toISOString()}; the gateway still reports the old LNS.`,
      ],
    ],
    [
      'confirmed',
      tc({ offeredAt: YESTERDAY, provenAt: YESTERDAY }, { tcUri: SET.uri }),
      ['equal', 'Confirmed yesterday.'],
    ],
    ['installed by hand', tc({}, { tcUri: SET.uri }), ['equal', 'The gateway reports it.']],
    ['never seen', tc({}, null), ['not-compared', 'Set yesterday; goes out at the first check-in.']],
    [
      'without an LNS',
      tc({ offeredAt: YESTERDAY }, { tcUri: null }),
      ['differs', 'Offered yesterday, expected by 12:00 tomorrow; the gateway still has no LNS URI.'],
    ],
  ])('the LNS URI: %s', (_, facts, expected) => expect(facts.tcUri).toEqual(expected))

  test.each<[string, ReturnType<typeof tc>, [string, RegExp]]>([
    ['old ones', tc({ offeredAt: YESTERDAY }), ['differs', /still reports the old LNS credentials \(0x00000099\)/]],
    ['none', tc({}, { tcCredCrc: EMPTY_SET_CRC }), ['differs', /still holds no LNS credentials/]],
    ['no TLS', tc({ crc: null }), ['not-compared', /without TLS/]],
    ['equal', tc({}, { tcCredCrc: 0x1234 }), ['equal', /reports it/]],
  ])('the LNS credentials: %s', (_, facts, [verdict, sentence]) => {
    expect(facts.tcCredentials?.[0]).toBe(verdict)
    expect(facts.tcCredentials?.[1]).toMatch(sentence)
  })

  test('a CUPS set that failed on the gateway is told so, although its CRC is reported', () => {
    const cups = { ...SET, uri: 'https://new.example:443', failedAt: YESTERDAY }
    const facts = sentences({ ...STATE, desired: { tc: null, cups }, reported: { ...REPORTED, cupsCredCrc: 0x1234 } })
    expect(facts.cupsCredentials).toEqual([
      'differs',
      'Version 3 does not work on the gateway: it came back with an older credential yesterday. It is kept on the last set that worked.',
    ])
  })

  test('firmware says what became of it', () => {
    const firmware = {
      name: '2.0',
      state: 'no-change',
      sentence: 'The image was sent, and the package is still “1.0”.',
    } as const
    expect(sentences({ ...STATE, firmware }).package).toEqual([
      'differs',
      '2.0: The image was sent, and the package is still “1.0”.',
    ])
  })

  const moment = fc.date({ min: YESTERDAY, max: TOMORROW, noInvalidDate: true })
  const set = fc.option(
    fc.record({
      uri: fc.constantFrom('wss://a.example:443', 'wss://b.example:443'),
      version: fc.integer({ min: 1, max: 9 }),
      crc: fc.option(fc.constantFrom(1, 2)),
      createdAt: moment,
      offeredAt: fc.option(moment),
      provenAt: fc.option(moment),
      failedAt: fc.option(moment),
    }),
  )
  const reported = fc.option(
    fc.record({
      at: moment,
      tcUri: fc.constantFrom('wss://a.example:443', null),
      cupsUri: fc.constantFrom('wss://a.example:443', null),
      tcCredCrc: fc.constantFrom(1, null),
      cupsCredCrc: fc.constantFrom(1, null),
      package: fc.constant(null),
    }),
  )

  test('every state has a sentence, and only what is managed and was reported is judged', () => {
    fc.assert(
      fc.property(set, set, reported, fc.option(moment), (tcSet, cupsSet, said, nextContact) => {
        const facts = compareFacts({
          now: NOW,
          desired: { tc: tcSet, cups: cupsSet },
          firmware: null,
          reported: said,
          nextContact: said && nextContact,
        })
        expect(facts).toHaveLength(5)
        for (const { field, verdict, sentence } of facts) {
          expect(sentence).toMatch(/^[A-Z].*\.$/s)
          const managed = field.startsWith('tc') ? tcSet : field.startsWith('cups') ? cupsSet : null
          if (!managed || !said) expect(verdict).toBe('not-compared')
          else if (field === 'tcUri') expect(verdict).toBe(said.tcUri === managed.uri ? 'equal' : 'differs')
          else if (field === 'cupsUri') expect(verdict).toBe(said.cupsUri === managed.uri ? 'equal' : 'differs')
        }
      }),
    )
  })
})
