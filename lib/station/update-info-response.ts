/**
 * The answer to `/update-info`, read as Station 2.0.6 reads it (cups.md §3): its HTTP, its 8 KB buffer, its segments.
 * It shares nothing with the server's encoder on purpose.
 */

import { harmOfCredentials, type ReceivedCredentials, readCredentialSegment } from './credential-segment.ts'
import type { Harm } from './harm.ts'
import { readHead } from './response-head.ts'
import { checkStationUri } from './station-uri.ts'
import { bufferCapacity } from './update-info-request.ts'

export interface UpdateInfoResponse {
  /** `rejected`: another status than 200, the next credential set is tried at once. `failed`: connection or protocol. */
  readonly result: 'done' | 'rejected' | 'failed'
  /** What Station would log; null when done. */
  readonly reason: string | null
  /** -1 for a status line that Station does not understand, null when there was none. */
  readonly status: number | null
  /** The status line and the headers. */
  readonly head: string
  readonly body: Buffer
  /** A 200 was seen: Station makes its backup copy now, before it looks at the body. */
  readonly accepted: boolean
  /** Both URI segments were read: the temporary files of an earlier update are gone. */
  readonly begun: boolean
  readonly cupsUri: string | null
  readonly tcUri: string | null
  readonly cupsCredentials: ReceivedCredentials | null
  readonly tcCredentials: ReceivedCredentials | null
  readonly signature: { readonly keyCrc: number; readonly der: Buffer } | null
  /** Announced length of the update, 0 for none. */
  readonly updateLength: number
  /** The whole update; null when there was none or it was cut. */
  readonly update: Buffer | null
  /** URIs and credentials take effect: at the end, or as soon as an update begins. */
  readonly committed: boolean
  /** Nothing at all changes. */
  readonly unchanged: boolean
  readonly harm: readonly Harm[]
}

type Draft = { -readonly [K in keyof UpdateInfoResponse]: UpdateInfoResponse[K] } & { harm: Harm[] }

const MIN_SIGNATURE = 8
const MAX_SIGNATURE = 132
const KEY_CRC = 4

/**
 * @param bytes everything that came until the answer was complete or the connection ended.
 * @param hostPort of the contacted URI: Station keeps it at the start of the buffer.
 */
export function parseUpdateInfoResponse(bytes: Buffer, hostPort = ''): UpdateInfoResponse {
  const draft = emptyDraft()
  const capacity = bufferCapacity(hostPort)
  const head = readHead(bytes, capacity)
  if (!head.ok) return fail(draft, head.reason)
  draft.status = head.status
  draft.head = bytes.toString('latin1', 0, head.length)
  draft.body = bytes.subarray(head.length)
  if (head.chunked) return fail(draft, 'Station has no parser for Transfer-Encoding')

  const delivery = deliver(draft.body.length, head.contentLength ?? 0, capacity - head.length, capacity)
  if (delivery.bytes === null) return fail(draft, delivery.reason)
  if (head.status !== 200) {
    draft.result = 'rejected'
    draft.reason = `HTTP status ${head.status}`
    return draft
  }
  draft.accepted = true
  readBody(draft, draft.body.subarray(0, delivery.bytes), delivery.first, delivery.reason)
  return draft
}

/**
 * Station works on whole fillings of its buffer: the rest of the first one behind the headers, then full ones. One
 * that did not arrive completely is not looked at; so is the last one when more came than Content-Length says.
 */
function deliver(arrived: number, length: number, firstCapacity: number, capacity: number) {
  const first = Math.min(length, firstCapacity)
  const surplus = arrived > length
  const reason = surplus
    ? `Received more data than expected HTTP content size: ${arrived - length} extra bytes`
    : 'the connection ended before the body was complete'
  let bytes = 0
  let size = first
  while (bytes + size <= arrived) {
    const last = bytes + size === length
    if (last && surplus) break
    bytes += size
    if (last) return { bytes, first, reason: 'Unexpected end of data' }
    size = Math.min(length - bytes, capacity)
  }
  return { bytes: bytes >= first && bytes > 0 ? bytes : null, first, reason }
}

/** @param cut why there are no more bytes than `body`. */
function readBody(draft: Draft, body: Buffer, first: number, cut: string): void {
  const cupsLength = body[0] ?? 0
  const tcLength = body[1 + cupsLength] ?? 0
  let position = 2 + cupsLength + tcLength
  if (first < 2 || position + 1 > first) {
    fail(draft, `Malformed CUPS response: URI segments lengths (${position}) exceed available data (${first})`)
    return
  }
  draft.begun = true
  if (cupsLength) draft.cupsUri = cString(body.subarray(1, 1 + cupsLength))
  if (tcLength) draft.tcUri = cString(body.subarray(2 + cupsLength, position))

  const take = (count: number): Buffer | null => {
    if (position + count > body.length) return null
    position += count
    return body.subarray(position - count, position)
  }
  for (const segment of ['cupsCredentials', 'tcCredentials', 'signature', 'update'] as const) {
    const short = segment === 'cupsCredentials' || segment === 'tcCredentials'
    const prefix = take(short ? 2 : 4)
    if (!prefix) return void fail(draft, cut)
    const length = short ? prefix.readUInt16LE() : prefix.readInt32LE()
    if (length === 0) continue
    if (length < 0) return void fail(draft, `Segment ${segment} length not allowed (must be <2GB)`)
    if (segment === 'signature' && (length < MIN_SIGNATURE || length > MAX_SIGNATURE))
      return void fail(draft, `Illegal signature segment length (must be 8-132 bytes): ${length}`)
    if (segment === 'update') {
      // The credentials are committed before the first byte of the update is read.
      draft.updateLength = length
      draft.committed = true
    }
    const data = take(length)
    if (!data) return void fail(draft, cut)
    if (short) draft[segment] = readCredentialSegment(Buffer.from(data))
    else if (segment === 'update') draft.update = Buffer.from(data)
    else draft.signature = { keyCrc: data.readUInt32LE(), der: Buffer.from(data.subarray(KEY_CRC)) }
  }
  draft.committed = true
  draft.result = 'done'
  draft.unchanged =
    draft.cupsUri === null &&
    draft.tcUri === null &&
    !draft.cupsCredentials &&
    !draft.tcCredentials &&
    !draft.signature &&
    !draft.update
  noteHarm(draft, body.length - position)
}

function noteHarm(draft: Draft, trailing: number): void {
  for (const [category, uri] of [['cups', draft.cupsUri] as const, ['tc', draft.tcUri] as const]) {
    if (uri === null) continue
    const checked = checkStationUri(category, uri)
    if (!checked.ok) draft.harm.push({ code: 'malformed-uri', text: `${category}.uri: ${checked.reason}` })
  }
  if (draft.cupsCredentials) draft.harm.push(...harmOfCredentials('cups', draft.cupsCredentials))
  if (draft.tcCredentials) draft.harm.push(...harmOfCredentials('tc', draft.tcCredentials))
  if ((draft.tcUri !== null || draft.tcCredentials) && draft.cupsUri === null && !draft.cupsCredentials)
    draft.harm.push({
      code: 'late-return',
      text: 'The LNS changes without cupsUri: Station comes back after 24 h instead of one minute.',
    })
  if (trailing > 0)
    draft.harm.push({ code: 'trailing-bytes', text: `${trailing} bytes behind the last segment are ignored.` })
}

function fail(draft: Draft, reason: string): Draft {
  draft.result = 'failed'
  draft.reason = reason
  return draft
}

function cString(bytes: Buffer): string {
  const zero = bytes.indexOf(0)
  return bytes.toString('latin1', 0, zero < 0 ? bytes.length : zero)
}

const emptyDraft = (): Draft => ({
  result: 'failed',
  reason: null,
  status: null,
  head: '',
  body: Buffer.alloc(0),
  accepted: false,
  begun: false,
  cupsUri: null,
  tcUri: null,
  cupsCredentials: null,
  tcCredentials: null,
  signature: null,
  updateLength: 0,
  update: null,
  committed: false,
  unchanged: false,
  harm: [],
})
