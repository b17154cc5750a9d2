/**
 * The one way to an address that a user typed (tunnel.md §5): resolves and vets at each send, connects to the vetted
 * address itself (SNI and Host are those of the URL), follows no redirect, and bounds time and size.
 */
import { Agent as HttpAgent, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { TLSSocket } from 'node:tls'
import { type OutboundPolicy, vetHost } from './vet-address.ts'

export interface OutboundRequest {
  /** http or https. A login and password in it go out as Basic, in place of an Authorization header. */
  readonly url: string
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Host, Content-Length, Connection and Transfer-Encoding are set here and ignored in this place. */
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
  /** PEM, instead of the public authorities. */
  readonly ca?: string
  /** Client certificate and key, PEM. */
  readonly cert?: string
  readonly key?: string
  readonly limits?: Partial<OutboundLimits>
  /**
   * `read`: the body is read up to the limit, and a larger one is a failure. `discard`: the status decides; of the body
   * a little is read so that the connection can be used again, whatever becomes of it. `read` unless told.
   */
  readonly response?: 'read' | 'discard'
  /** False: a connection of its own, so that no request is ever repeated on a second one. True unless told. */
  readonly keepAlive?: boolean
  readonly signal?: AbortSignal
}

/** Milliseconds and bytes. */
export interface OutboundLimits {
  /** Until TCP and TLS stand. */
  readonly connectMs: number
  /** From there to the head of the answer. */
  readonly firstByteMs: number
  /** From the first look-up to the last byte. */
  readonly totalMs: number
  readonly maxBodyBytes: number
}

export const DEFAULT_LIMITS: OutboundLimits = {
  connectMs: 10_000,
  firstByteMs: 15_000,
  totalMs: 30_000,
  maxBodyBytes: 64 * 1024,
}

/** Milliseconds from the start of the request; undefined: it did not come so far, or a kept connection was used. */
export interface OutboundTimings {
  readonly resolvedMs?: number
  readonly connectedMs?: number
  readonly firstByteMs?: number
  readonly totalMs: number
}

export type FailureReason =
  | 'dns'
  | 'refused-address'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'too-large'
  | 'aborted'

export interface OutboundResponse {
  readonly ok: true
  /** As sent; 3xx is not followed. */
  readonly status: number
  readonly headers: IncomingHttpHeaders
  /** Empty with `discard`. */
  readonly body: Buffer
  readonly timings: OutboundTimings
  /** The vetted address that was connected to. */
  readonly address: string
}

export interface OutboundFailure {
  readonly ok: false
  readonly reason: FailureReason
  /** Of Node, OpenSSL or ours: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `firstByte`. */
  readonly code: string
  /** A sentence for people, without secrets. */
  readonly detail: string
  readonly timings: OutboundTimings
}

export type OutboundAnswer = OutboundResponse | OutboundFailure

const KEEP = {
  keepAlive: true,
  keepAliveMsecs: 15_000,
  maxFreeSockets: 16,
  timeout: 60_000,
  scheduling: 'lifo',
} as const
/** Connections are kept by address, port, SNI and certificates: one that was vetted serves no other address. */
const agents = { 'http:': new HttpAgent(KEEP), 'https:': new HttpsAgent(KEEP) } as const
const OURS = new Set(['host', 'content-length', 'connection', 'transfer-encoding', 'keep-alive', 'upgrade', 'expect'])
const MAX_HEAD_BYTES = 16 * 1024
/** Of a body that nobody wants, so that its connection can be used again. */
const DISCARD_BYTES = 64 * 1024
const DISCARD_MS = 2_000

/** Sends one request. Never rejects: what goes wrong comes back as a failure with its reason. */
export async function sendRequest(
  policy: OutboundPolicy | undefined,
  request: OutboundRequest,
): Promise<OutboundAnswer> {
  const watch = new Stopwatch()
  const limits = { ...DEFAULT_LIMITS, ...request.limits }
  const url = URL.canParse(request.url) ? new URL(request.url) : undefined
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:') || url.hostname === '') {
    return watch.fail('refused-address', 'url', 'The address is not an http or https URL. Correct it.')
  }
  const whole = deadline(limits.totalMs, request.signal)
  try {
    const vetted = await Promise.race([vetHost(policy, url.hostname), whole.reached])
    if (vetted === 'timeout' || vetted === 'aborted') return watch.late(vetted, 'dns')
    if (!vetted.ok) return watch.fail(vetted.reason, vetted.code, vetted.detail)
    watch.mark('resolvedMs')
    return await sendToFirst(vetted.addresses, url, request, limits, whole.reached, watch)
  } catch (error) {
    // Node refuses to write the request: a header with a line break, a key that is no key.
    if (!(error instanceof Error) || !('code' in error)) throw error
    const code = codeOf(error)
    if (code.startsWith('ERR_OSSL') || code.startsWith('ERR_CRYPTO')) {
      return watch.fail('tls', code, 'The client certificate and its key cannot be used. Give both as PEM.')
    }
    return watch.fail('connect', code, 'A header cannot be written. Correct the custom headers.')
  } finally {
    whole.clear()
  }
}

/** Closes the connections that are kept open, for tests and for the end of a process. */
export function closeIdleConnections(): void {
  for (const agent of Object.values(agents)) agent.destroy()
}

type Late = 'timeout' | 'aborted'

function deadline(ms: number, signal: AbortSignal | undefined) {
  let timer: NodeJS.Timeout | undefined
  let abort = () => {}
  const reached = new Promise<Late>((resolve) => {
    timer = setTimeout(resolve, ms, 'timeout')
    abort = () => resolve('aborted')
    if (signal?.aborted) resolve('aborted')
    else signal?.addEventListener('abort', abort, { once: true })
  })
  return {
    reached,
    clear: () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    },
  }
}

class Stopwatch {
  readonly #start = performance.now()
  #marks: Omit<OutboundTimings, 'totalMs'> = {}

  mark(name: 'resolvedMs' | 'connectedMs' | 'firstByteMs'): void {
    this.#marks = { ...this.#marks, [name]: this.#elapsed() }
  }

  timings(): OutboundTimings {
    return { ...this.#marks, totalMs: this.#elapsed() }
  }

  fail(reason: FailureReason, code: string, detail: string): OutboundFailure {
    return { ok: false, reason, code, detail, timings: this.timings() }
  }

  late(how: Late, phase: string): OutboundFailure {
    if (how === 'aborted') return this.fail('aborted', phase, 'The request was given up on our side.')
    return this.fail('timeout', phase, LATE[phase] ?? 'The answer took too long.')
  }

  #elapsed(): number {
    return Math.round((performance.now() - this.#start) * 10) / 10
  }
}

const LATE: Readonly<Record<string, string>> = {
  dns: 'The name servers did not answer in time.',
  connect: 'The server did not accept a connection in time.',
  tls: 'The server did not complete the TLS handshake in time.',
  firstByte: 'The server accepted the request and did not answer in time.',
  body: 'The answer did not end in time.',
}

/** Addresses in turn, as long as the connection does not stand: nothing was sent by then. */
async function sendToFirst(
  addresses: readonly string[],
  url: URL,
  request: OutboundRequest,
  limits: OutboundLimits,
  late: Promise<Late>,
  watch: Stopwatch,
): Promise<OutboundAnswer> {
  const connectMs = limits.connectMs / Math.min(addresses.length, 3)
  let failure: OutboundFailure | undefined
  for (const address of addresses.slice(0, 3)) {
    let attempt = await sendTo(address, url, request, { ...limits, connectMs }, late, watch)
    // The server had closed a kept connection at that very moment (RFC 9112 §9.3.1): once more, on a new one.
    if (attempt.stale) {
      attempt = await sendTo(address, url, { ...request, keepAlive: false }, { ...limits, connectMs }, late, watch)
    }
    if (attempt.answer.ok || !attempt.unconnected) return attempt.answer
    failure = attempt.answer
  }
  return failure ?? watch.fail('dns', 'ENODATA', 'The name has no address.')
}

interface Attempt {
  readonly answer: OutboundAnswer
  /** No connection stood: another address may be tried. */
  readonly unconnected: boolean
  /** A kept connection broke before the answer. */
  readonly stale: boolean
}

function sendTo(
  address: string,
  url: URL,
  request: OutboundRequest,
  limits: OutboundLimits,
  late: Promise<Late>,
  watch: Stopwatch,
): Promise<Attempt> {
  const secure = url.protocol === 'https:'
  const protocol = secure ? 'https:' : 'http:'
  const literal = url.hostname.startsWith('[') || /^[\d.]+$/.test(url.hostname)
  return new Promise((resolve) => {
    let phase: 'connect' | 'tls' | 'firstByte' | 'body' = 'connect'
    let timer: NodeJS.Timeout | undefined
    let settled = false
    const settle = (answer: OutboundAnswer, stale = false) => {
      if (settled) return
      settled = true
      clearTimeout(timer)
      resolve({ answer, stale, unconnected: phase === 'connect' && !(answer.ok || answer.reason === 'aborted') })
    }
    const limit = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => give(watch.late('timeout', phase)), ms)
    }
    const give = (answer: OutboundFailure) => {
      settle(answer)
      outgoing.destroy()
    }
    const outgoing = (secure ? httpsRequest : httpRequest)({
      agent: request.keepAlive === false ? false : agents[protocol],
      // An address and never a name: no second look-up can lead elsewhere.
      host: address,
      port: url.port || (secure ? 443 : 80),
      path: targetOf(request.url, url),
      method: request.method,
      headers: headersFor(url, request),
      maxHeaderSize: MAX_HEAD_BYTES,
      ...(secure && !literal ? { servername: url.hostname.replace(/\.$/, '') } : {}),
      ...(secure && request.ca ? { ca: request.ca } : {}),
      ...(secure && request.cert ? { cert: request.cert, key: request.key } : {}),
    })
    limit(limits.connectMs)
    late.then((how) => give(watch.late(how, phase)))

    const connected = () => {
      watch.mark('connectedMs')
      phase = 'firstByte'
      limit(limits.firstByteMs)
    }
    outgoing.once('socket', (socket) => {
      if (!socket.connecting && outgoing.reusedSocket) {
        phase = 'firstByte'
        limit(limits.firstByteMs)
        return
      }
      socket.once('connect', () => {
        if (secure) phase = 'tls'
        else connected()
      })
      if (secure) (socket as TLSSocket).once('secureConnect', connected)
    })
    outgoing.once('response', (response) => {
      watch.mark('firstByteMs')
      phase = 'body'
      clearTimeout(timer)
      receive(response, request, limits, watch, address, settle)
    })
    outgoing.on('error', (error) => {
      const stale = phase === 'firstByte' && outgoing.reusedSocket && request.keepAlive !== false && isReset(error)
      settle(failureOf(error, phase, watch), stale)
    })
    outgoing.once('close', () => settle(watch.fail('reset', 'ECONNRESET', RESET)))
    outgoing.end(request.body)
  })
}

function receive(
  response: IncomingMessage,
  request: OutboundRequest,
  limits: OutboundLimits,
  watch: Stopwatch,
  address: string,
  settle: (answer: OutboundAnswer) => void,
): void {
  const discard = request.response === 'discard'
  const chunks: Buffer[] = []
  let size = 0
  const good = (): OutboundResponse => ({
    ok: true,
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(chunks),
    timings: watch.timings(),
    address,
  })
  const most = discard ? DISCARD_BYTES : limits.maxBodyBytes
  response.on('data', (chunk: Buffer) => {
    size += chunk.length
    if (size <= most) {
      if (!discard) chunks.push(chunk)
      return
    }
    settle(watch.fail('too-large', 'body', `The answer is larger than ${most} bytes.`))
    response.destroy()
  })
  response.once('end', () => settle(good()))
  response.on('error', (error) => settle(watch.fail('reset', codeOf(error), RESET)))
  response.once('close', () => settle(watch.fail('reset', 'ECONNRESET', RESET)))
  if (!discard) return
  settle(good())
  const timer = setTimeout(() => response.destroy(), DISCARD_MS)
  response.once('close', () => clearTimeout(timer))
}

function headersFor(url: URL, request: OutboundRequest): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Encoding': 'identity', 'User-Agent': 'Gatehouse' }
  const given = (name: string) => Object.keys(headers).find((known) => known.toLowerCase() === name)
  for (const [name, value] of Object.entries(request.headers ?? {})) {
    const lower = name.toLowerCase()
    if (OURS.has(lower)) continue
    const known = given(lower)
    if (known) delete headers[known]
    headers[name] = value
  }
  if (url.username || url.password) {
    const known = given('authorization')
    if (known) delete headers[known]
    const login = `${percentDecode(url.username)}:${percentDecode(url.password)}`
    headers.Authorization = `Basic ${Buffer.from(login).toString('base64')}`
  }
  headers.Host = url.host
  if (request.body !== undefined || (request.method !== 'GET' && request.method !== 'HEAD')) {
    headers['Content-Length'] = String(Buffer.byteLength(request.body ?? ''))
  }
  return headers
}

/** What follows the authority of a URL that is written as RFC 3986 has it. */
const AS_TYPED = /^https?:\/\/[\x21-\x7e]*$/i
const TARGET = /^https?:\/\/[^/?#\\]+((?:\/[^?#\\]*)?(?:\?[^#\\]*)?)(?:#|$)/i

/**
 * Path and query byte for byte as they were typed: the WHATWG parser takes `/a/../b` together and encodes `'`, which the server
 * may have meant. What only that parser takes for a URL goes out as it reads it.
 */
function targetOf(text: string, url: URL): string {
  const typed = AS_TYPED.test(text) ? TARGET.exec(text)?.[1] : undefined
  if (typed === undefined) return `${url.pathname}${url.search}`
  return typed.startsWith('/') ? typed : `/${typed}`
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const RESET = 'The server closed the connection before its answer was complete.'
const codeOf = (error: Error): string => ('code' in error && error.code ? String(error.code) : error.name)
const isReset = (error: Error): boolean => ['ECONNRESET', 'EPIPE'].includes(codeOf(error))

function failureOf(error: Error, phase: 'connect' | 'tls' | 'firstByte' | 'body', watch: Stopwatch): OutboundFailure {
  const code = codeOf(error)
  // A client certificate that the server refuses is told after the handshake, in TLS 1.3.
  if (phase === 'tls' || code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
    const why = isReset(error) ? 'the server closed the connection during the handshake' : error.message.split('\n')[0]
    return watch.fail('tls', code, `TLS failed: ${why} (${code}).`)
  }
  if (phase === 'connect') return watch.fail('connect', code, `The server cannot be reached (${code}).`)
  if (code === 'HPE_HEADER_OVERFLOW') return watch.fail('too-large', code, 'The head of the answer is too large.')
  if (code.startsWith('HPE_')) return watch.fail('reset', code, `The server does not answer in HTTP (${code}).`)
  return watch.fail('reset', code, RESET)
}
