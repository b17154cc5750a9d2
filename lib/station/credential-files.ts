/** The names of Station's credential files and what they stand for (seed 000, cups.md §2 and §4). */
import { crc32 } from 'node:zlib'

/** `cups` for the configuration server, `tc` for the LNS. */
export type StationCategory = 'cups' | 'tc'
export const CATEGORIES: readonly StationCategory[] = ['cups', 'tc']

/** Regular, backup and bootstrap set, in the order in which Station tries them. */
export type Slot = 'reg' | 'bak' | 'boot'
export const SLOTS: readonly Slot[] = ['reg', 'bak', 'boot']

export type FileKind = 'trust' | 'crt' | 'key' | 'uri'
/** The order in which Station writes, renames and copies them. */
export const FILE_KINDS: readonly FileKind[] = ['trust', 'crt', 'key', 'uri']

/** Bytes as they lie in the files; null for a missing or an empty file. */
export interface CredentialFiles {
  readonly trust: Buffer | null
  readonly crt: Buffer | null
  readonly key: Buffer | null
}

/** `server-only`: trust alone, or trust and crt without key; Station then proves nothing about itself. */
export type Authentication = 'none' | 'server-only' | 'token' | 'certificate'

/** `cups`, `cups-bak`, `tc-boot`… */
export const slotName = (category: StationCategory, slot: Slot): string =>
  slot === 'reg' ? category : `${category}-${slot}`

const ABSENT = Buffer.alloc(4)

/** zlib CRC-32 chained over trust, crt and key; four zero bytes stand for a missing or empty file (cups.md §2). */
export function credentialFilesCrc(files: CredentialFiles): number {
  return [files.trust, files.crt, files.key].reduce((crc, file) => crc32(file?.length ? file : ABSENT, crc), 0)
}

/** How Station would authenticate with these files over TLS (cups.md §4). */
export function authenticationOf(files: CredentialFiles): Authentication {
  if (!files.trust?.length) return 'none'
  if (!files.key?.length) return 'server-only'
  return files.crt?.length ? 'certificate' : 'token'
}
