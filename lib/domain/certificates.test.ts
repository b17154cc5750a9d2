import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  keyPem,
  makeCa,
  makeCsr,
  makeIntermediateCa,
  makeLeaf,
  makePkcs7,
  makeSelfSigned,
  pemOf,
  testKey,
} from '#tests/support/certificates.ts'
import { certificateWarnings, keyTypeOf, readCertificate, readTrust } from './certificates.ts'

const root = await makeCa({ name: 'CN=Root, O=Acme' })
const intermediate = await makeIntermediateCa(root, { name: 'CN=Issuing' })
const leaf = await makeLeaf(intermediate, {
  name: 'CN=lns.example.com, O=Acme',
  dnsNames: ['lns.example.com', 'lns2.example.com'],
  ips: ['10.0.0.1'],
})

const trustError = (content: Uint8Array | string) => {
  const read = readTrust(Buffer.from(content as string))
  return read.ok ? 'accepted' : read.error
}
const certificateError = (content: Uint8Array | string) => {
  const read = readCertificate(Buffer.from(content as string))
  return read.ok ? 'accepted' : read.error
}

describe('what is read', () => {
  test('PEM and DER give the same DER and facts', () => {
    const fromPem = readCertificate(Buffer.from(leaf.pem))
    expect(fromPem).toEqual(readCertificate(leaf.der))
    expect(fromPem).toEqual({
      ok: true,
      value: {
        der: leaf.der,
        facts: expect.objectContaining({
          subject: 'CN=lns.example.com, O=Acme',
          issuer: 'CN=Issuing',
          commonName: 'lns.example.com',
          names: ['lns.example.com', 'lns2.example.com'],
          ipAddresses: ['10.0.0.1'],
          fingerprint: createHash('sha256').update(leaf.der).digest('hex'),
          serial: expect.stringMatching(/^[0-9a-f]+$/),
          isCa: false,
          selfSigned: false,
          keyType: 'EC P-256',
          signatureAlgorithm: 'ecdsa-with-SHA256',
          size: leaf.der.length,
          validTo: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
        }),
      },
    })
  })

  test('roots, intermediates and self-signed certificates may be the trust', async () => {
    const self = await makeSelfSigned({ name: 'CN=box' })
    const big = await makeCa({ key: await testKey('RSA 2048') })
    const p384 = await makeCa({ key: await testKey('EC P-384') })
    for (const { der } of [root, intermediate, self, big, p384]) {
      const read = readTrust(der)
      expect(read.ok && read.value.der).toEqual(der)
    }
    expect(readTrust(root.der)).toMatchObject({ value: { facts: { isCa: true, selfSigned: true, names: ['Root'] } } })
    expect(readTrust(intermediate.der)).toMatchObject({ value: { facts: { isCa: true, selfSigned: false } } })
  })

  test('a name that pretends to be several is no name', async () => {
    const sly = await makeLeaf(root, { name: 'CN=sly', dnsNames: ['a, DNS:admin.example.com, b', 'good.example.com'] })
    expect(readCertificate(sly.der)).toMatchObject({ value: { facts: { names: ['good.example.com', 'sly'] } } })
  })

  test('key types are named as people write them', async () => {
    for (const type of ['EC P-256', 'EC P-384', 'EC P-521', 'RSA 1024', 'RSA 2048', 'Ed25519'] as const) {
      expect(keyTypeOf((await testKey(type)).publicKey)).toBe(type)
    }
  })
})

describe('a trust is exactly one CA certificate', () => {
  test.each([
    ['PEM', leaf.pem + intermediate.pem + root.pem],
    ['DER', Buffer.concat([leaf.der, intermediate.der, root.der])],
  ])('a bundle in %s is refused with its list and the one to choose', (_, bundle) => {
    expect(trustError(bundle)).toBe(
      'This file holds 3 certificates, and Station would take the second one for something else: 1. CN=lns.example.com, O=Acme; 2. CN=Issuing; 3. CN=Root, O=Acme. Give number 3 alone, the root.',
    )
  })

  test('several roots: the choice is the owner’s', async () => {
    const other = await makeCa({ name: 'CN=Other' })
    expect(trustError(root.pem + other.pem)).toMatch(/2 certificates.*the root that the server’s certificate leads to/)
  })

  test('a server’s own certificate is refused with the name of its issuer', () => {
    expect(trustError(leaf.pem)).toBe(
      'This is not a CA certificate but one that a CA issued for “lns.example.com”. Give the certificate of its issuer: CN=Issuing.',
    )
  })

  test('bytes after the end', () => {
    expect(trustError(Buffer.concat([root.der, Buffer.alloc(3)]))).toMatch(/3 more bytes follow/)
    expect(trustError(pemOf('CERTIFICATE', Buffer.concat([root.der, Buffer.alloc(4)])))).toMatch(/4 more bytes follow/)
  })

  test('keys that Station cannot verify with', async () => {
    expect(trustError((await makeCa({ key: await testKey('Ed25519') })).der)).toMatch(/Ed25519 key of this CA/)
    expect(trustError((await makeCa({ key: await testKey('RSA 1024') })).der)).toMatch(
      /RSA 1024 key of this CA is too short/,
    )
  })

  test('other files are called by their name', async () => {
    const spki = root.key.publicKey.export({ format: 'pem', type: 'spki' })
    expect(trustError('')).toMatch(/^This is an empty file, not a CA certificate\. Give one/)
    expect(trustError(keyPem(root.key))).toMatch(
      /^This is a private key, not a CA certificate\. It belongs into the key/,
    )
    expect(trustError(await makeCsr(root.key))).toMatch(/^This is a certificate signing request/)
    expect(trustError(makePkcs7(root))).toMatch(/PKCS#7.*openssl pkcs7/)
    expect(trustError(spki as string)).toMatch(/^This is a public key/)
    expect(trustError('<html>')).toMatch(/^This is a web page/)
    expect(trustError('Authorization: x')).toMatch(/^This is a token, not a CA certificate/)
    expect(trustError('LETS NOT ENCRYPT')).toMatch(/^This is no certificate, key or token/)
    expect(trustError(root.pem + keyPem(root.key))).toMatch(/a private key beside the CA certificate/)
    expect(trustError(pemOf('CERTIFICATE', root.der.subarray(0, 200)))).toMatch(/damaged/)
  })

  test('DER that does not begin with 30 82', () => {
    const long = Buffer.concat([Buffer.of(0x30, 0x83, 0), root.der.subarray(2)])
    expect(trustError(long)).toMatch(/does not begin with 30 82|no certificate/)
    expect(trustError(pemOf('CERTIFICATE', long))).toMatch(/does not begin with 30 82|damaged/)
  })
})

describe('a client certificate', () => {
  test('of a CA, self-signed, or with an RSA key', async () => {
    const rsa = await makeLeaf(root, { key: await testKey('RSA 2048') })
    for (const { der } of [leaf, root, rsa]) expect(certificateError(der)).toBe('accepted')
  })

  test('a chain is refused', () => {
    expect(certificateError(leaf.pem + intermediate.pem)).toMatch(
      /2 certificates.*own certificate alone, normally the first/,
    )
  })

  test('keys that Station cannot use', async () => {
    const error = async (type: 'EC P-384' | 'Ed25519' | 'RSA 1024') =>
      certificateError((await makeLeaf(root, { key: await testKey(type) })).der)
    expect(await error('EC P-384')).toMatch(/EC P-384 key, which Station cannot use/)
    expect(await error('Ed25519')).toMatch(/Ed25519 key, which Station cannot use/)
    expect(await error('RSA 1024')).toMatch(/too short/)
  })
})

describe('warnings', () => {
  const facts = (from: string, to: string, signatureAlgorithm = 'ecdsa-with-SHA256') => {
    const read = readTrust(root.der)
    if (!read.ok) throw new Error(read.error)
    return {
      ...read.value.facts,
      validFrom: `${from}T00:00:00.000Z`,
      validTo: `${to}T00:00:00.000Z`,
      signatureAlgorithm,
    }
  }
  const now = new Date('2030-06-01T00:00:00Z')

  test.each([
    ['valid', facts('2030-01-01', '2031-01-01'), []],
    ['expired', facts('2020-01-01', '2030-06-01'), [/CA certificate expired on 2030-06-01: gateways stop trusting/]],
    ['29 days left', facts('2020-01-01', '2030-06-30'), [/expires on 2030-06-30/]],
    ['30 days left', facts('2020-01-01', '2030-07-01'), []],
    ['not yet valid', facts('2030-06-02', '2040-01-01'), [/valid only from 2030-06-02/]],
  ] as const)('%s', (_, given, sentences) => {
    const warnings = certificateWarnings(given, 'trust', now)
    expect(warnings).toHaveLength(sentences.length)
    sentences.forEach((sentence, index) => {
      expect(warnings[index]).toMatch(sentence)
    })
  })

  test('SHA-1 matters for a client certificate, not for a root', () => {
    const old = facts('2030-01-01', '2031-01-01', 'RSA-SHA1')
    expect(certificateWarnings(old, 'trust', now)).toEqual([])
    expect(certificateWarnings(old, 'crt', now)).toEqual([expect.stringMatching(/RSA-SHA1/)])
  })
})

test('a damaged certificate is refused or comes out as it went in', () => {
  fc.assert(
    fc.property(fc.nat(root.der.length - 1), fc.nat(255), (at, value) => {
      const bytes = Buffer.from(root.der)
      bytes[at] = value
      const read = readTrust(bytes)
      return read.ok ? bytes.equals(read.value.der) : /\.$/.test(read.error)
    }),
    { numRuns: 500 },
  )
})
