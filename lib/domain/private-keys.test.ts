import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { freshKey, keyDer, keyPem, makeCa, makeCsr, makeLeaf, pemOf, testKey } from '#tests/support/certificates.ts'
import { keyMatches, readPrivateKey } from './private-keys.ts'

const ec = await testKey('EC P-256')
const rsa = await testKey('RSA 2048')
const ca = await makeCa({ key: ec })
const sec1 = keyDer(ec, 'sec1')

const read = (content: Uint8Array | string) => readPrivateKey(Buffer.from(content as string))
const error = (content: Uint8Array | string) => {
  const result = read(content)
  return result.ok ? 'accepted' : result.error
}

describe('what Station reads comes out', () => {
  test.each([
    ['PKCS#8 PEM', keyPem(ec)],
    ['SEC1 PEM', keyPem(ec, 'sec1')],
    ['SEC1 PEM with CRLF', keyPem(ec, 'sec1').replace(/\n/g, '\r\n')],
    [
      'SEC1 PEM with its parameters before it',
      `${pemOf('EC PARAMETERS', Buffer.from('06082a8648ce3d030107', 'hex'))}${keyPem(ec, 'sec1')}`,
    ],
    ['PKCS#8 DER', keyDer(ec)],
    ['SEC1 DER', sec1],
    ['SEC1 DER without the public key', Buffer.concat([Buffer.of(0x30, 0x31), sec1.subarray(2, 51)])],
  ])('EC P-256 as %s becomes SEC1 of 121 bytes', (_, content) => {
    const result = read(content)
    expect(result).toMatchObject({ ok: true, value: { keyType: 'EC P-256' } })
    if (!result.ok) return
    expect(Buffer.from(result.value.der)).toEqual(sec1)
    expect(Buffer.from(result.value.der).toString('hex')).toMatch(/^3077.{238}$/)
    expect(result.value.publicKey.equals(ec.publicKey)).toBe(true)
  })

  test.each([
    ['PKCS#8 PEM', keyPem(rsa)],
    ['PKCS#1 PEM', keyPem(rsa, 'pkcs1')],
    ['PKCS#8 DER', keyDer(rsa)],
    ['PKCS#1 DER', keyDer(rsa, 'pkcs1')],
  ])('RSA as %s becomes PKCS#1', (_, content) => {
    const result = read(content)
    expect(result).toMatchObject({ ok: true, value: { keyType: 'RSA 2048' } })
    expect(result.ok && Buffer.from(result.value.der)).toEqual(keyDer(rsa, 'pkcs1'))
  })
})

describe('what Station cannot use is refused with the remedy', () => {
  test('other curves and kinds', async () => {
    expect(error(keyPem(await testKey('EC P-384')))).toMatch(/cannot use an EC P-384 key\. Make an EC P-256 key/)
    expect(error(keyPem(await testKey('EC P-521')))).toMatch(/EC P-521/)
    expect(error(keyPem(await testKey('Ed25519')))).toMatch(/Ed25519/)
    expect(error(keyPem(await testKey('RSA 1024')))).toMatch(/RSA 1024 key is too short.*2048/)
    const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey
    expect(error(pss.export({ format: 'pem', type: 'pkcs8' }))).toMatch(/cannot use an RSA-PSS 2048 key/)
  })

  test('a key behind a password', () => {
    const options = { format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' } as const
    expect(error(ec.privateKey.export({ ...options, type: 'pkcs8' }))).toMatch(/with a password.*openssl pkey/)
    expect(error(ec.privateKey.export({ ...options, type: 'sec1' }))).toMatch(/with a password.*openssl pkey/)
  })

  test('other files are called by their name', async () => {
    expect(error('')).toMatch(/^This is an empty file/)
    expect(error(ca.pem)).toMatch(/^This is a certificate, .*made together with it/)
    expect(error(await makeCsr(ec))).toMatch(/^This is a certificate signing request/)
    expect(error(ca.pem + keyPem(ec))).toMatch(/private key alone here/)
    expect(error(pemOf('OPENSSH PRIVATE KEY', Buffer.of(1)))).toMatch(/ssh-keygen/)
    expect(error('Authorization: secret')).toBe(
      'This is a token, not a private key that Station can read. Give an EC P-256 or RSA key in PEM or DER.',
    )
    expect(error(pemOf('EC PRIVATE KEY', Buffer.of(1, 2, 3)))).toMatch(/damaged/)
  })

  test('a key with the public part of another', async () => {
    const other = keyDer(await freshKey('EC P-256'), 'sec1')
    const mixed = Buffer.concat([sec1.subarray(0, 56), other.subarray(56)])
    expect(() => createPrivateKey({ key: mixed, format: 'der', type: 'sec1' })).not.toThrow()
    expect(error(mixed)).toMatch(/parts do not belong together/)
  })

  test('an RSA key with a damaged exponent', () => {
    const bytes = Buffer.from(keyDer(rsa, 'pkcs1'))
    const middle = 4 + 3 + 261 + 5 + 100
    bytes[middle] = (bytes[middle] ?? 0) ^ 1
    expect(error(bytes)).toMatch(/parts do not belong together/)
  })
})

test('a key matches its own certificate only', async () => {
  const leaf = await makeLeaf(ca)
  const rsaLeaf = await makeLeaf(ca, { key: rsa })
  expect(keyMatches(ca.der, ec.publicKey)).toBe(true)
  expect(keyMatches(leaf.der, leaf.key.publicKey)).toBe(true)
  expect(keyMatches(rsaLeaf.der, rsa.publicKey)).toBe(true)
  expect(keyMatches(leaf.der, ec.publicKey)).toBe(false)
  expect(keyMatches(leaf.der, rsa.publicKey)).toBe(false)
  expect(keyMatches(Buffer.from('no certificate'), ec.publicKey)).toBe(false)
})

test('every P-256 key comes out as 121 bytes, and reading it again changes nothing', () => {
  const scalar = fc.bigInt(1n, 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550n)
  fc.assert(
    fc.property(fc.oneof(scalar, fc.bigInt(1n, 255n)), (d) => {
      const bare = Buffer.from(
        `303102010104 20${d.toString(16).padStart(64, '0')}a00a06082a8648ce3d030107`.replace(' ', ''),
        'hex',
      )
      const first = read(bare)
      if (!first.ok) return false
      const again = read(first.value.der)
      return again.ok && first.value.der.length === 121 && Buffer.compare(first.value.der, again.value.der) === 0
    }),
    { numRuns: 50 },
  )
})

test('a damaged key is refused or comes out whole', () => {
  fc.assert(
    fc.property(fc.nat(sec1.length - 1), fc.nat(255), (at, value) => {
      const bytes = Buffer.from(sec1)
      bytes[at] = value
      const result = read(bytes)
      return result.ok ? result.value.der.length === 121 : /^(This|Station|An) /.test(result.error)
    }),
    { numRuns: 300 },
  )
})
