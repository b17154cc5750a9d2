/** How Station takes a credential segment apart (cups.md §1.2 and §3), with its two-byte idea of an ASN.1 length. */
import { crc32 } from 'node:zlib'
import { headerLines } from './auth-token.ts'
import { credentialFilesCrc } from './credential-files.ts'
import type { Harm } from './harm.ts'

export interface ReceivedCredentials {
  /** The segment as it came. */
  readonly segment: Buffer
  /** What goes into the three files, empty ones included; null when Station rejects the segment. */
  readonly files: { readonly trust: Buffer; readonly crt: Buffer; readonly key: Buffer } | null
  /** Why it was rejected. */
  readonly rejected: string | null
}

const SEQUENCE = 0x30

/**
 * A rejected segment is not an error of the session for Station: it goes on, commits the URI that came along and
 * keeps the old credentials. That is the bug that costs gateways their connection, and it is kept here.
 */
export function readCredentialSegment(segment: Buffer): ReceivedCredentials {
  const reject = (rejected: string): ReceivedCredentials => ({ segment, files: null, rejected })
  const length = segment.length
  // Station ends its copy with a zero byte and reads that as “absent”.
  const at = (offset: number): number => segment[offset] ?? 0

  if (at(0) !== SEQUENCE) return reject(`ASN.1 SEQ expected for trust (0x${hex(at(0))})`)
  const trustLength = sequenceLength(at, 0)
  const crtOffset = trustLength
  if (crtOffset > length) return reject(`expecting more data (key_offset=${crtOffset + 4}, total_len=${length})`)

  let crtLength = 0
  let keyOffset = crtOffset + 4
  if (at(crtOffset) !== 0) {
    if (at(crtOffset) !== SEQUENCE) return reject(`ASN.1 SEQ expected for cert (0x${hex(at(crtOffset))})`)
    crtLength = sequenceLength(at, crtOffset)
    keyOffset = crtOffset + crtLength
  }
  if (keyOffset > length) return reject(`expecting more data (key_offset=${keyOffset}, total_len=${length})`)

  const first = at(keyOffset)
  const keyLength = first === SEQUENCE ? sequenceLength(at, keyOffset) : first === 0 ? 0 : length - keyOffset
  const parsed = trustLength + crtLength + keyLength
  if (parsed > length) return reject(`Lengths do not align segment_len=${length} parsed_len=${parsed}`)

  // The check above forgets the four zeros: a key that is up to four bytes short is filled from behind the segment.
  const padded = Buffer.concat([segment, Buffer.alloc(8)])
  const cut = (offset: number, count: number) => Buffer.from(padded.subarray(offset, offset + count))
  return {
    segment,
    rejected: null,
    files: { trust: cut(0, trustLength), crt: cut(crtOffset, crtLength), key: cut(keyOffset, keyLength) },
  }
}

/** What a server did to the gateway with this segment, beyond what the session itself shows. */
export function harmOfCredentials(category: string, received: ReceivedCredentials): Harm[] {
  const { files, segment } = received
  if (!files)
    return [
      { code: 'credentials-rejected', text: `Station rejects the ${category} credentials: ${received.rejected}.` },
    ]
  const harm: Harm[] = []
  if (credentialFilesCrc(files) !== crc32(segment))
    harm.push({
      code: 'crc-never-matches',
      text: `The ${category} CRC that Station will report differs from the CRC of the segment, for ever.`,
    })
  if (files.key.length === 0)
    harm.push({
      code: 'no-client-authentication',
      text: `The ${category} credentials hold no key: Station will authenticate with nothing.`,
    })
  else if (files.crt.length === 0) {
    const token = headerLines(files.key)
    if (!token.ok) harm.push({ code: 'bad-token', text: `The ${category} key ${token.reason}.` })
    else if (!token.complete)
      harm.push({
        code: 'bad-token',
        text: `The ${category} token does not end with one CRLF: Station 2.0.5 and older refuse it.`,
      })
  }
  return harm
}

/** Station knows only one-byte lengths below 0x80 and takes everything else for a two-byte length. */
function sequenceLength(at: (offset: number) => number, offset: number): number {
  const short = at(offset + 1)
  return short & 0x80 ? ((at(offset + 2) << 8) | at(offset + 3)) + 4 : short + 2
}

const hex = (byte: number): string => byte.toString(16).padStart(2, '0')
