/**
 * Public keys that firmware is signed with. A Station keeps each as `sig-N.key`, 64 bytes X‖Y of a point on P-256, and
 * reports the CRC-32 of those bytes in `keys` (cups.md §5).
 */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { KIND_IN_WORDS, readCredentialFile } from './credential-file.ts'
import { ok, type Result, refuse } from './result.ts'

export interface SigningKey {
  /** X‖Y, as `sig-N.key` holds it. */
  readonly raw: Buffer
  /** u32, as a gateway reports it. */
  readonly crc: number
}

export const RAW_KEY_BYTES = 64
const SHA512_BYTES = 64
const CURVE = 'prime256v1'
const CURVE_NAMES: Readonly<Record<string, string>> = {
  secp384r1: 'P-384',
  secp521r1: 'P-521',
  secp256k1: 'secp256k1',
}
const PEM = /-----BEGIN PUBLIC KEY-----([\sA-Za-z0-9+/=]*)-----END PUBLIC KEY-----/g
const PUBLIC_PART = 'Take its public part: openssl pkey -in signing-key.pem -pubout -out signing-key.pub.pem'

/** PEM or DER (SubjectPublicKeyInfo), the 64 bytes of a `sig-N.key`, or the same point with a leading 04. */
export function readSigningKey(bytes: Uint8Array): Result<SigningKey> {
  const file = Buffer.from(bytes)
  if (file.length === RAW_KEY_BYTES) return fromRaw(file)
  if (file.length === RAW_KEY_BYTES + 1 && file[0] === 4) return fromRaw(file.subarray(1))
  const text = file.toString('latin1')
  const blocks = [...text.matchAll(PEM)]
  if (blocks.length > 1) return refuse('This file holds several public keys. Give them one at a time.')
  const der = blocks[0] ? Buffer.from(blocks[0][1] ?? '', 'base64') : file
  const key = importSpki(der)
  return key ? fromKey(key) : refuse(whatElse(file))
}

/** The key for `createVerify`. The bytes came out of `readSigningKey`, so they are a point of the curve. */
export function publicKeyOf(raw: Uint8Array): KeyObject {
  const part = (from: number, to: number) => Buffer.from(raw.subarray(from, to)).toString('base64url')
  return createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: part(0, 32), y: part(32, 64) }, format: 'jwk' })
}

/** What ECDSA on P-256 signs of a SHA-512: its leftmost 256 bits. */
export function leftmost256(sha512: Uint8Array): Uint8Array {
  if (sha512.length !== SHA512_BYTES) throw new RangeError('a SHA-512 has 64 bytes')
  return sha512.subarray(0, 32)
}

function fromRaw(raw: Buffer): Result<SigningKey> {
  try {
    publicKeyOf(raw)
  } catch {
    return refuse(
      'These 64 bytes are not a public key of the curve P-256. Give the sig-N.key that lies on the gateway.',
    )
  }
  return ok({ raw: Buffer.from(raw), crc: crc32(raw) })
}

function fromKey(key: KeyObject): Result<SigningKey> {
  if (key.asymmetricKeyType !== 'ec') {
    const type = key.asymmetricKeyType === 'rsa' ? 'an RSA' : `an ${key.asymmetricKeyType ?? 'unknown'}`
    return refuse(`This is ${type} key. Station verifies ECDSA on P-256 only: make a key of that kind.`)
  }
  const curve = key.asymmetricKeyDetails?.namedCurve ?? ''
  if (curve !== CURVE) {
    const name = CURVE_NAMES[curve] ?? (curve || 'another')
    return refuse(`This key is on the curve ${name}. Station verifies P-256 only: make a key on that curve.`)
  }
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return fromRaw(Buffer.concat([coordinate(x), coordinate(y)]))
}

/** 32 bytes, zeros in front kept. */
function coordinate(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url')
  return Buffer.concat([Buffer.alloc(Math.max(0, 32 - bytes.length)), bytes])
}

function importSpki(der: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' })
  } catch {
    return undefined
  }
}

function whatElse(file: Buffer): string {
  const { kind } = readCredentialFile(file)
  if (kind === 'private-key' || kind === 'encrypted-key' || kind === 'openssh-key') {
    return `This is ${KIND_IN_WORDS[kind]}. Keep it where you sign, and nowhere else. ${PUBLIC_PART}`
  }
  if (kind === 'empty') return 'The file is empty. Give the public key as PEM, DER or the 64 bytes of sig-N.key.'
  const found = kind === 'public-key' || kind === 'unknown' ? 'no public key that can be read' : KIND_IN_WORDS[kind]
  return `This is ${found}. Give the public key as PEM or DER, or the 64 bytes of sig-N.key.`
}
