import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyDer, keyPem, makeCa, makeLeaf, makeSelfSigned, testKey } from '#tests/support/certificates.ts'
import { type Category, type CredentialSet, credentialCrc, credentialSegment } from './credential-set.ts'
import { type CategoryPatch, mergeCategory, type SetupCache, type SetupContext } from './setup.ts'
import { dryRunSegment } from './station-segment.ts'

const ca = await makeCa()
const otherCa = await makeCa({ name: 'CN=Other CA' })
const roof = await makeLeaf(ca, { name: 'CN=roof-17' })
const shed = await makeLeaf(ca, { name: 'CN=shed-3' })
const rsaLeaf = await makeLeaf(ca, { name: 'CN=rsa', key: await testKey('RSA 2048') })
const p384 = await testKey('EC P-384')

const base64 = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString('base64')
const line = (token: string) => Buffer.from(`Authorization: ${token}\r\n`)
const OURS = 'https://gatehouse.example.com:9191'
const THEIRS = 'https://cups.example.org:443'
const LNS = 'wss://lns.example.com:8887'

const context: SetupContext = { isOurs: (uri) => uri.includes('gatehouse.example.com'), currentToken: null }
const withToken: SetupContext = { ...context, currentToken: line('current') }

const tokenSet = (uri: string, token = 'stored'): CredentialSet => ({
  uri,
  trust: ca.der,
  crt: null,
  key: line(token),
  keyKind: 'token',
})
const certificateSet = (uri: string): CredentialSet => ({
  uri,
  trust: ca.der,
  crt: roof.der,
  key: keyDer(roof.key, 'sec1'),
  keyKind: 'private-key',
})
const plainSet = (uri: string): CredentialSet => ({ uri, trust: null, crt: null, key: null, keyKind: 'none' })

function merge(category: Category, current: CredentialSet | null, patch: CategoryPatch, given = context) {
  const result = mergeCategory(category, current, patch, given)
  return result.ok ? result.value : result.error
}

/** Compares bytes, not the classes that hold them. */
function expectSet(change: unknown, set: CredentialSet) {
  expect(change).toMatchObject({ kind: 'set', set: { uri: set.uri, keyKind: set.keyKind } })
  const made = (change as { set: CredentialSet }).set
  for (const item of ['trust', 'crt', 'key'] as const) {
    const bytes = made[item]
    expect(bytes && Buffer.from(bytes)).toEqual(set[item] && Buffer.from(set[item]))
  }
}

describe('a new set', () => {
  test('with a token: CRLF appended, segment and CRC as Station computes them', () => {
    const change = merge('tc', null, { uri: LNS, trust: base64(ca.der), key: base64('Authorization: stored') })
    expectSet(change, tokenSet(LNS))
    expect(credentialCrc(tokenSet(LNS))).toBe(credentialCrc((change as { set: CredentialSet }).set))
  })

  test.each([
    ['Base64 of DER', base64(ca.der), base64(roof.der), base64(keyDer(roof.key))],
    ['Base64 of PEM', base64(ca.pem), base64(roof.pem), base64(keyPem(roof.key))],
    ['PEM', ca.pem, roof.pem, keyPem(roof.key, 'sec1')],
  ])('with certificate and key as %s', (_, trust, crt, key) => {
    expectSet(merge('tc', null, { uri: LNS, trust, crt, key }), certificateSet(LNS))
  })

  test('with an RSA key', () => {
    const patch = { uri: LNS, trust: ca.pem, crt: rsaLeaf.pem, key: keyPem(rsaLeaf.key) }
    const key = keyDer(rsaLeaf.key, 'pkcs1')
    expectSet(merge('tc', null, patch), { uri: LNS, trust: ca.der, crt: rsaLeaf.der, key, keyKind: 'private-key' })
  })

  test('the article’s own example: a key beside http is ignored, not refused', () => {
    const patch = {
      uri: 'http://some.cups.com:7654',
      key: 'QXV0aG9yaXphdGlvbjogU29tZVNlY3JldEdhdGV3YXlUb2tlbiE=',
      trust: 'not even Base64!',
    }
    expectSet(merge('cups', null, patch), plainSet('http://some.cups.com:7654'))
  })
})

describe('absent keeps, null and empty clear', () => {
  test('nothing given keeps everything', () => {
    expect(merge('tc', tokenSet(LNS), {})).toEqual({ kind: 'keep' })
    expect(merge('tc', null, { uri: undefined })).toEqual({ kind: 'keep' })
  })

  test('the same values again keep', () => {
    const patch = { uri: LNS, trust: ca.pem, key: 'Authorization: stored' }
    expect(merge('tc', tokenSet(LNS), patch)).toEqual({ kind: 'keep' })
    expect(merge('tc', plainSet('ws://h:1'), { uri: 'ws://h:1' })).toEqual({ kind: 'keep' })
    expect(merge('tc', plainSet('ws://h:1'), { key: 'anything' })).toEqual({ kind: 'keep' })
  })

  test.each([null, ''])('clearing the URI with %j clears the set, whatever else is given', (empty) => {
    expect(merge('tc', certificateSet(LNS), { uri: empty })).toEqual({ kind: 'clear' })
    expect(merge('tc', tokenSet(LNS), { uri: empty, trust: ca.pem })).toEqual({ kind: 'clear' })
    expect(merge('tc', null, { uri: empty })).toEqual({ kind: 'keep' })
  })

  test('clearing what is not there keeps', () => {
    expect(merge('tc', null, { trust: null, crt: '', key: null })).toEqual({ kind: 'keep' })
    expect(merge('tc', tokenSet(LNS), { crt: null })).toEqual({ kind: 'keep' })
  })

  test('one field changes, the others stay', () => {
    expectSet(merge('tc', tokenSet(LNS), { trust: otherCa.pem }), { ...tokenSet(LNS), trust: otherCa.der })
    expectSet(merge('tc', tokenSet(LNS), { key: 'Authorization: new' }), tokenSet(LNS, 'new'))
    expectSet(merge('tc', certificateSet(LNS), { uri: 'wss://b:1' }), certificateSet('wss://b:1'))
  })

  test('to ws the credentials go, to wss they are needed again', () => {
    expectSet(merge('tc', certificateSet(LNS), { uri: 'ws://h:1' }), plainSet('ws://h:1'))
    expect(merge('tc', plainSet('ws://h:1'), { uri: LNS })).toMatch(/^lnsTrust: wss needs the certificate of the CA/)
  })
})

describe('incomplete sets are refused with the remedy', () => {
  test.each<[string, CredentialSet | null, CategoryPatch, RegExp]>([
    ['credentials without a URI', null, { trust: ca.pem }, /^lnsTrust: No lnsUri is set .* Give lnsUri as well\.$/],
    ['a key without a URI', null, { trust: null, key: 'Authorization: x' }, /^lnsKey: No lnsUri is set/],
    ['wss without trust', null, { uri: LNS, key: 'Authorization: x' }, /^lnsTrust: wss needs/],
    ['trust cleared', tokenSet(LNS), { trust: null }, /^lnsTrust: wss needs/],
    ['wss without key', null, { uri: LNS, trust: ca.pem }, /^lnsKey: A server with TLS needs to know the gateway/],
    ['token cleared', tokenSet(LNS), { key: '' }, /^lnsKey: A server with TLS needs/],
    [
      'certificate alone',
      null,
      { uri: LNS, trust: ca.pem, crt: roof.pem },
      /^lnsKey: A client certificate needs its private key.*CN=roof-17/,
    ],
    ['key cleared', certificateSet(LNS), { key: null }, /^lnsKey: A client certificate needs its private key/],
    [
      'private key alone',
      null,
      { uri: LNS, trust: ca.pem, key: keyPem(roof.key) },
      /^lnsKey: This is a private key, which needs its certificate\. Give lnsCrt/,
    ],
    [
      'from token to certificate with crt only',
      tokenSet(LNS),
      { crt: roof.pem },
      /^lnsCrt: The stored key is a token.*Give lnsKey too.*CN=roof-17/,
    ],
    [
      'a token with a given certificate',
      null,
      { uri: LNS, trust: ca.pem, crt: roof.pem, key: 'Authorization: x' },
      /^lnsKey: A token cannot go with a client certificate/,
    ],
    [
      'a token with the stored certificate',
      certificateSet(LNS),
      { key: 'Authorization: x' },
      /^lnsKey: A token cannot go with.*or clear lnsCrt \(null\)/,
    ],
    [
      'certificate cleared, key kept',
      certificateSet(LNS),
      { crt: null },
      /^lnsKey: The stored key belongs to the certificate that is cleared/,
    ],
    [
      'the key of another certificate',
      null,
      { uri: LNS, trust: ca.pem, crt: roof.pem, key: keyPem(shed.key) },
      /^lnsKey: Key and certificate do not belong together.*CN=roof-17/,
    ],
    [
      'a certificate that the stored key is not for',
      certificateSet(LNS),
      { crt: shed.pem },
      /^lnsCrt: Key and certificate do not belong.*CN=shed-3/,
    ],
    [
      'an RSA key for an EC certificate',
      certificateSet(LNS),
      { key: keyPem(rsaLeaf.key) },
      /^lnsKey: Key and certificate do not belong/,
    ],
  ])('%s', (_, current, patch, sentence) => {
    expect(merge('tc', current, patch)).toMatch(sentence)
  })

  test('what the readers refuse carries the name of the parameter', () => {
    const all = { uri: THEIRS, trust: ca.pem, crt: roof.pem, key: keyPem(roof.key) }
    expect(merge('cups', null, { ...all, uri: 'https://h' })).toMatch(/^cupsUri: The URI has no port/)
    expect(merge('cups', null, { ...all, uri: LNS })).toMatch(/^cupsUri: The scheme “wss” does not fit/)
    expect(merge('cups', null, { ...all, trust: ca.pem + otherCa.pem })).toMatch(
      /^cupsTrust: This file holds 2 certificates/,
    )
    expect(merge('cups', null, { ...all, trust: 'no Base64!' })).toMatch(/^cupsTrust: This is not Base64/)
    expect(merge('cups', null, { ...all, crt: 'AA=' })).toMatch(/^cupsCrt: This is not Base64/)
    expect(merge('cups', null, { ...all, crt: keyPem(roof.key) })).toMatch(/^cupsCrt: This is a private key/)
    expect(merge('cups', null, { ...all, key: keyPem(p384) })).toMatch(/^cupsKey: Station cannot use an EC P-384/)
    expect(merge('cups', null, { ...all, key: '*' })).toMatch(/^cupsKey: This is not Base64/)
    expect(merge('tc', tokenSet(LNS), { key: 'Authorization:x' })).toMatch(/^lnsKey: A blank is missing/)
    expect(merge('tc', tokenSet(LNS), { key: '*' })).toMatch(/^lnsKey: This is not Base64/)
  })

  test('a stored set that Station would misread does not go out again', () => {
    const bad = { ...tokenSet(LNS), trust: Buffer.from('LETS NOT ENCRYPT') }
    expect(merge('tc', bad, { key: 'Authorization: new' })).toMatch(/^lnsTrust: Station cannot read the trust/)
    const doubled = {
      ...certificateSet(LNS),
      trust: Buffer.concat([ca.der, roof.der]),
      crt: null,
      key: line('x'),
      keyKind: 'token' as const,
    }
    expect(merge('tc', doubled, { uri: 'wss://b:1' })).toMatch(/^lnsTrust: Station/)
  })
})

describe('switching', () => {
  test('token → certificate → token', () => {
    expectSet(merge('tc', tokenSet(LNS), { crt: roof.pem, key: keyPem(roof.key) }), certificateSet(LNS))
    expectSet(merge('tc', certificateSet(LNS), { crt: null, key: 'Authorization: stored' }), tokenSet(LNS))
  })

  test('a successor certificate for the same key', async () => {
    const successor = await makeLeaf(ca, { name: 'CN=roof-17', key: roof.key })
    expectSet(merge('tc', certificateSet(LNS), { crt: successor.pem }), { ...certificateSet(LNS), crt: successor.der })
  })
})

describe('a cupsUri that is ours', () => {
  test('http is refused: the gateway would send no token', () => {
    const uri = 'http://gatehouse.example.com:9191'
    expect(merge('cups', null, { uri })).toBe(
      'cupsUri: Over http the gateway sends no token and would be locked out here. Write https://gatehouse.example.com:9191',
    )
    expectSet(
      merge('tc', null, { uri: 'ws://gatehouse.example.com:9191' }),
      plainSet('ws://gatehouse.example.com:9191'),
    )
  })

  test('without key and certificate the current token is put in', () => {
    const current = tokenSet(OURS, 'current')
    expectSet(merge('cups', null, { uri: OURS, trust: ca.pem }, withToken), current)
    expectSet(merge('cups', plainSet('http://a:1'), { uri: OURS, trust: ca.pem }, withToken), current)
    expectSet(merge('cups', certificateSet(OURS), { crt: null }, withToken), current)
    expectSet(merge('cups', tokenSet(OURS), { key: null }, withToken), current)
  })

  test('with one of them it is not', () => {
    expect(merge('cups', null, { uri: OURS, trust: ca.pem, crt: roof.pem }, withToken)).toMatch(
      /^cupsKey: A client certificate needs/,
    )
    expectSet(
      merge('cups', null, { uri: OURS, trust: ca.pem, key: 'Authorization: mine' }, withToken),
      tokenSet(OURS, 'mine'),
    )
    expectSet(merge('cups', tokenSet(OURS, 'mine'), { trust: otherCa.pem }, withToken), {
      ...tokenSet(OURS, 'mine'),
      trust: otherCa.der,
    })
  })

  test('never for another server, nor for an LNS', () => {
    expect(merge('cups', null, { uri: THEIRS, trust: ca.pem }, withToken)).toMatch(/^cupsKey: A server with TLS needs/)
    expect(merge('tc', null, { uri: 'wss://gatehouse.example.com:9191', trust: ca.pem }, withToken)).toMatch(/^lnsKey:/)
  })

  test('without a current token it must be given', () => {
    expect(merge('cups', null, { uri: OURS, trust: ca.pem })).toMatch(/^cupsKey: A server with TLS needs/)
  })

  test('the stored token does not follow the gateway to another server', () => {
    expect(merge('cups', tokenSet(OURS), { uri: THEIRS }, withToken)).toMatch(
      /^cupsKey: The stored token is the gateway's for this server/,
    )
    expectSet(merge('cups', tokenSet(OURS), { uri: THEIRS, key: 'Authorization: b' }, withToken), tokenSet(THEIRS, 'b'))
    expectSet(merge('cups', tokenSet(THEIRS), { uri: 'https://c:1' }, withToken), tokenSet('https://c:1'))
  })

  test('a token that another server knows does not come back with it', () => {
    expectSet(merge('cups', tokenSet(THEIRS), { uri: OURS }, withToken), tokenSet(OURS, 'current'))
    expect(merge('cups', tokenSet(THEIRS), { uri: OURS })).toMatch(/^cupsKey: A server with TLS needs/)
    expectSet(merge('cups', certificateSet(THEIRS), { uri: OURS }, withToken), certificateSet(OURS))
  })
})

test('a trust is read once for a whole bulk, and a bad one refused each time', () => {
  const cache: SetupCache = new Map()
  const patch = { uri: LNS, trust: ca.pem, key: 'Authorization: x' }
  merge('tc', null, patch, { ...context, cache })
  expect(cache.get(ca.pem)).toEqual({ ok: true, value: ca.der })
  cache.set(ca.pem, { ok: true, value: otherCa.der })
  expectSet(merge('tc', null, patch, { ...context, cache }), { ...tokenSet(LNS, 'x'), trust: otherCa.der })
  for (const _ of [1, 2]) {
    expect(merge('tc', null, { ...patch, trust: roof.pem }, { ...context, cache })).toMatch(
      /^lnsTrust: This is not a CA/,
    )
  }
})

describe('whatever is stored and given', async () => {
  const self = await makeSelfSigned()
  const texts = {
    uri: [
      OURS,
      THEIRS,
      LNS,
      'http://a:1',
      'ws://a:1',
      'wss://b:2',
      'http://gatehouse.example.com:9191',
      'https://x',
      '',
    ],
    trust: [
      ca.pem,
      base64(otherCa.der),
      self.pem,
      roof.pem,
      ca.pem + otherCa.pem,
      base64(Buffer.concat([ca.der, roof.der])),
      'x',
    ],
    crt: [roof.pem, base64(shed.der), rsaLeaf.pem, ca.pem + roof.pem, 'AAAA'],
    key: [
      keyPem(roof.key),
      base64(keyDer(shed.key)),
      keyPem(rsaLeaf.key),
      keyPem(p384),
      'Authorization: a',
      base64('Authorization: b\n'),
      base64('c'),
    ],
  }
  const field = (values: readonly string[]) =>
    fc.constantFrom<string | null | undefined>(undefined, null, '', ...values)
  const patches = fc.record({
    uri: field(texts.uri),
    trust: field(texts.trust),
    crt: field(texts.crt),
    key: field(texts.key),
  })
  const stored = fc.constantFrom(
    null,
    tokenSet(OURS),
    tokenSet(THEIRS),
    tokenSet(LNS),
    certificateSet(THEIRS),
    certificateSet(LNS),
    plainSet('ws://a:1'),
  )
  const contexts = fc.constantFrom(context, withToken)
  const categories = fc.constantFrom<Category>('cups', 'tc')

  test('what is accepted comes out of Station’s parser as the same bytes', () => {
    fc.assert(
      fc.property(categories, stored, patches, contexts, (category, current, patch, given) => {
        const change = mergeCategory(category, current, patch, given)
        if (!change.ok) return /^(cups|lns)(Uri|Trust|Crt|Key): /.test(change.error)
        if (change.value.kind !== 'set') return true
        const { set } = change.value
        if (set.keyKind === 'none') return /^(http|ws):/.test(set.uri) && credentialSegment(set).length === 0
        const files = dryRunSegment(credentialSegment(set))
        const same = (a: Uint8Array | null, b: Uint8Array | null) =>
          Buffer.compare(a ?? Buffer.of(), b ?? Buffer.of()) === 0
        return (
          /^(https|wss):/.test(set.uri) &&
          files.ok &&
          same(files.value.trust, set.trust) &&
          same(files.value.crt, set.crt) &&
          same(files.value.key, set.key) &&
          (set.keyKind === 'token') === (set.crt === null)
        )
      }),
      { numRuns: 1000 },
    )
  })

  test('the same patch a second time changes nothing', () => {
    fc.assert(
      fc.property(categories, stored, patches, contexts, (category, current, patch, given) => {
        const first = mergeCategory(category, current, patch, given)
        if (!first.ok) return true
        const next = first.value.kind === 'set' ? first.value.set : first.value.kind === 'clear' ? null : current
        const second = mergeCategory(category, next, patch, given)
        return second.ok && second.value.kind === 'keep'
      }),
      { numRuns: 1000 },
    )
  })
})
