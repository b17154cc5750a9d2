import { beforeAll, describe, expect, test } from 'vitest'
import { keyDer, keyPem, makeCa, makeLeaf, makeSelfSigned, type TestCertificate } from '#tests/support/certificates.ts'
import { readSetupTable } from './read-setup-table.ts'
import { sniffCredential } from './sniff-credential.ts'
import { type GivenFile, sortFiles } from './sort-files.ts'

const EUI = 'b827ebfffea67a72'
const text = (value: string) => new TextEncoder().encode(value)
const given = (path: string, content: string | Uint8Array): GivenFile => ({
  path,
  bytes: typeof content === 'string' ? text(content) : content,
})

let ca: TestCertificate
let leaf: TestCertificate
beforeAll(async () => {
  ca = await makeCa()
  leaf = await makeLeaf(ca)
})

const fields = (name: string, bytes: Uint8Array) => {
  const sniffed = sniffCredential(name, bytes)
  return sniffed.kind === 'parts' ? sniffed.parts.map(({ field }) => field) : sniffed.kind
}

describe('by content', () => {
  test('certificates and keys in every form that setup takes', async () => {
    const own = await makeSelfSigned()
    expect(fields('a', text(ca.pem))).toEqual(['trust'])
    expect(fields('a', ca.der)).toEqual(['trust'])
    expect(fields('a', text(own.pem))).toEqual(['trust'])
    expect(fields('a', text(leaf.pem))).toEqual(['crt'])
    expect(fields('a', leaf.der)).toEqual(['crt'])
    for (const form of ['pkcs8', 'sec1'] as const) {
      expect(fields('a', text(keyPem(leaf.key, form)))).toEqual(['key'])
      expect(fields('a', keyDer(leaf.key, form))).toEqual(['key'])
    }
    expect(fields('a', text('Authorization: Bearer x'))).toEqual(['key'])
    expect(fields('a', text('wss://lns.example:8887\n'))).toEqual(['uri'])
    expect(fields('a', text(keyPem(leaf.key) + leaf.pem + ca.pem))).toEqual(['key', 'crt', 'trust'])
  })

  test.each([
    ['photo.jpg', new Uint8Array([0xff, 0xd8, 0xff, 0xe0]), 'no certificate, key or token'],
    ['empty.key', new Uint8Array(), 'empty'],
    ['page.html', text('<!doctype html><title>Sign in</title>'), 'web page'],
    ['tc.key', text('NNSXS.ABCDEFGH'), 'Write “Authorization: ”'],
    ['cut.pem', text('-----BEGIN CERTIFICATE-----\nMIIB'), 'cut off'],
    [
      'x.csr',
      text('-----BEGIN CERTIFICATE REQUEST-----\nAA==\n-----END CERTIFICATE REQUEST-----'),
      'certificate request',
    ],
    ['x.p12', new Uint8Array([0x30, 0x10, 2, 1, 3, 0x30, 0]), 'PKCS#12'],
    ['x.der', new Uint8Array([0x30, 0x84]), 'cut off'],
  ])('%s is refused with the reason', (name, bytes, reason) => {
    expect(sniffCredential(name, bytes)).toMatchObject({ kind: 'other', reason: expect.stringContaining(reason) })
  })

  test('no bytes at all make it fail', () => {
    for (let seed = 0; seed < 2_000; seed++) {
      const bytes = Uint8Array.from({ length: seed % 40 }, (_, index) => (seed * 31 + index * 97) % 256)
      expect(() => sniffCredential('x', bytes)).not.toThrow()
      if (bytes.length > 2) expect(() => sniffCredential('x', Uint8Array.from([0x30, ...bytes]))).not.toThrow()
    }
  })
})

describe('into their places', () => {
  test('a folder per gateway, common files, backups and litter', () => {
    const { parts, questions, refused } = sortFiles(
      [
        given('fleet/ca.pem', ca.pem),
        given(`fleet/${EUI}/tc.crt`, leaf.pem),
        given(`fleet/${EUI}/tc.key`, keyPem(leaf.key)),
        given(`fleet/${EUI}/cups.key`, 'Authorization: cups'),
        given(`fleet/${EUI}/cups-bak.key`, 'Authorization: old'),
        given('fleet/.DS_Store', 'x'),
        given('fleet/readme.txt', 'Read me first, then drop.'),
      ],
      'tc',
    )
    expect(parts.map(({ eui, category, field }) => [eui, category, field])).toEqual([
      [null, 'tc', 'trust'],
      [EUI, 'tc', 'crt'],
      [EUI, 'tc', 'key'],
      [EUI, 'cups', 'key'],
    ])
    expect(questions).toEqual([])
    expect(refused.map(({ path }) => path)).toEqual([`fleet/${EUI}/cups-bak.key`, 'fleet/readme.txt'])
  })

  test('two different ones for one place are a question, the same one twice is not', async () => {
    const other = await makeCa({ name: 'CN=Other' })
    const sorted = sortFiles([given('a.pem', ca.pem), given('b.pem', other.pem), given('copy of a.pem', ca.pem)], 'tc')
    expect(sorted.parts).toEqual([])
    expect(sorted.questions).toMatchObject([
      { eui: null, category: 'tc', field: 'trust', candidates: [{ source: 'a.pem' }, { source: 'b.pem' }] },
    ])
  })

  test('between CA and client certificate the name decides, where it tells', async () => {
    const own = await makeSelfSigned()
    expect(sortFiles([given('tc.crt', own.pem)], 'tc').parts).toMatchObject([{ field: 'crt' }])
    expect(sortFiles([given('own.pem', own.pem)], 'tc').parts).toMatchObject([{ field: 'trust' }])
  })
})

describe('a table', () => {
  const files = () => [given('keys/roof.key', keyPem(leaf.key)), given('keys/roof.crt', leaf.pem)]

  test('with paths, tokens, PEM and Base64 in its cells', () => {
    const csv = [
      'EUI;uri;token;crt;key;cups_trust',
      `B8-27-EB-FF-FE-A6-7A-72;wss://lns.example:8887;;roof.crt;keys/roof.key;"${ca.pem}"`,
      `58a0cbfffe000001;;NNSXS.ABC;;;${Buffer.from(ca.der).toString('base64')}`,
    ].join('\n')
    const { parts, faults, used } = readSetupTable(given('fleet.csv', csv), csv, files(), 'tc')
    expect(faults).toEqual([])
    expect(parts.map(({ eui, category, field, token }) => [eui, category, field, token])).toEqual([
      [EUI, 'tc', 'uri', false],
      [EUI, 'tc', 'crt', false],
      [EUI, 'tc', 'key', false],
      [EUI, 'cups', 'trust', false],
      ['58a0cbfffe000001', 'tc', 'key', true],
      ['58a0cbfffe000001', 'cups', 'trust', false],
    ])
    expect(new TextDecoder().decode(parts[4]?.bytes)).toBe('Authorization: NNSXS.ABC')
    expect([...used]).toEqual(['keys/roof.crt', 'keys/roof.key'])
  })

  test.each([
    ['eui,uri\nnonsense,wss://l:1', 2, /./],
    ['eui,key\nb827ebfffea67a72,missing.key', 2, /^key: “missing\.key” is neither/],
    ['eui,trust\nb827ebfffea67a72,roof.key', 2, /^trust: This is a key or token, not a CA certificate/],
    ['eui,uri\n5.8A0E+16,wss://l:1', 2, /./],
    ['a,b\n1,2', 1, /names no columns/],
    ['eui,uri\n"b827', 2, /quotation mark/],
  ])('%j has its fault with the line', (csv, line, reason) => {
    const { faults } = readSetupTable(given('fleet.csv', csv), csv, files(), 'tc')
    expect(faults).toMatchObject([{ line, reason: expect.stringMatching(reason) }])
  })
})
