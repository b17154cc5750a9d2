import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareVersions, type ReturnFacts, refuseReturn, returnConcerns, type VersionFacts } from './versions.ts'

const NOW = new Date('2026-05-01T00:00:00Z')
const CA = {
  subject: 'CN=Root',
  issuer: 'CN=Root',
  validFrom: '2025-01-01T00:00:00.000Z',
  validTo: '2035-01-01T00:00:00.000Z',
  fingerprint: 'aa',
}
const TOKEN_SET: VersionFacts = {
  version: 1,
  uri: 'wss://lns.example:443',
  lnsUri: null,
  trust: CA,
  crt: null,
  keyKind: 'token',
  crcs: { trust: 1, crt: null, key: 2 },
  crc: 3,
}
const FACTS: ReturnFacts = {
  version: 1,
  failedAt: null,
  offeredAt: NOW,
  provenAt: NOW,
  wiped: false,
  desired: false,
  doubts: [],
}

describe('compareVersions', () => {
  test('names each part that changed, with certificates as people know them', () => {
    const after: VersionFacts = {
      ...TOKEN_SET,
      uri: 'wss://new.example:443',
      trust: { ...CA, subject: 'CN=New root', issuer: 'CN=Above', fingerprint: 'bb' },
      crt: { ...CA, subject: 'CN=roof-17', issuer: 'CN=Root', fingerprint: 'cc' },
      keyKind: 'private-key',
      crcs: { trust: 4, crt: 5, key: 6 },
      crc: 7,
    }
    expect(compareVersions(TOKEN_SET, after)).toEqual([
      { part: 'uri', change: 'changed', before: 'wss://lns.example:443', after: 'wss://new.example:443' },
      {
        part: 'trust',
        change: 'changed',
        before: 'CN=Root, by itself, until 2035-01-01',
        after: 'CN=New root, by CN=Above, until 2035-01-01',
      },
      { part: 'crt', change: 'new', before: null, after: 'CN=roof-17, by CN=Root, until 2035-01-01' },
      { part: 'key', change: 'changed', before: 'Token 0x00000002', after: 'Private key 0x00000006' },
      { part: 'crc', change: 'changed', before: '0x00000003', after: '0x00000007' },
    ])
  })

  test('a version that was cleared', () => {
    expect(compareVersions(TOKEN_SET, null).map(({ change }) => change)).toEqual([
      'cleared',
      'cleared',
      'cleared',
      'cleared',
    ])
  })

  const facts = fc.record({
    version: fc.integer({ min: 1, max: 9 }),
    uri: fc.constantFrom('ws://a:1', 'ws://b:1'),
    lnsUri: fc.constantFrom(null, 'ws://c:1'),
    trust: fc.constantFrom(null, CA),
    crt: fc.constantFrom(null, { ...CA, fingerprint: 'dd' }),
    keyKind: fc.constantFrom('none' as const, 'token' as const),
    crcs: fc.constant({ trust: 1, crt: 2, key: 3 }),
    crc: fc.constantFrom(null, 1, 2),
  })

  test('a version differs in nothing from itself, and the way back tells the reverse', () => {
    const reverse = { new: 'cleared', cleared: 'new', changed: 'changed', unchanged: 'unchanged' } as const
    fc.assert(
      fc.property(facts, facts, (a, b) => {
        expect(compareVersions(a, a).every(({ change }) => change === 'unchanged')).toBe(true)
        const back = compareVersions(b, a)
        expect(compareVersions(a, b).map(({ part, change }) => [part, change])).toEqual(
          back.map(({ part, change }) => [part, reverse[change]]),
        )
      }),
    )
  })
})

describe('a return', () => {
  test('to a version that worked is no cause for concern', () => {
    expect(refuseReturn(FACTS)).toBeUndefined()
    expect(returnConcerns(FACTS)).toEqual([])
  })

  test.each<[string, Partial<ReturnFacts>, RegExp]>([
    ['failed there', { failedAt: NOW }, /did not work on the gateway when it was tried on 2026-05-01 00:00 UTC/],
    ['was never confirmed', { provenAt: null }, /offered and never confirmed/],
    ['holds something doubtful', { doubts: ['The gateway leaves Gatehouse.'] }, /leaves Gatehouse/],
  ])('to one that %s asks', (_, facts, sentence) => {
    const concerns = returnConcerns({ ...FACTS, ...facts })
    expect(concerns).toHaveLength(1)
    expect(concerns[0]).toMatch(sentence)
  })

  test('is refused without secrets, and where nothing would change', () => {
    expect(refuseReturn({ ...FACTS, wiped: true })).toMatch(/wiped/)
    expect(refuseReturn({ ...FACTS, desired: true })).toMatch(/already/)
    expect(refuseReturn({ ...FACTS, desired: true, failedAt: NOW })).toBeUndefined()
  })
})
