/**
 * What Station 2.0.6 makes of a credential segment: a dry run of its parser (cups.md §1.2 and §3). Everything that is
 * about to be sent goes through here first, because Station stores the new URI even when it rejects the credentials.
 *
 * Station reads `30`, then either one length byte below 128 or, for every other form, the two bytes that follow the
 * length-of-length. So only `30 82` and short forms come out as written; `30 81` (EC keys in PKCS#8, P-384) never does.
 */
import { credentialSegment } from './credential-set.ts'
import { ok, type Result, refuse } from './result.ts'

/** The three files that Station writes; null stands for a file of 0 bytes. */
export interface StoredCredentials {
  readonly trust: Uint8Array
  readonly crt: Uint8Array | null
  readonly key: Uint8Array | null
}

/** The length of a segment is a u16. */
export const MAX_SEGMENT = 65_535
const SEQUENCE = 0x30
const LONG_FORM_16 = 0x82

/**
 * The files that Station would write for `segment`. Refused is all that Station rejects, misreads, reads past the end,
 * or stores so that it reports another CRC than that of the segment.
 */
export function dryRunSegment(segment: Uint8Array): Result<StoredCredentials> {
  if (segment.length > MAX_SEGMENT)
    return refuse(
      `The credentials have ${segment.length} bytes; Station takes at most ${MAX_SEGMENT}. Use smaller certificates.`,
    )
  const trustEnd = sequenceEnd(segment, 0)
  if (trustEnd === undefined) return unreadable('trust')
  const crtEnd = segment[trustEnd] === 0 ? trustEnd : sequenceEnd(segment, trustEnd)
  if (crtEnd === undefined) return unreadable('client certificate')
  const keyStart = crtEnd === trustEnd ? trustEnd + 4 : crtEnd
  if (keyStart > segment.length) return unreadable('client certificate')
  const keyEnd = endOfKey(segment, keyStart)
  if (keyEnd === undefined) return unreadable('key')
  const stored: StoredCredentials = {
    trust: segment.subarray(0, trustEnd),
    crt: crtEnd > trustEnd ? segment.subarray(trustEnd, crtEnd) : null,
    key: keyEnd > keyStart ? segment.subarray(keyStart, keyEnd) : null,
  }
  return Buffer.compare(credentialSegment(stored), segment) === 0
    ? ok(stored)
    : refuse(
        'Station would store other bytes than it was sent and report a wrong CRC for ever. Give each file without anything after its end.',
      )
}

function endOfKey(segment: Uint8Array, start: number): number | undefined {
  if (segment[start] === SEQUENCE) return sequenceEnd(segment, start)
  // Station ends the segment with a zero byte of its own, so nothing at all reads as an absent key too.
  if (start >= segment.length || segment[start] === 0) return start
  return segment.length
}

/** Where the DER sequence at `start` ends for Station; undefined when it rejects it or would run past the end. */
function sequenceEnd(bytes: Uint8Array, start: number): number | undefined {
  const [tag, form = 0, high = 0, low = 0] = bytes.subarray(start, start + 4)
  if (tag !== SEQUENCE) return undefined
  if (form >= 0x80 && form !== LONG_FORM_16) return undefined
  const end = start + (form === LONG_FORM_16 ? 4 + high * 256 + low : 2 + form)
  return end <= bytes.length ? end : undefined
}

const unreadable = (what: string) =>
  refuse(
    `Station cannot read the ${what}: it takes DER that begins with 30 82, and for an EC key SEC1 that begins with 30 77.`,
  )
