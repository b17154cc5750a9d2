import { createECDH, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { crc32 } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { publicKeyOf, readSigningKey } from './signing-key.ts'

const rawOf = (key: KeyObject): Buffer => {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}
const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const raw = rawOf(pair.publicKey)
const refusal = (bytes: Uint8Array | string) => {
  const read = readSigningKey(Buffer.from(bytes as string))
  return read.ok ? `accepted ${read.value.crc}` : read.error
}

describe('every form of a public key gives the same 64 bytes and their CRC', () => {
  const forms: [string, Uint8Array][] = [
    ['PEM', Buffer.from(pair.publicKey.export({ format: 'pem', type: 'spki' }))],
    [
      'PEM with Windows line ends',
      Buffer.from(`${pair.publicKey.export({ format: 'pem', type: 'spki' })}`.replaceAll('\n', '\r\n')),
    ],
    ['DER', pair.publicKey.export({ format: 'der', type: 'spki' })],
    ['sig-0.key', raw],
    ['an uncompressed point', Buffer.concat([Buffer.of(4), raw])],
  ]
  test.each(forms)('%s', (_name, bytes) =>
    expect(readSigningKey(bytes)).toEqual({ ok: true, value: { raw, crc: crc32(raw) } }),
  )

  test('numbers that begin with zeros keep them', () => {
    // Found by counting up private keys: X begins with a zero byte.
    for (let secret = 1; ; secret++) {
      const ecdh = createECDH('prime256v1')
      ecdh.setPrivateKey(Buffer.from(secret.toString(16).padStart(64, '0'), 'hex'))
      const point = ecdh.getPublicKey().subarray(1)
      if (point[0] !== 0) continue
      const key = publicKeyOf(point)
      expect(readSigningKey(key.export({ format: 'der', type: 'spki' }))).toMatchObject({ value: { raw: point } })
      break
    }
  })
})

describe('what is none is named', () => {
  const other = (namedCurve: string) =>
    generateKeyPairSync('ec', { namedCurve }).publicKey.export({ format: 'pem', type: 'spki' })
  test.each([
    ['P-384', () => other('P-384'), /on the curve P-384/],
    ['secp256k1', () => other('secp256k1'), /on the curve secp256k1/],
    [
      'RSA',
      () => generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'pem', type: 'spki' }),
      /an RSA key/,
    ],
    [
      'Ed25519',
      () => generateKeyPairSync('ed25519').publicKey.export({ format: 'pem', type: 'spki' }),
      /an ed25519 key/,
    ],
    [
      'a private key',
      () => pair.privateKey.export({ format: 'pem', type: 'pkcs8' }),
      /a private key. Keep it where you sign.*-pubout/,
    ],
    ['64 bytes that are no point', () => Buffer.alloc(64, 1), /not a public key of the curve P-256/],
    ['63 bytes', () => raw.subarray(1), /no public key that can be read/],
    ['an empty file', () => '', /The file is empty/],
    ['two keys', () => `${other('P-256')}${other('P-256')}`, /several public keys/],
    ['text', () => 'hello', /Give the public key as PEM or DER/],
  ])('%s', (_name, make, sentence) => expect(refusal(make())).toMatch(sentence))

  test('a private key never stands in the refusal', () => {
    const pem = String(pair.privateKey.export({ format: 'pem', type: 'pkcs8' }))
    const body = pem.split('\n')[1] ?? ''
    expect(refusal(pem)).not.toContain(body.slice(0, 16))
  })
})

test('any bytes are answered with a key of 64 bytes or a sentence', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const read = readSigningKey(bytes)
      expect(read.ok ? read.value.raw.length : read.error.length).toBeGreaterThan(20)
    }),
  )
})
