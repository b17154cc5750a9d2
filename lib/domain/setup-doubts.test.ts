import { beforeAll, describe, expect, test } from 'vitest'
import { makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import type { CredentialSet } from './credential-set.ts'
import type { Eui } from './identifiers.ts'
import { type DoubtFacts, doubtsOf } from './setup-doubts.ts'

const EUI = 'b827ebfffea67a72' as Eui
const NOW = new Date()
const OURS = 'https://gatehouse.example:9191'

let ca: TestCertificate
beforeAll(async () => {
  ca = await makeCa()
})

const facts = (more: Partial<DoubtFacts> = {}): DoubtFacts => ({
  eui: EUI,
  before: null,
  isOurs: (uri) => uri === OURS,
  wrongTrust: undefined,
  now: NOW,
  ...more,
})
const set = (uri: string, more: Partial<CredentialSet> = {}): CredentialSet => ({
  uri,
  trust: ca.der,
  crt: null,
  key: Buffer.from('Authorization: x\r\n'),
  keyKind: 'token',
  ...more,
})
const codes = (...args: Parameters<typeof doubtsOf>) => doubtsOf(...args).map(({ code }) => code)

describe('of a CUPS', () => {
  test('leaving is said once, when it happens', () => {
    const away = set('https://cups.example:443')
    expect(codes('cups', away, facts())).toEqual(['leaves'])
    expect(codes('cups', away, facts({ before: set(OURS) }))).toEqual(['leaves'])
    expect(codes('cups', away, facts({ before: away }))).toEqual([])
    expect(codes('cups', set(OURS), facts())).toEqual([])
    expect(codes('tc', set('wss://lns.example:443'), facts())).toEqual([])
  })

  test('without TLS, once', () => {
    const plain = { trust: null, key: null, keyKind: 'none' } as const
    expect(codes('cups', set('http://cups.example:80', plain), facts())).toEqual(['leaves', 'no-tls'])
    const before = set('http://cups.example:80', plain)
    expect(codes('cups', before, facts({ before }))).toEqual([])
  })
})

describe('of certificates', () => {
  test('a day before and a day after their time', () => {
    const at = (days: number) => facts({ now: new Date(NOW.getTime() + days * 86_400_000) })
    expect(codes('tc', set('wss://lns.example:443'), at(-400))).toEqual(['certificate'])
    expect(codes('tc', set('wss://lns.example:443'), at(0))).toEqual([])
    expect(codes('tc', set('wss://lns.example:443'), at(100 * 366))).toEqual(['certificate'])
  })

  test.each([
    ['CN=b827ebfffea67a72', []],
    ['CN=B8-27-EB-FF-FE-A6-7A-72', []],
    ['CN=eui-b827ebfffea67a72', []],
    ['CN=58a0cbfffe000001', ['other-gateway']],
    ['CN=eui-58a0cbfffe000001', ['other-gateway']],
    ['CN=roof-17', []],
    ['CN=lns.example', []],
    ['CN=cafe', []],
  ])('the client certificate of %s', async (name, expected) => {
    const leaf = await makeLeaf(ca, { name })
    const mine = set('wss://lns.example:443', { crt: leaf.der, keyKind: 'private-key' })
    expect(codes('tc', mine, facts())).toEqual(expected)
  })
})
