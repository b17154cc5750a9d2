/**
 * A credential set: the URI of a server, the CA that it is trusted by, and how the gateway authenticates (seed 000).
 * Facts of the wire: cups.md §2–3.
 */
import { crc32 } from 'node:zlib'

/** `cups` for the configuration server, `tc` for the LoRaWAN network server (LNS), as in Station's file names. */
export type Category = 'cups' | 'tc'
export const CATEGORIES: readonly Category[] = ['cups', 'tc']

export type KeyKind = 'none' | 'token' | 'private-key'

/** Bytes exactly as Station stores them: DER, or `Authorization: …\r\n` for a token. */
export interface CredentialSet {
  readonly uri: string
  readonly trust: Uint8Array | null
  readonly crt: Uint8Array | null
  readonly key: Uint8Array | null
  readonly keyKind: KeyKind
}

/** What stands on the wire for an absent item. */
const ABSENT = Buffer.alloc(4)

/**
 * The credential segment of an answer: `trust ‖ (crt | 00000000) ‖ (key | 00000000)`, no padding (cups.md §3). Empty
 * for a set without trust (ws, http): credentials cannot be cleared through CUPS.
 */
export function credentialSegment(set: Pick<CredentialSet, 'trust' | 'crt' | 'key'>): Buffer {
  if (!set.trust?.length) return Buffer.alloc(0)
  return Buffer.concat([set.trust, set.crt?.length ? set.crt : ABSENT, set.key?.length ? set.key : ABSENT])
}

/** The CRC-32 (u32) that Station reports once it has stored the segment; null for ws and http, which are never compared. */
export function credentialCrc(set: Pick<CredentialSet, 'trust' | 'crt' | 'key'>): number | null {
  return set.trust?.length ? crc32(credentialSegment(set)) : null
}
