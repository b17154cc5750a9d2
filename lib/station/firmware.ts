/** Signature keys and the fate of an update (cups.md §5). */
import { createPublicKey, verify } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { Harm } from './harm.ts'

export interface FirmwareOutcome {
  /** Bytes received. */
  readonly size: number
  readonly executed: boolean
  readonly reason: string
  /** CRC of the key that verified the signature. */
  readonly keyCrc: number | null
  readonly harm: readonly Harm[]
}

/** What `keys` reports: the CRC-32 of each key file, in order. */
export const signatureKeyCrcs = (keys: readonly Buffer[]): number[] => keys.map((key) => crc32(key))

/**
 * Decides as Station does: without keys everything unsigned is executed and everything signed is not; with keys only
 * what one of them verifies.
 */
export function judgeUpdate(
  update: Buffer,
  signature: { readonly keyCrc: number; readonly der: Buffer } | null,
  keys: readonly Buffer[],
): FirmwareOutcome {
  const outcome = (executed: boolean, reason: string, key?: Buffer): FirmwareOutcome => ({
    size: update.length,
    executed,
    reason,
    keyCrc: key ? crc32(key) : null,
    harm:
      key && signature && crc32(key) !== signature.keyCrc
        ? [
            {
              code: 'wrong-key-crc',
              text: `The signature names key ${signature.keyCrc}, but ${crc32(key)} verifies it.`,
            },
          ]
        : [],
  })
  if (!signature) {
    return keys.length === 0
      ? outcome(true, 'No Key. No Sig. UPDATE.')
      : outcome(false, 'Keyfile present, but no signature provided. Aborting update.')
  }
  const key = keys.find((candidate) => verifies(candidate, update, signature.der))
  return key
    ? outcome(true, 'the signature is good', key)
    : outcome(false, `No key could verify signature. Tried ${keys.length} keys`)
}

function verifies(key: Buffer, update: Buffer, der: Buffer): boolean {
  if (key.length !== 64) return false
  try {
    const x = key.subarray(0, 32).toString('base64url')
    const y = key.subarray(32).toString('base64url')
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' })
    return verify('sha512', update, { key: publicKey, dsaEncoding: 'der' }, der)
  } catch {
    // Not a point of the curve: such a key verifies nothing.
    return false
  }
}
