import { crc32 } from 'node:zlib'
import { beforeAll, describe, expect, it } from 'vitest'
import { credentialFilesCrc } from '#lib/station/credential-files.ts'
import { harmOfCredentials, readCredentialSegment } from '#lib/station/credential-segment.ts'
import { keyDer, makeCa, makeLeaf, pemOf, testKey } from '#tests/support/certificates.ts'
import { segment } from './answer-bytes.ts'

const token = Buffer.from('Authorization: token\r\n')
const zeros = (count: number) => Buffer.alloc(count)
let ca: Buffer
let crt: Buffer
let sec1: Buffer
let pkcs8: Buffer
let rsa1: Buffer
let rsa8: Buffer

beforeAll(async () => {
  const authority = await makeCa()
  const key = await testKey('EC P-256')
  ca = authority.der
  crt = (await makeLeaf(authority, { key })).der
  sec1 = keyDer(key, 'sec1')
  pkcs8 = keyDer(key, 'pkcs8')
  const rsa = await testKey('RSA 2048')
  rsa1 = keyDer(rsa, 'pkcs1')
  rsa8 = keyDer(rsa, 'pkcs8')
})

const codes = (bytes: Buffer) => harmOfCredentials('cups', readCredentialSegment(bytes)).map((harm) => harm.code)

describe('segments that Station stores as they were meant (cups.md §3)', () => {
  const stored = (bytes: Buffer) => {
    const { files } = readCredentialSegment(bytes)
    expect(codes(bytes)).toEqual([])
    expect(files && credentialFilesCrc(files)).toBe(crc32(bytes))
    return files
  }

  it('trust and token', () => {
    expect(stored(segment(ca, null, token))).toEqual({ trust: ca, crt: zeros(0), key: token })
  })

  it('trust, certificate and an EC key in SEC1', () => {
    expect(sec1.subarray(0, 2)).toEqual(Buffer.of(0x30, 0x77))
    expect(sec1).toHaveLength(121)
    expect(stored(segment(ca, crt, sec1))).toEqual({ trust: ca, crt, key: sec1 })
  })

  it('RSA keys in PKCS#1 and PKCS#8', () => {
    expect(rsa1.subarray(0, 2)).toEqual(Buffer.of(0x30, 0x82))
    expect(stored(segment(ca, crt, rsa1))?.key).toEqual(rsa1)
    expect(stored(segment(ca, crt, rsa8))?.key).toEqual(rsa8)
  })

  it('trust with eight zeros, which leaves the gateway without any authentication', () => {
    const bytes = segment(ca)
    expect(readCredentialSegment(bytes).files).toEqual({ trust: ca, crt: zeros(0), key: zeros(0) })
    expect(codes(bytes)).toEqual(['no-client-authentication'])
  })

  it('the vector of owner-api.md, with its CRC', () => {
    const trust = Buffer.from('LETS NOT ENCRYPT')
    const bytes = Buffer.concat([trust, zeros(4), token])
    expect(bytes.toString('hex')).toBe(
      '4c455453204e4f5420454e435259505400000000417574686f72697a6174696f6e3a20746f6b656e0d0a',
    )
    expect(credentialFilesCrc({ trust, crt: null, key: token })).toBe(2538017681)
    expect(readCredentialSegment(bytes).rejected).toMatch(/ASN.1 SEQ expected for trust \(0x4c\)/)
  })
})

describe('segments that Station rejects', () => {
  it.each([
    ['PEM', () => Buffer.from(pemOf('CERTIFICATE', ca)), /SEQ expected for trust \(0x2d\)/],
    ['no trust', () => Buffer.concat([zeros(4), zeros(4), token]), /SEQ expected for trust \(0x00\)/],
    ['twelve zeros', () => zeros(12), /SEQ expected for trust \(0x00\)/],
    ['trust only', () => ca, /expecting more data/],
    ['a certificate in PEM', () => segment(ca, Buffer.from(pemOf('CERTIFICATE', crt)), sec1), /SEQ expected for cert/],
    ['an EC key in PKCS#8', () => segment(ca, crt, pkcs8), /Lengths do not align/],
    ['a trust that is cut', () => ca.subarray(0, 100), /expecting more data/],
    ['a certificate that is cut', () => Buffer.concat([ca, crt.subarray(0, 50)]), /expecting more data/],
  ])('%s', (_what, bytes, reason) => {
    const received = readCredentialSegment(bytes())
    expect(received.files).toBeNull()
    expect(received.rejected).toMatch(reason)
    expect(codes(bytes())).toEqual(['credentials-rejected'])
  })

  it('every DER whose length takes one byte above 0x7f: EC P-384 in SEC1 too', async () => {
    const p384 = keyDer(await testKey('EC P-384'), 'sec1')
    expect(p384.subarray(0, 2)).toEqual(Buffer.of(0x30, 0x81))
    expect(readCredentialSegment(segment(ca, crt, p384)).files).toBeNull()
  })
})

describe('segments that Station stores as something else', () => {
  it('trust and four zeros: the CRC differs for ever', () => {
    const bytes = Buffer.concat([ca, zeros(4)])
    const { files } = readCredentialSegment(bytes)
    expect(files).toEqual({ trust: ca, crt: zeros(0), key: zeros(0) })
    expect(files && credentialFilesCrc(files)).not.toBe(crc32(bytes))
    expect(codes(bytes)).toContain('crc-never-matches')
  })

  it('two CA certificates: the second becomes the client certificate', async () => {
    const second = (await makeCa({ name: 'CN=Second' })).der
    const { files } = readCredentialSegment(Buffer.concat([ca, second, zeros(8)]))
    expect(files).toEqual({ trust: ca, crt: second, key: zeros(0) })
    expect(codes(Buffer.concat([ca, second, token]))).toEqual([])
  })

  it('a key with trailing zeros: stored without them, the CRC differs for ever', () => {
    const bytes = Buffer.concat([ca, crt, sec1, zeros(3)])
    expect(readCredentialSegment(bytes).files?.key).toEqual(sec1)
    expect(codes(bytes)).toEqual(['crc-never-matches'])
  })

  it('a trust that is padded: the key is garbage', () => {
    const bytes = Buffer.concat([ca, zeros(2), zeros(4), token])
    expect(readCredentialSegment(bytes).files?.key).not.toEqual(token)
    expect(codes(bytes)).toContain('crc-never-matches')
  })

  it.each([
    ['no CRLF at its end', 'Authorization: token'],
    ['no blank behind the colon', 'Authorization:token\r\n'],
    ['no name', ': token\r\n'],
    ['no colon', 'token\r\n'],
    ['an empty line behind it', 'Authorization: token\r\n\r\n'],
  ])('a token with %s', (_what, text) => {
    expect(codes(segment(ca, null, Buffer.from(text)))).toEqual(['bad-token'])
  })
})
