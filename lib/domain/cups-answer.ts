/** The bytes of an answer to `/update-info` (cups.md §3): all integers little-endian, each segment with its length. */

/** u8 lengths, and 128-byte buffers in Station. */
export const MAX_URI_BYTES = 127
const MAX_CREDENTIAL_BYTES = 0xffff
const MAX_SIGNATURE_BYTES = 132
const MIN_SIGNATURE_BYTES = 8
const MAX_UPDATE_BYTES = 0x7fff_ffff

export interface CupsAnswer {
  readonly cupsUri?: string | undefined
  readonly tcUri?: string | undefined
  readonly cupsCredentials?: Uint8Array | undefined
  readonly tcCredentials?: Uint8Array | undefined
  /** DER of the ECDSA signature and the CRC of the key that made it. */
  readonly signature?: { readonly keyCrc: number; readonly der: Uint8Array } | undefined
  readonly update?: Uint8Array | undefined
  /** Instead of `update`: its length alone, the bytes follow what is encoded here. */
  readonly updateLength?: number | undefined
}

/** “Nothing changes”, and the answer to every fault of our own (rules.md 1). */
export const NO_CHANGE: Buffer = Buffer.alloc(14)

/** Throws a RangeError where Station's own limits would be passed: such an answer must never leave. */
export function encodeAnswer(answer: CupsAnswer): Buffer {
  const cupsUri = Buffer.from(answer.cupsUri ?? '', 'latin1')
  const tcUri = Buffer.from(answer.tcUri ?? '', 'latin1')
  const cupsCredentials = answer.cupsCredentials ?? new Uint8Array()
  const tcCredentials = answer.tcCredentials ?? new Uint8Array()
  const update = answer.update ?? new Uint8Array()
  limit('cupsUri', cupsUri.length, MAX_URI_BYTES)
  limit('tcUri', tcUri.length, MAX_URI_BYTES)
  limit('cupsCred', cupsCredentials.length, MAX_CREDENTIAL_BYTES)
  limit('tcCred', tcCredentials.length, MAX_CREDENTIAL_BYTES)
  const updateLength = answer.updateLength ?? update.length
  limit('upd', updateLength, MAX_UPDATE_BYTES)
  return Buffer.concat([
    u8(cupsUri.length),
    cupsUri,
    u8(tcUri.length),
    tcUri,
    u16(cupsCredentials.length),
    cupsCredentials,
    u16(tcCredentials.length),
    tcCredentials,
    signature(answer.signature),
    u32(updateLength),
    update,
  ])
}

/** sigLen counts the key CRC; without a signature it is zero and no key CRC follows. */
function signature(given: CupsAnswer['signature']): Buffer {
  if (!given) return u32(0)
  const length = 4 + given.der.length
  if (length < MIN_SIGNATURE_BYTES || length > MAX_SIGNATURE_BYTES) {
    throw new RangeError(
      `a signature segment has ${MIN_SIGNATURE_BYTES} to ${MAX_SIGNATURE_BYTES} bytes, not ${length}`,
    )
  }
  return Buffer.concat([u32(length), u32(given.keyCrc), given.der])
}

function limit(segment: string, length: number, max: number): void {
  if (length > max) throw new RangeError(`${segment} has ${length} bytes; Station takes at most ${max}`)
}

const u8 = (value: number): Buffer => Buffer.of(value)

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value >>> 0)
  return bytes
}
