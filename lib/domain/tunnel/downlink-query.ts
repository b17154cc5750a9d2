/** The parameters of a downlink (tunnel.md §2), read from the query exactly as it was sent. */
import type { Eui } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'
import { percentDecode } from './token.ts'

/** What an application server asks for. */
export interface DownlinkQuery {
  readonly devEui: Eui
  /** 1..224; null where only the queue is flushed. */
  readonly fPort: number | null
  /** Lower-case hex, may be empty; null = flush only. */
  readonly payload: string | null
  /** u32 of a payload that the application server encrypted; null = the network encrypts. */
  readonly fCntDn: number | null
  readonly confirmed: boolean
  readonly flush: boolean
  readonly validity: Validity | null
  readonly asId: string
  /** As sent, of at most 64 characters. */
  readonly time: string
  /** Milliseconds since 1970 that `time` stands for. */
  readonly timeMs: number
  /** 64 lower-case hex. */
  readonly token: string
  /** As sent: it comes back in DevEUI_downlink_Sent. */
  readonly correlationId: string | null
  /** Names that Gatehouse does not know, in the order of the query. They are signed like the others. */
  readonly unknown: readonly string[]
}

/** Until when a downlink is worth sending. */
export type Validity =
  | { readonly kind: 'until'; readonly ms: number }
  | { readonly kind: 'seconds'; readonly seconds: number }

export interface SignedQuery {
  readonly query: DownlinkQuery
  /** What the token is computed over: the query without `&Token=…`, percent-decoded. */
  readonly signed: Uint8Array
  /** The same as it was sent. */
  readonly raw: string
}

const KNOWN = [
  'DevEUI',
  'FPort',
  'Payload',
  'FCntDn',
  'Confirmed',
  'FlushDownlinkQueue',
  'ValidityTime',
  'AS_ID',
  'Time',
  'CorrelationID',
  'Token',
] as const
type Name = (typeof KNOWN)[number]

/** Of the raw query, in characters. */
const MAX_QUERY = 4096
/** The largest FRMPayload of any region and data rate, in bytes. */
const MAX_PAYLOAD = 242
/** A downlink waits a week at the most, in seconds. */
export const MAX_VALIDITY_SECONDS = 7 * 24 * 3600
const U32 = 0xffff_ffff
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})$/

/**
 * Reads a query without its leading `?`. Names are compared exactly, none may occur twice, and `Token` comes last: the
 * token is over everything before it.
 */
export function parseDownlinkQuery(raw: string): Result<SignedQuery> {
  if (raw.length > MAX_QUERY) return refuse(`The query has ${raw.length} characters. At most ${MAX_QUERY} are read.`)
  const split = splitQuery(raw)
  if (!split.ok) return split
  const { values, unknown, signed, unsigned } = split.value
  const query = readValues(values, unknown)
  return query.ok ? ok({ query: query.value, signed, raw: unsigned }) : query
}

interface Split {
  readonly values: ReadonlyMap<Name, string>
  readonly unknown: readonly string[]
  readonly signed: Uint8Array
  readonly unsigned: string
}

function splitQuery(raw: string): Result<Split> {
  const at = raw.lastIndexOf('&')
  const last = raw.slice(at + 1)
  if (!/(^|&)Token=/.test(raw)) return refuse('Token is missing. Sign the query and append “&Token=”.')
  if (!last.startsWith('Token=') || at < 0) {
    return refuse('Token is not the last parameter. Append it after all the others: it signs what stands before it.')
  }
  const values = new Map<Name, string>()
  const unknown: string[] = []
  for (const part of raw.split('&')) {
    const pair = readPair(part)
    if (!pair.ok) return pair
    const { name, value } = pair.value
    if (isKnown(name)) {
      if (values.has(name)) return refuse(`${name} occurs twice. Send it once.`)
      values.set(name, value)
    } else {
      const meant = KNOWN.find((one) => one.toLowerCase() === name.toLowerCase())
      if (meant) return refuse(`“${printable(name)}” is not a parameter. Write it as ${meant}.`)
      if (unknown.includes(name)) return refuse(`“${printable(name)}” occurs twice. Send it once.`)
      unknown.push(name)
    }
  }
  const unsigned = raw.slice(0, at)
  const signed = percentDecode(unsigned)
  return signed.ok ? ok({ values, unknown, signed: signed.value, unsigned }) : signed
}

function readPair(part: string): Result<{ name: string; value: string }> {
  const at = part.indexOf('=')
  if (at < 1) return refuse('The query has a part that is not name=value. Separate parameters by one “&”.')
  const name = percentDecode(part.slice(0, at))
  if (!name.ok) return name
  const value = percentDecode(part.slice(at + 1))
  if (!value.ok) return value
  const text = { name: utf8(name.value), value: utf8(value.value) }
  return text.name.includes('\0') || text.value.includes('\0') ? refuse('The query holds a NUL. Remove it.') : ok(text)
}

function readValues(values: ReadonlyMap<Name, string>, unknown: readonly string[]): Result<DownlinkQuery> {
  const faults: string[] = []
  const read = <T>(name: Name, rule: (text: string) => Result<T>): T | null => {
    const text = values.get(name)
    if (text === undefined) return null
    const result = rule(text)
    if (result.ok) return result.value
    faults.push(`${name}: ${result.error}`)
    return null
  }
  const devEui = read('DevEUI', readEui)
  const fPort = read('FPort', (text) => readNumber(text, 1, 224))
  const payload = read('Payload', readPayload)
  const fCntDn = read('FCntDn', (text) => readNumber(text, 0, U32))
  const confirmed = read('Confirmed', readFlag) ?? false
  const flush = read('FlushDownlinkQueue', readFlag) ?? false
  const validity = read('ValidityTime', readValidity)
  const asId = read('AS_ID', readAsId)
  const time = read('Time', readIso)
  const token = read('Token', readToken)
  const correlationId = read('CorrelationID', readCorrelationId)

  for (const name of ['DevEUI', 'AS_ID', 'Time'] as const) if (!values.has(name)) faults.push(`${name} is missing.`)
  if (!values.has('Payload') && !flush && !faults.some((fault) => fault.startsWith('FlushDownlinkQueue'))) {
    faults.push('Payload is missing. It may be left out only with FlushDownlinkQueue=1.')
  }
  if (values.has('Payload') && !values.has('FPort')) faults.push('FPort is missing: a payload needs one.')
  if (values.has('FCntDn') && !values.has('Payload')) faults.push('FCntDn is given without a Payload. Leave it out.')
  if (faults.length > 0) return refuse(faults.join(' '))
  if (devEui === null || asId === null || time === null || token === null) return refuse('A parameter is missing.')
  return ok({
    devEui,
    fPort: payload === null ? null : fPort,
    payload,
    fCntDn,
    confirmed,
    flush,
    validity,
    asId,
    time: values.get('Time') ?? '',
    timeMs: time,
    token,
    correlationId,
    unknown,
  })
}

const isKnown = (name: string): name is Name => (KNOWN as readonly string[]).includes(name)
const utf8 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8')
const printable = (text: string): string => (text.length > 32 ? `${text.slice(0, 32)}…` : text)

function readEui(text: string): Result<Eui> {
  return /^[0-9A-Fa-f]{16}$/.test(text)
    ? ok(text.toLowerCase() as Eui)
    : refuse('write 16 hex digits without separators.')
}

function readNumber(text: string, least: number, most: number): Result<number> {
  const value = Number(text)
  return /^\d{1,10}$/.test(text) && value >= least && value <= most
    ? ok(value)
    : refuse(`write a whole number from ${least} to ${most}.`)
}

function readPayload(text: string): Result<string> {
  if (!/^(?:[0-9A-Fa-f]{2})*$/.test(text)) return refuse('write hex digits, two for each byte.')
  if (text.length > MAX_PAYLOAD * 2)
    return refuse(`it has ${text.length / 2} bytes; a downlink carries at most ${MAX_PAYLOAD}.`)
  return ok(text.toLowerCase())
}

const readFlag = (text: string): Result<boolean> =>
  text === '0' || text === '1' ? ok(text === '1') : refuse('write 0 or 1.')

function readValidity(text: string): Result<Validity> {
  if (/^\d+$/.test(text)) {
    const seconds = readNumber(text, 1, MAX_VALIDITY_SECONDS)
    return seconds.ok ? ok({ kind: 'seconds', seconds: seconds.value }) : refuse(seconds.error)
  }
  const until = readIso(text)
  return until.ok ? ok({ kind: 'until', ms: until.value }) : refuse(`write seconds, or a date: ${until.error}`)
}

/** `2021-04-07T08:50:00.000+00:00`; answers milliseconds since 1970. */
function readIso(text: string): Result<number> {
  const form = 'write it as 2021-04-07T08:50:00.000+00:00'
  if (/ \d{2}:?\d{2}$/.test(text)) return refuse(`a blank stands where “+” belongs. Send the “+” as %2B.`)
  const parts = ISO.exec(text)
  if (!parts) return refuse(`${form}, with the offset from UTC.`)
  const [, year, month, day, hour, minute, second = '0', fraction = ''] = parts
  const offset = parts[8] ?? 'Z'
  const ms = Number(fraction.padEnd(3, '0').slice(0, 3))
  const numbers = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const local = Date.UTC(numbers[0], numbers[1] - 1, numbers[2], numbers[3], numbers[4], numbers[5], ms)
  const date = new Date(local)
  const exists =
    date.getUTCMonth() === numbers[1] - 1 && date.getUTCDate() === numbers[2] && date.getUTCHours() === numbers[3]
  if (!exists || numbers[4] > 59 || numbers[5] > 59) return refuse('there is no such date or time.')
  const away = offsetMinutes(offset)
  return away === undefined ? refuse('there is no such offset from UTC.') : ok(local - away * 60_000)
}

function offsetMinutes(offset: string): number | undefined {
  if (offset === 'Z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(-2))
  if (hours > 18 || minutes > 59) return undefined
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

const readAsId = (text: string): Result<string> =>
  /^[\x21-\x7e]{1,128}$/.test(text) ? ok(text) : refuse('write the AS_ID of the connection, as its page shows it.')

const readToken = (text: string): Result<string> =>
  /^[0-9A-Fa-f]{64}$/.test(text) ? ok(text.toLowerCase()) : refuse('write 64 hex digits.')

const readCorrelationId = (text: string): Result<string> =>
  /^[0-9A-Fa-f]{1,16}$/.test(text) ? ok(text) : refuse('write at most 16 hex digits.')

/** Until when it is worth sending, in milliseconds since 1970; null = as long as the network keeps it. */
export function validUntil(validity: Validity | null, acceptedMs: number): Result<number | null> {
  if (validity === null) return ok(null)
  const until = validity.kind === 'seconds' ? acceptedMs + validity.seconds * 1000 : validity.ms
  if (until <= acceptedMs) return refuse('ValidityTime: it is over already. Choose a later one.')
  if (until > acceptedMs + MAX_VALIDITY_SECONDS * 1000)
    return refuse('ValidityTime: it is more than a week away. Choose an earlier one.')
  return ok(until)
}
