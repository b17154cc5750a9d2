/** AES-256-GCM envelopes: `01 ‖ nonce (12) ‖ ciphertext ‖ tag (16)`, with the purpose as associated data. */
import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto'

const VERSION = 1
const NONCE = 12
const TAG = 16

/** Encrypts under a 32-byte key. A ciphertext opens only for the purpose that it was sealed for. */
export function sealWith(key: Uint8Array | KeyObject, plaintext: Uint8Array, purpose: string): Buffer {
  const nonce = randomBytes(NONCE)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(purpose))
  return Buffer.concat([Buffer.of(VERSION), nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/** Throws when the key, the purpose or the bytes are not those of `sealWith`. */
export function openWith(key: Uint8Array | KeyObject, sealed: Uint8Array, purpose: string): Buffer {
  if (sealed.length < 1 + NONCE + TAG || sealed[0] !== VERSION) throw new Error(`not a sealed ${purpose}`)
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 1 + NONCE), { authTagLength: TAG })
    .setAAD(Buffer.from(purpose))
    .setAuthTag(sealed.subarray(sealed.length - TAG))
  return Buffer.concat([decipher.update(sealed.subarray(1 + NONCE, sealed.length - TAG)), decipher.final()])
}
