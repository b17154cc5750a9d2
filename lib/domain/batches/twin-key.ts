/** Public keys that root and master keys are wrapped to: of the manufacturing twin, or ours (docs/decisions/0082). */
import { constants, createHash, createPublicKey, type KeyObject, publicEncrypt } from 'node:crypto'
import { ok, type Result, refuse } from '../result.ts'

const MIN_BITS = 2048
/** Beyond it an encryption takes noticeable time, and nothing is gained. */
const MAX_BITS = 8192
const MAX_LENGTH = 16 * 1024

/** RSA-OAEP with SHA-256, also in MGF1, and an empty label. */
export const OAEP = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' } as const

/** Reads `PUBLIC KEY`, `RSA PUBLIC KEY` or `CERTIFICATE` in PEM. */
export function readTwinKey(pem: string): Result<KeyObject> {
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(pem)) {
    return refuse(
      'This is a private key. Leave it where it was made, and give its public key: openssl pkey -in key.pem -pubout.',
    )
  }
  if (pem.length > MAX_LENGTH || !/-----BEGIN (?:RSA )?(?:PUBLIC KEY|CERTIFICATE)-----/.test(pem)) {
    return refuse('This is not a public key in PEM. Give the file that begins “-----BEGIN PUBLIC KEY-----”.')
  }
  let key: KeyObject
  try {
    key = createPublicKey(pem)
  } catch {
    return refuse('This public key cannot be read: the PEM is damaged. Export it again.')
  }
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (key.asymmetricKeyType !== 'rsa') return refuse('This is not an RSA key. Give an RSA key of 2048 bits or more.')
  if (bits < MIN_BITS) return refuse(`This RSA key has ${bits} bits. Give one of ${MIN_BITS} or more.`)
  if (bits > MAX_BITS) return refuse(`This RSA key has ${bits} bits. Give one of at most ${MAX_BITS}.`)
  return ok(key)
}

/** Wraps 32 bytes to a key of `readTwinKey`. */
export const wrapTo = (key: KeyObject, secret: Uint8Array): Buffer => publicEncrypt({ key, ...OAEP }, secret)

/** SHA-256 of the key's DER (SPKI), lower-case hex: what people on both sides compare. */
export const fingerprintOfKey = (key: KeyObject): string =>
  createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest('hex')

/** A wrapped key as a file holds it: its bytes, or Base64 with any white space. */
export function readWrappedKey(content: Uint8Array): Result<Buffer> {
  const bytes = Buffer.from(content)
  const text = bytes.toString('latin1').replace(/\s+/g, '')
  const wrapped = /^[A-Za-z0-9+/_-]{100,}={0,2}$/.test(text) ? Buffer.from(text, 'base64') : bytes
  return wrapped.length >= MIN_BITS / 8 && wrapped.length <= MAX_BITS / 8
    ? ok(wrapped)
    : refuse(
        `A wrapped root key has ${MIN_BITS / 8} bytes or more; this has ${wrapped.length}. Give the whole output, in Base64 or as it is.`,
      )
}
