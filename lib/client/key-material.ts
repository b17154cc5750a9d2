/** Signing keys and signatures as they are dropped or pasted, made ready for the API. Private keys never leave the browser. */
import { base64ToBytes, bytesToBase64 } from './base64.ts'

/** A public key has 64 to a few hundred bytes, a signature at most 72; anything much larger is another file. */
const MAX_FILE = 8 * 1024

export type Material = { readonly base64: string; readonly error?: never } | { readonly error: string }

const PRIVATE =
  'This is a private key. It was not sent. Keep it where you sign, and give its public part: openssl pkey -in signing-key.pem -pubout'

/** The Base64 of a public key's file. */
export function readKeyFile(name: string, bytes: Uint8Array): Material {
  if (bytes.length > MAX_FILE) return { error: `${name} is larger than a public key. Choose another file.` }
  return isPrivateKey(bytes) ? { error: PRIVATE } : { base64: bytesToBase64(bytes) }
}

/** Pasted text: PEM, or Base64 of any of the forms. */
export function readKeyText(text: string): Material {
  if (text.includes('PRIVATE KEY')) return { error: PRIVATE }
  if (text.includes('-----BEGIN ')) return { base64: bytesToBase64(new TextEncoder().encode(text)) }
  const bytes = fromText(text, 64)
  return bytes ? readKeyFile('This', bytes) : { error: 'This is neither PEM, Base64 nor hex. Paste the whole key.' }
}

/** PEM with that label, or DER of PKCS #8 or SEC 1: a sequence that begins with a version number. */
function isPrivateKey(bytes: Uint8Array): boolean {
  if (new TextDecoder('latin1').decode(bytes).includes('PRIVATE KEY')) return true
  if (bytes[0] !== 0x30) return false
  const long = (bytes[1] ?? 0) > 0x80 ? (bytes[1] ?? 0) - 0x80 : 0
  const at = 2 + long
  return bytes[at] === 0x02 && bytes[at + 1] === 1 && (bytes[at + 2] ?? 9) <= 1 && bytes.length > 40
}

/** The Base64 of a signature's file. */
export function readSignatureFile(name: string, bytes: Uint8Array): Material {
  if (bytes.length === 0) return { error: `${name} is empty.` }
  if (bytes.length > MAX_FILE) return { error: `${name} is larger than a signature. Choose the .sig file.` }
  return { base64: bytesToBase64(bytes) }
}

/** Pasted text: Base64 or hex of the DER. */
export function readSignatureText(text: string): Material {
  const bytes = fromText(text, 8)
  return bytes
    ? readSignatureFile('This', bytes)
    : { error: 'This is neither Base64 nor hex. Paste the signature as openssl base64 prints it.' }
}

/** At least `min` bytes of hex or Base64; hex where both would do. Fewer are words, not bytes. */
function fromText(text: string, min: number): Uint8Array | undefined {
  const plain = text.replace(/\s+/g, '')
  const hex = plain.replaceAll(':', '')
  const bytes = /^([0-9a-f]{2})+$/i.test(hex)
    ? Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
    : fromBase64(plain.replaceAll('-', '+').replaceAll('_', '/'))
  return bytes && bytes.length >= min ? bytes : undefined
}

function fromBase64(text: string): Uint8Array | undefined {
  try {
    return base64ToBytes(text)
  } catch {
    return undefined
  }
}
