import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { keyDer, makeCa, testKey } from '#tests/support/certificates.ts'
import { EMPTY_SET_CRC } from './crc-text.ts'
import { credentialCrc, credentialSegment } from './credential-set.ts'
import { dryRunSegment } from './station-segment.ts'

const ca = await makeCa()
const sec1 = keyDer(ca.key, 'sec1')
const token = Buffer.from('Authorization: token\r\n')
const zeros = (n: number) => Buffer.alloc(n)
const error = (...parts: Buffer[]) => {
  const result = dryRunSegment(Buffer.concat(parts))
  return result.ok ? undefined : result.error
}

test('the published token segment (owner-api.md, vectors)', () => {
  const set = { trust: Buffer.from('LETS NOT ENCRYPT'), crt: null, key: token }
  expect(credentialSegment(set).toString('hex')).toBe(
    '4c455453204e4f5420454e435259505400000000417574686f72697a6174696f6e3a20746f6b656e0d0a',
  )
  expect(credentialCrc(set)).toBe(2_538_017_681)
  expect((credentialCrc(set) ?? 0) | 0).toBe(-1_756_949_615)
  expect(dryRunSegment(credentialSegment(set)).ok).toBe(false)
})

test('without any file Station reports the CRC of twelve zeros', () => {
  expect(credentialCrc({ trust: zeros(4), crt: null, key: null })).toBe(EMPTY_SET_CRC)
})

describe('what Station stores', () => {
  test.each([
    ['a token', null, token],
    ['certificate and SEC1 key', ca.der, sec1],
    ['no authentication', null, null],
  ])('%s', (_, crt, key) => {
    const result = dryRunSegment(credentialSegment({ trust: ca.der, crt, key }))
    expect(result).toEqual({ ok: true, value: { trust: ca.der, crt, key } })
  })
})

describe('the table of cups.md §3', () => {
  test.each([
    ['PEM', [Buffer.from(ca.pem), zeros(8)]],
    ['no trust', [zeros(4), zeros(8)]],
    ['twelve zeros', [zeros(12)]],
    ['nothing', []],
    ['trust only', [ca.der]],
    ['trust and four zeros', [ca.der, zeros(4)]],
    ['trust and twelve zeros', [ca.der, zeros(12)]],
    ['trust padded to a multiple of four', [ca.der, zeros(1), zeros(4), token]],
    ['a key with trailing zeros', [ca.der, ca.der, sec1, zeros(4)]],
    ['an EC key in PKCS#8 (30 81)', [ca.der, ca.der, keyDer(ca.key)]],
    ['a key cut by one byte', [ca.der, ca.der, sec1.subarray(0, -1)]],
    ['a trust cut by one byte', [ca.der.subarray(0, -1)]],
    ['a token where the certificate stands', [ca.der, token]],
  ])('%s is refused', (_, parts) => {
    expect(error(...parts)).toMatch(/^Station (cannot read|would store)/)
  })

  test('two CA certificates: the second becomes the client certificate', async () => {
    const second = await makeCa({ name: 'CN=Second' })
    const result = dryRunSegment(Buffer.concat([ca.der, second.der, zeros(4), token]))
    expect(result.ok).toBe(false)
    const taken = dryRunSegment(Buffer.concat([ca.der, second.der, token]))
    expect(taken.ok && taken.value.crt).toEqual(second.der)
  })

  test('a segment that does not fit a u16', () => {
    expect(error(ca.der, zeros(4), Buffer.alloc(65_536, 'A'))).toMatch(/at most 65535/)
  })
})

test('an RSA key comes out in PKCS#1 and PKCS#8', async () => {
  const rsa = await testKey('RSA 2048')
  for (const form of ['pkcs1', 'pkcs8'] as const) {
    const key = keyDer(rsa, form)
    expect(dryRunSegment(credentialSegment({ trust: ca.der, crt: ca.der, key })).ok).toBe(true)
  }
})

test('any bytes are refused or come out so that the CRC is that of the segment', () => {
  const parts = fc.array(
    fc.oneof(fc.constantFrom(ca.der, sec1, token, zeros(4), zeros(8)), fc.uint8Array({ maxLength: 9 })),
    {
      maxLength: 5,
    },
  )
  fc.assert(
    fc.property(parts, (given) => {
      const segment = Buffer.concat(given)
      const result = dryRunSegment(segment)
      return !result.ok || credentialSegment(result.value).equals(segment)
    }),
    { numRuns: 500 },
  )
})
