import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eui, euiFromBigInt, formatEui64, formatId6, formatMac } from '#lib/domain/identifiers.ts'
import { freshKey, makeCa, makeIntermediateCa, makeLeaf, makeSelfSigned } from '#tests/support/certificates.ts'
import {
  euisNamedBy,
  judgeCertificate,
  normaliseSerial,
  readIssuingCa,
  readSerial,
  serialOf,
} from './issued-certificate.ts'

const gateway = eui('b827ebfffea67a72')
const ca = await makeCa()
const stranger = await makeCa({ name: 'CN=Stranger', key: await freshKey('EC P-256') })
const standing = (...cas: { der: Uint8Array }[]) => ({
  revoked: false,
  cas: cas.map(({ der }) => ({ der, serialRevoked: false })),
})

describe('names', () => {
  test.each([
    'b827ebfffea67a72',
    'B8-27-EB-FF-FE-A6-7A-72',
    'b8:27:eb:a6:7a:72',
    'b827:ebff:fea6:7a72',
    'eui-b827ebfffea67a72',
    'EUI-B827EBFFFEA67A72',
    'gw_b827eba67a72',
    'eui-b827ebfffea67a72.gateways.example.com',
  ])('“%s” names the gateway as CN', async (name) => {
    const leaf = await makeLeaf(ca, { name: `CN=${name}` })
    expect(euisNamedBy(leaf.der)).toEqual([gateway])
    expect(judgeCertificate(gateway, leaf.der, standing(ca))).toBe('issued')
  })

  test('a dNSName does as well, and any of several', async () => {
    const leaf = await makeLeaf(ca, {
      name: 'CN=roof 17',
      dnsNames: ['roof.example.com', 'b827ebfffea67a72.example.com'],
    })
    expect(judgeCertificate(gateway, leaf.der, standing(ca))).toBe('issued')
  })

  test('another gateway, part of a name, or none is not enough', async () => {
    for (const name of ['b827ebfffea67a73', 'x-b827ebfffea67a72', 'b827ebfffea67a72-old', 'roof 17']) {
      const leaf = await makeLeaf(ca, { name: `CN=${name}` })
      expect(judgeCertificate(gateway, leaf.der, standing(ca))).toBe('unknown')
    }
  })

  test('every notation of every identifier is read back', async () => {
    const key = (await makeLeaf(ca)).key
    await fc.assert(
      fc.asyncProperty(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }), async (number) => {
        const one = euiFromBigInt(number)
        for (const text of [one, formatEui64(one), formatId6(one), formatMac(one)]) {
          if (text === undefined) continue
          expect(euisNamedBy((await makeLeaf(ca, { name: `CN=${text}`, key })).der)).toEqual([one])
        }
      }),
      { numRuns: 25 },
    )
  })
})

describe('issuers', () => {
  test('a CA of the same name with another key has not issued it', async () => {
    const leaf = await makeLeaf(ca, { name: `CN=${gateway}` })
    const twin = await makeSelfSigned({ name: 'CN=Test CA', key: stranger.key })
    expect(judgeCertificate(gateway, leaf.der, standing(stranger))).toBe('unknown')
    expect(judgeCertificate(gateway, leaf.der, standing(twin))).toBe('unknown')
    expect(judgeCertificate(gateway, leaf.der, standing())).toBe('unknown')
    expect(judgeCertificate(gateway, leaf.der, standing(stranger, ca))).toBe('issued')
  })

  test('an intermediate is registered itself: its root alone vouches for nothing below', async () => {
    const intermediate = await makeIntermediateCa(ca)
    const leaf = await makeLeaf(intermediate, { name: `CN=${gateway}` })
    expect(judgeCertificate(gateway, leaf.der, standing(ca))).toBe('unknown')
    expect(judgeCertificate(gateway, leaf.der, standing(intermediate))).toBe('issued')
    expect(judgeCertificate(gateway, intermediate.der, standing(ca))).toBe('unknown')
  })

  test('an expired certificate still gets in, to fetch its successor', async () => {
    const leaf = await makeLeaf(ca, {
      name: `CN=${gateway}`,
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2021-01-01'),
    })
    expect(judgeCertificate(gateway, leaf.der, standing(ca))).toBe('issued')
  })

  test('what is revoked is refused, by itself or by the CA that issued it', async () => {
    const leaf = await makeLeaf(ca, { name: `CN=${gateway}` })
    expect(judgeCertificate(gateway, leaf.der, { ...standing(ca), revoked: true })).toBe('revoked')
    const cas = [{ der: ca.der, serialRevoked: true }]
    expect(judgeCertificate(gateway, leaf.der, { revoked: false, cas })).toBe('revoked')
    // A serial number says nothing of another CA's certificates.
    const strangers = [{ der: stranger.der, serialRevoked: true }]
    expect(judgeCertificate(gateway, leaf.der, { revoked: false, cas: strangers })).toBe('unknown')
  })

  test('bytes that are no certificate are unknown', () => {
    for (const der of [new Uint8Array(), Buffer.from('hello'), ca.der.subarray(0, 100)]) {
      expect(judgeCertificate(gateway, der, standing(ca))).toBe('unknown')
      expect(serialOf(der)).toBeUndefined()
    }
  })

  test('only a CA can be registered', async () => {
    expect(readIssuingCa(ca.der).ok).toBe(true)
    expect(readIssuingCa((await makeLeaf(ca)).der)).toEqual({
      ok: false,
      error: 'This certificate is not of a CA. Give the one that issues your gateways’ certificates.',
    })
  })
})

test('serial numbers are one in every notation', async () => {
  expect(normaliseSerial('00:0A:1b')).toBe('a1b')
  expect(readSerial(' 0x0A1B ')).toEqual({ ok: true, value: 'a1b' })
  expect(readSerial('0')).toEqual({ ok: true, value: '0' })
  for (const bad of ['', 'xyz', '12-34', 'a'.repeat(41)]) expect(readSerial(bad).ok).toBe(false)
  expect(serialOf((await makeLeaf(ca)).der)).toMatch(/^[1-9a-f][0-9a-f]*$/)
})
