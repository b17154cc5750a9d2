/**
 * Private keys of gateways: PEM or DER in any form, out as the DER that Station reads (cups.md §1.2): SEC1 for
 * EC P-256 (121 bytes, `30 77`) and PKCS#1 for RSA (`30 82`). Station rejects PKCS#8 of EC keys (`30 81`) only after it
 * has stored the new URI.
 */
import { createECDH, createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { isShortRsa, keyTypeOf } from './certificates.ts'
import { type FileKind, KIND_IN_WORDS, parseCertificate, readCredentialFile } from './credential-file.ts'
import { ok, type Result, refuse } from './result.ts'

export interface ReadKey {
  /** SEC1 (EC P-256) or PKCS#1 (RSA), as it goes to the gateway. */
  readonly der: Uint8Array
  /** `EC P-256` or `RSA 2048` … */
  readonly keyType: string
  readonly publicKey: KeyObject
}

/** SEC1 of P-256 with its public key: 119 bytes after `30 77`. */
const SEC1_LENGTH = 121
/** The TLS library of Station has no larger numbers. */
const MAX_RSA_BITS = 8192

/** A private key in PEM (PKCS#8, SEC1, PKCS#1) or DER. The refusal never holds anything of the key. */
export function readPrivateKey(bytes: Uint8Array): Result<ReadKey> {
  const { kind, key } = readCredentialFile(bytes)
  if (kind !== 'private-key') return refuse(wrongKindSentence(kind))
  if (!key)
    return refuse(
      'This private key is damaged or of a kind that Station cannot use. Give an EC P-256 or RSA key in PEM or DER.',
    )
  const keyType = keyTypeOf(key)
  if (keyType === 'EC P-256') return sec1(key)
  if (!keyType.startsWith('RSA '))
    return refuse(`Station cannot use an ${keyType} key. Make an EC P-256 key and have a certificate issued for it.`)
  if (isShortRsa(keyType))
    return refuse(
      `An ${keyType} key is too short. Make a key of 2048 bits, or EC P-256, and have a certificate issued for it.`,
    )
  return pkcs1(key, keyType)
}

/** True when the certificate is for this public key (of `readPrivateKey`). */
export function keyMatches(certificateDer: Uint8Array, publicKey: KeyObject): boolean {
  return parseCertificate(certificateDer)?.publicKey.equals(publicKey) ?? false
}

/** Computes the public point anew: some writers leave it out, and one that does not belong to the key must not pass. */
function sec1(key: KeyObject): Result<ReadKey> {
  try {
    const given = key.export({ format: 'jwk' })
    const ecdh = createECDH('prime256v1')
    ecdh.setPrivateKey(given.d ?? '', 'base64url')
    const point = ecdh.getPublicKey()
    if (!isNumber(point.subarray(1, 33), given.x) || !isNumber(point.subarray(33), given.y)) return inconsistent()
    const der = sec1Of(key) ?? sec1Of(createPrivateKey({ key: given, format: 'jwk' }))
    return der ? ok({ der, keyType: 'EC P-256', publicKey: createPublicKey(key) }) : inconsistent()
  } catch {
    return inconsistent()
  }
}

/** Undefined where the public key is left out, as it was in what was read. */
function sec1Of(key: KeyObject): Buffer | undefined {
  const der = key.export({ format: 'der', type: 'sec1' })
  return der.length === SEC1_LENGTH && der[0] === 0x30 && der[1] === 0x77 ? der : undefined
}

function pkcs1(key: KeyObject, keyType: string): Result<ReadKey> {
  if (Number(keyType.slice(4)) > MAX_RSA_BITS)
    return refuse(`An ${keyType} key is longer than Station can use. Make a key of 2048 to 4096 bits, or EC P-256.`)
  try {
    const der = key.export({ format: 'der', type: 'pkcs1' })
    if (der[0] !== 0x30 || der[1] !== 0x82 || !isConsistentRsa(key.export({ format: 'jwk' }))) return inconsistent()
    return ok({ der, keyType, publicKey: createPublicKey(key) })
  } catch {
    return inconsistent()
  }
}

/** n = p·q and e·d = 1 modulo p − 1 and q − 1. OpenSSL does not check this when it reads a key. */
function isConsistentRsa(jwk: JsonWebKey): boolean {
  const [n, e, d, p, q] = [jwk.n, jwk.e, jwk.d, jwk.p, jwk.q].map((part) =>
    BigInt(`0x${Buffer.from(part ?? '', 'base64url').toString('hex') || '0'}`),
  )
  if (!n || !e || !d || !p || !q || p === 1n || q === 1n) return false
  return n === p * q && (e * d) % (p - 1n) === 1n && (e * d) % (q - 1n) === 1n
}

const isNumber = (bytes: Buffer, base64url: string | undefined) => bytes.toString('base64url') === base64url

const inconsistent = () =>
  refuse('This private key is damaged: its parts do not belong together. Export it again, or make a new one.')

function wrongKindSentence(kind: FileKind): string {
  const start = `This is ${KIND_IN_WORDS[kind]}, not a private key that Station can read.`
  switch (kind) {
    case 'encrypted-key':
      return `${start} Remove the password: openssl pkey -in gateway.key -out gateway-plain.key`
    case 'openssh-key':
      return `${start} Convert it: ssh-keygen -p -m PEM -f gateway.key`
    case 'pkcs12':
      return `${start} Take the key out: openssl pkcs12 -nocerts -noenc -in gateway.p12 -out gateway.key`
    case 'certificate-and-key':
      return `${start} Give the private key alone here and the certificate as the certificate.`
    case 'certificate':
    case 'bundle':
    case 'pkcs7':
    case 'request':
    case 'public-key':
      return `${start} Give the private key that was made together with it.`
    default:
      return `${start} Give an EC P-256 or RSA key in PEM or DER.`
  }
}
