import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  keyDer,
  keyPem,
  makeCa,
  makeCsr,
  makeLeaf,
  makePkcs7,
  pemOf,
  type TestKeyType,
  testKey,
} from '#tests/support/certificates.ts'
import { KIND_IN_WORDS, readCredentialFile, recogniseFile } from './credential-file.ts'

const ca = await makeCa()
const leaf = await makeLeaf(ca)
const rsa = await testKey('RSA 2048')
const csr = await makeCsr(ca.key)
const csrDer = Buffer.from(csr.replace(/-----.*-----/g, ''), 'base64')
const p7 = makePkcs7(ca, leaf)
const spki = ca.key.publicKey.export({ format: 'der', type: 'spki' })
const encrypted = (type: 'pkcs8' | 'sec1', format: 'pem' | 'der' = 'pem') =>
  ca.key.privateKey.export({ format: format as 'pem', type, cipher: 'aes-256-cbc', passphrase: 'x' })
/** The beginning that every PKCS#12 file has: version 3, then its PKCS#7 content. */
const p12 = Buffer.from(`308204d702010330${'00'.repeat(64)}`, 'hex')

describe('a file is known by its content', () => {
  test.each([
    ['empty', ''],
    ['empty', ' \r\n\0'],
    ['certificate', ca.pem],
    ['certificate', `Bag Attributes\r\n  friendlyName: x\r\n${ca.pem.replace(/\n/g, '\r\n')}`],
    ['certificate', `\u{feff}${ca.pem}`],
    ['certificate', ca.der],
    ['certificate', Buffer.concat([ca.der, Buffer.alloc(3)])],
    ['bundle', ca.pem + leaf.pem],
    ['bundle', Buffer.concat([ca.der, leaf.der])],
    ['private-key', keyPem(ca.key)],
    [
      'private-key',
      `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${keyPem(ca.key, 'sec1')}`,
    ],
    ['private-key', keyDer(ca.key)],
    ['private-key', keyDer(ca.key, 'sec1')],
    ['private-key', keyDer(rsa)],
    ['private-key', keyDer(rsa, 'pkcs1')],
    ['certificate-and-key', leaf.pem + keyPem(leaf.key)],
    ['encrypted-key', encrypted('pkcs8')],
    ['encrypted-key', encrypted('sec1')],
    ['encrypted-key', encrypted('pkcs8', 'der')],
    ['openssh-key', pemOf('OPENSSH PRIVATE KEY', Buffer.from('openssh-key-v1'))],
    ['public-key', pemOf('PUBLIC KEY', spki)],
    ['public-key', spki],
    ['request', csr],
    ['request', csrDer],
    ['pkcs7', p7],
    ['pkcs7', pemOf('PKCS7', p7)],
    ['pkcs12', p12],
    ['token', 'Authorization: Bearer abc\r\n'],
    ['token', 'authorization:abc'],
    ['html', '<!DOCTYPE html><title>Sign in</title>'],
    ['unknown', 'HJg87hjgsadi8732kh=='],
    ['unknown', Buffer.of(0x30, 0x03, 1, 2, 3)],
    ['unknown', pemOf('X509 CRL', Buffer.of(1))],
  ] as const)('%s', (kind, content) => {
    expect(recogniseFile(Buffer.from(content as string))).toBe(kind)
    expect(KIND_IN_WORDS[kind]).toBeTruthy()
  })

  test('a private key comes out, in whichever form it was given', () => {
    for (const content of [keyDer(ca.key, 'sec1'), keyDer(ca.key), keyPem(ca.key), ca.pem + keyPem(ca.key, 'sec1')]) {
      expect(readCredentialFile(Buffer.from(content as string)).key?.equals(ca.key.privateKey)).toBe(true)
    }
    const damaged = readCredentialFile(Buffer.from(pemOf('PRIVATE KEY', Buffer.of(1, 2, 3))))
    expect(damaged).toEqual({ kind: 'private-key', certificates: [], key: null })
  })

  test.each<TestKeyType>(['EC P-384', 'Ed25519'])('an %s key is a private key', async (type) => {
    const key = await testKey(type)
    expect(recogniseFile(keyDer(key))).toBe('private-key')
  })

  test('certificates come out in their order, from PEM and from DER alike', () => {
    expect(readCredentialFile(Buffer.from(ca.pem + leaf.pem)).certificates).toEqual([ca.der, leaf.der])
    expect(readCredentialFile(Buffer.concat([ca.der, leaf.der])).certificates).toEqual([ca.der, leaf.der])
  })
})

test('no bytes make it throw', () => {
  const damaged = fc
    .tuple(fc.constantFrom(ca.der, Buffer.from(ca.pem), keyDer(ca.key, 'sec1'), keyDer(rsa), p7), fc.nat(), fc.nat(255))
    .map(([bytes, at, value]) => {
      const copy = Buffer.from(bytes)
      copy[at % copy.length] = value
      return copy.subarray(0, copy.length - (at % 7))
    })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), damaged), (bytes) => recogniseFile(bytes) in KIND_IN_WORDS),
    { numRuns: 500 },
  )
})
