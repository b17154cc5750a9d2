import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyDer, keyPem, makeCa, makeLeaf } from '#tests/support/certificates.ts'
import { type CredentialSet, credentialCrc, credentialSegment } from './credential-set.ts'
import { inspectCredentials } from './inspection.ts'

const now = new Date()
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)
const ca = await makeCa({ notBefore: inDays(-10), notAfter: inDays(1000) })
const roof = await makeLeaf(ca, { name: 'CN=roof-17', notAfter: inDays(10) })
const LNS = 'wss://lns.example.com:8887'
const look = (input: Partial<Parameters<typeof inspectCredentials>[0]>) =>
  inspectCredentials({ category: 'tc', now, ...input })

const stored: CredentialSet = {
  uri: LNS,
  trust: ca.der,
  crt: roof.der,
  key: keyDer(roof.key, 'sec1'),
  keyKind: 'private-key',
}

test('a whole set: cards, match, size on the wire and CRC', () => {
  const seen = look({ uri: LNS, trust: ca.pem, crt: roof.pem, key: keyPem(roof.key) })
  expect(seen).toMatchObject({
    uri: { warnings: [], error: null },
    trust: {
      source: 'given',
      kind: 'certificate',
      certificate: { subject: 'CN=Test CA' },
      size: ca.der.length,
      warnings: [],
      error: null,
    },
    crt: { kind: 'certificate', certificate: { commonName: 'roof-17' }, keyType: 'EC P-256', error: null },
    key: { kind: 'private-key', certificate: null, keyType: 'EC P-256', size: 121, error: null },
    keyMatches: true,
    change: 'set',
    error: null,
    segmentSize: credentialSegment(stored).length,
    crc: credentialCrc(stored),
  })
  expect(seen.crt?.warnings).toEqual([expect.stringMatching(/expires on/)])
})

test('a token: no word of it comes out', () => {
  const seen = look({ uri: LNS, trust: ca.pem, key: 'Authorization: s3cret' })
  expect(seen).toMatchObject({ key: { kind: 'token', keyType: null, size: 23 }, keyMatches: null, change: 'set' })
  expect(JSON.stringify(seen)).not.toContain('s3cret')
})

describe('what is wrong stands on its card and in the words of setup', () => {
  test('a key that belongs to another certificate', async () => {
    const other = await makeLeaf(ca)
    const seen = look({ uri: LNS, trust: ca.pem, crt: roof.pem, key: keyPem(other.key) })
    expect(seen).toMatchObject({ keyMatches: false, change: null, segmentSize: null, crc: null })
    expect(seen.error).toMatch(/^lnsKey: Key and certificate do not belong together/)
  })

  test('files in the wrong place', () => {
    const seen = look({ uri: 'wss://h', trust: roof.pem, crt: keyPem(roof.key), key: ca.pem })
    expect(seen.uri?.error).toMatch(/no port/)
    expect(seen.trust).toMatchObject({
      kind: 'certificate',
      size: null,
      error: expect.stringMatching(/not a CA certificate/),
    })
    expect(seen.crt).toMatchObject({ kind: 'private-key', error: expect.stringMatching(/belongs into the key/) })
    expect(seen.key).toMatchObject({ kind: 'certificate', error: expect.stringMatching(/made together with it/) })
    expect(look({ key: 'abc*' }).key).toMatchObject({ kind: 'unknown', error: expect.stringMatching(/not Base64/) })
    expect(look({ key: Buffer.from('some text').toString('base64') }).key?.error).toMatch(/name of its header/)
  })

  test('dates and addresses', async () => {
    const old = await makeCa({ notBefore: inDays(-20), notAfter: inDays(-1) })
    const seen = look({ uri: 'wss://10.0.0.1:443', trust: old.pem, key: 'Authorization: x' })
    expect(seen.trust?.warnings).toEqual([expect.stringMatching(/expired on .* gateways stop trusting/)])
    expect(seen.uri?.warnings).toEqual([expect.stringMatching(/never with its IP addresses/)])
    expect(seen.change).toBe('set')
  })
})

describe('beside a stored set', () => {
  test('kept files are shown as stored, cleared ones not', () => {
    const seen = look({ current: stored, crt: null, key: 'Authorization: x' })
    expect(seen).toMatchObject({ trust: { source: 'stored' }, crt: null, key: { source: 'given' }, change: 'set' })
  })

  test('nothing new, and the whole cleared', () => {
    expect(look({ current: stored })).toMatchObject({ change: 'keep', crc: credentialCrc(stored), keyMatches: true })
    expect(look({ current: stored, uri: null })).toMatchObject({
      uri: null,
      change: 'clear',
      crc: null,
      segmentSize: null,
    })
  })

  test('without TLS the files are shown and marked as unused', () => {
    const seen = look({ uri: 'ws://h:1', trust: ca.pem })
    expect(seen).toMatchObject({ change: 'set', crc: null, segmentSize: null })
    expect(seen.trust?.warnings).toEqual([expect.stringMatching(/not stored/)])
  })

  test('the token of a server of ours is put in', () => {
    const context = { isOurs: () => true, currentToken: Buffer.from('Authorization: s3cret\r\n') }
    const seen = look({ category: 'cups', uri: 'https://h:1', trust: ca.pem, context })
    expect(seen).toMatchObject({ key: null, change: 'set', segmentSize: ca.der.length + 4 + 23 })
    expect(JSON.stringify(seen)).not.toContain('s3cret')
  })
})

test('no private key comes out, whatever it is given beside', () => {
  const der = keyDer(roof.key, 'sec1')
  const secret = der.subarray(7, 39)
  const forms = [
    secret.toString('hex'),
    secret.toString('base64url').slice(0, 40),
    der.toString('base64').slice(12, 48),
    keyPem(roof.key).split('\n')[1] ?? '',
    [...secret].join(','),
    `"0":48,"1":119`,
  ]
  const texts = fc.constantFrom(
    undefined,
    null,
    '',
    ca.pem,
    roof.pem,
    keyPem(roof.key),
    keyPem(roof.key, 'sec1'),
    der.toString('base64'),
    roof.pem + keyPem(roof.key),
  )
  fc.assert(
    fc.property(texts, texts, texts, fc.constantFrom(null, stored), (trust, crt, key, current) => {
      const json = JSON.stringify(look({ uri: LNS, trust, crt, key, current }))
      return forms.every((form) => !json.includes(form))
    }),
    { numRuns: 200 },
  )
})
