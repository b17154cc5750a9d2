/**
 * The load generator, a process of its own: `node load.ts JSON`. So many connections, each with one request on its way
 * at a time (no pipelining), from gateways at random; every answer is read to its end and looked at.
 */
import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { NO_CHANGE } from '#lib/domain/cups-answer.ts'
import { unchangedRequest } from './fleet.ts'

export interface LoadSettings {
  readonly gateways: number
  /** DER of the CA in the gateways' sets, hex. */
  readonly trust: string
}

export interface LoadOrder {
  readonly port: number
  readonly connections: number
  /** How long to ask, in milliseconds; or how many requests in all, one for each gateway in turn. */
  readonly time?: number
  readonly requests?: number
  /** PEM: over TLS 1.2, with a connection and a full handshake for each request. */
  readonly ca?: string
  /** The answer must be the 14 zero bytes of “no change”. */
  readonly checkIn: boolean
}

export interface LoadResult {
  readonly requests: number
  /** Closed or wrong answers. */
  readonly errors: number
  /** In milliseconds. */
  readonly elapsed: number
  readonly p50: number
  readonly p99: number
  readonly max: number
}

const HEAD_END = Buffer.from('\r\n\r\n')
const OK = Buffer.from('HTTP/1.1 200')
const LATENCIES = 4_000_000
const REQUEST_TIME = 30_000

const settings = JSON.parse(process.argv[2] ?? '{}') as LoadSettings
const trust = Buffer.from(settings.trust, 'hex')
const requests = { keep: buildRequests(true), close: buildRequests(false) }
/** In microseconds. */
const latencies = new Uint32Array(LATENCIES)

function buildRequests(keepAlive: boolean): Buffer[] {
  return Array.from({ length: settings.gateways }, (_, index) => unchangedRequest(index, trust, keepAlive))
}

interface Run {
  readonly order: LoadOrder
  readonly end: number
  sent: number
  answered: number
  errors: number
}

async function run(order: LoadOrder): Promise<LoadResult> {
  const begun = performance.now()
  const state: Run = { order, end: begun + (order.time ?? Number.POSITIVE_INFINITY), sent: 0, answered: 0, errors: 0 }
  const client = order.ca ? askOverTls : askAndKeep
  await Promise.all(Array.from({ length: order.connections }, () => client(state)))
  const elapsed = performance.now() - begun
  const sorted = latencies.subarray(0, Math.min(state.answered, LATENCIES)).toSorted()
  const at = (share: number) => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) / 1000
  return { requests: state.answered, errors: state.errors, elapsed, p50: at(0.5), p99: at(0.99), max: at(1) }
}

/** The next request, or undefined when the run is over. */
function next(state: Run, list: readonly Buffer[]): Buffer | undefined {
  const { requests: total } = state.order
  if (total === undefined ? performance.now() >= state.end : state.sent >= total) return undefined
  const index = total === undefined ? Math.floor(Math.random() * list.length) : state.sent % list.length
  state.sent += 1
  return list[index]
}

function take(state: Run, sentAt: number): void {
  if (state.answered < LATENCIES) latencies[state.answered] = (performance.now() - sentAt) * 1000
  state.answered += 1
}

/** One connection for the whole run. */
function askAndKeep(state: Run): Promise<void> {
  return new Promise((resolve) => {
    const socket = connectPlain({ port: state.order.port, host: '127.0.0.1', noDelay: true })
    const reader = createReader(state.order.checkIn)
    let sentAt = 0
    const send = () => {
      const request = next(state, requests.keep)
      if (!request) return socket.end()
      sentAt = performance.now()
      socket.write(request)
    }
    socket.setTimeout(REQUEST_TIME, () => socket.destroy())
    socket.on('connect', send)
    socket.on('data', (chunk) => {
      const answer = reader(chunk)
      if (answer === 'more') return
      if (answer === 'wrong') return socket.destroy()
      take(state, sentAt)
      sentAt = 0
      send()
    })
    endOf(socket, () => {
      if (sentAt > 0) state.errors += 1
      resolve()
    })
  })
}

/** A connection for each request. */
async function askOverTls(state: Run): Promise<void> {
  for (;;) {
    const request = next(state, requests.close)
    if (!request) return
    await new Promise<void>((resolve) => {
      const sentAt = performance.now()
      const socket = connectTls({
        port: state.order.port,
        host: '127.0.0.1',
        servername: 'localhost',
        ca: state.order.ca,
        maxVersion: 'TLSv1.2',
      })
      const reader = createReader(state.order.checkIn)
      let good = false
      socket.setTimeout(REQUEST_TIME, () => socket.destroy())
      socket.on('secureConnect', () => socket.write(request))
      socket.on('data', (chunk) => {
        const answer = reader(chunk)
        if (answer === 'more') return
        good = answer === 'whole'
        if (good) take(state, sentAt)
        socket.destroy()
      })
      endOf(socket, () => {
        if (!good) state.errors += 1
        resolve()
      })
    })
  }
}

function endOf(socket: Socket, done: () => void): void {
  socket.on('error', () => {})
  socket.on('close', done)
}

/** Puts the pieces of an answer together; says when it is whole, and whether it is the right one. */
function createReader(checkIn: boolean): (chunk: Buffer) => 'more' | 'whole' | 'wrong' {
  let pending: Buffer | undefined
  let before: Buffer | undefined
  return (chunk) => {
    if (!pending && before?.equals(chunk)) return 'whole'
    const bytes = pending ? Buffer.concat([pending, chunk]) : chunk
    pending = bytes
    const headEnd = bytes.indexOf(HEAD_END)
    if (headEnd < 0) return 'more'
    const head = bytes.toString('latin1', 0, headEnd)
    const length = Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1])
    if (bytes.length < headEnd + 4 + length) return 'more'
    pending = undefined
    const good = bytes.subarray(0, OK.length).equals(OK) && bytes.length === headEnd + 4 + length
    if (!good || (checkIn && !bytes.subarray(headEnd + 4).equals(NO_CHANGE))) return 'wrong'
    before = bytes
    return 'whole'
  }
}

process.on('message', (order: LoadOrder) => {
  run(order).then((result) => process.send?.(result))
})
process.once('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})
process.send?.({ ready: true })
