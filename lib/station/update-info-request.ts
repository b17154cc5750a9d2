/** The bytes of `POST /update-info` as Station 2.0.6 puts them on the wire (cups.md §2). */
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'

export const STATION_VERSION = '2.0.6(linux/std) 2022-01-17 14:03:30'
export const DEFAULT_MODEL = 'linux'

/** Request and response share one buffer of this size, whose start holds `host:port` and a zero byte. */
export const CUPS_BUFFER_BYTES = 8 * 1024
export const bufferCapacity = (hostPort: string): number => CUPS_BUFFER_BYTES - hostPort.length - 1

/** All that a request says. Bytes instead of text where a file holds something that is not UTF-8. */
export interface UpdateInfoState {
  /** `host:port` of the URI that is contacted. */
  readonly hostPort: string
  /** Header lines of the token with their CRLF; never over http. */
  readonly token?: Uint8Array | null | undefined
  readonly router: Eui
  /** The regular set, also while another one is used for the connection; null for a missing file. */
  readonly cupsUri: string | null
  readonly tcUri: string | null
  readonly cupsCredCrc: number
  readonly tcCredCrc: number
  readonly station?: string | undefined
  readonly model?: string | undefined
  readonly package: string | Uint8Array | null
  readonly keys?: readonly number[] | undefined
}

/** Throws a RangeError when it does not fit Station's buffer, which would cut it. */
export function buildUpdateInfoRequest(state: UpdateInfoState): Buffer {
  const body = Buffer.concat([
    ascii(`{"router":"${formatId6(state.router)}"`),
    member('cupsUri', state.cupsUri === null ? null : ascii(state.cupsUri)),
    member('tcUri', state.tcUri === null ? null : ascii(state.tcUri)),
    ascii(`,"cupsCredCrc":${state.cupsCredCrc >>> 0},"tcCredCrc":${state.tcCredCrc >>> 0}`),
    member('station', state.station ?? STATION_VERSION),
    member('model', state.model ?? DEFAULT_MODEL),
    member('package', state.package),
    ascii(`,"keys":[${(state.keys ?? []).map((crc) => crc >>> 0).join(',')}]}`),
  ])
  const head = Buffer.concat([
    ascii('POST /update-info HTTP/1.1\r\n'),
    ascii(`Host: ${state.hostPort}\r\n`),
    ascii('Content-Type: application/json\r\n'),
    // Station writes “00000”, then puts the number over it and blanks over the zeros that are left.
    ascii(`Content-Length: ${String(body.length).padStart(5)}\r\n`),
    state.token ?? Buffer.alloc(0),
    ascii('\r\n'),
  ])
  const request = Buffer.concat([head, body])
  if (request.length > bufferCapacity(state.hostPort))
    throw new RangeError(`the request has ${request.length} bytes and does not fit the 8 KB buffer of Station`)
  return request
}

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1')

const member = (name: string, value: string | Uint8Array | null): Buffer =>
  Buffer.concat([ascii(`,"${name}":`), value === null ? ascii('null') : quoted(value)])

const ESCAPES: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
}

/** Station's own JSON strings: they end at a zero byte, and bytes above 0x7F pass as they are, whatever their encoding. */
function quoted(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(typeof value === 'string' ? Buffer.from(value) : value).toString('latin1')
  const text = (bytes.split('\0', 1)[0] ?? '').replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
    /[\u0000-\u001f"\\]/g,
    (char) => ESCAPES[char] ?? `\\u00${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
  return ascii(`"${text}"`)
}
