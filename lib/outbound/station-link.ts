/**
 * Connections as a Station makes them, to addresses that a user typed: vetted like every other (vet-address.ts), TLS with this
 * one trust and these very credentials (cups.md §3–4), and the WebSocket of discovery on top. Nothing of the credentials is sent
 * before the server's certificate holds.
 */
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { type ConnectionOptions, connect as connectTls, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import WebSocket from 'ws'
import type { CredentialSet } from '#lib/domain/credential-set.ts'
import { MAX_ANSWER_BYTES } from '#lib/domain/lns/router-info.ts'
import { setUpTls } from '#lib/station/tls-options.ts'
import { type OutboundPolicy, vetHost } from './vet-address.ts'

export interface StationTarget {
  readonly secure: boolean
  readonly host: string
  readonly port: number
  readonly credentials: Pick<CredentialSet, 'trust' | 'crt' | 'key'>
  /** Told of each step that is behind it, for times. */
  readonly onStep?: (step: LinkStep) => void
}

/** How far a connection came, in order. */
export type LinkStep = 'credentials' | 'address' | 'connect' | 'tls' | 'trust' | 'name' | 'upgrade' | 'answer'

export interface LinkFailure {
  readonly ok: false
  readonly step: LinkStep
  /** Of Node, OpenSSL or ours. */
  readonly code: string
  /** A sentence for people, without secrets. */
  readonly detail: string
  /** HTTP status in place of the WebSocket. */
  readonly status?: number
  /** The beginning of the body that came with it. */
  readonly body?: string
  /** DER of the certificates that the server sent, its own first. */
  readonly chain?: readonly Buffer[]
}

export interface OpenLink {
  readonly ok: true
  readonly socket: Socket
  /** Header lines of the token, as Station sends them; empty without a token. */
  readonly headers: Readonly<Record<string, string>>
  readonly chain: readonly Buffer[]
  /** `TLSv1.2`; null without TLS. */
  readonly protocol: string | null
}

/** Milliseconds, each from the start of its part. */
export interface LinkLimits {
  readonly connectMs: number
  readonly answerMs: number
}

export const CHECK_LIMITS: LinkLimits = { connectMs: 8_000, answerMs: 8_000 }

const fail = (step: LinkStep, code: string, detail: string, more: Partial<LinkFailure> = {}): LinkFailure => ({
  ok: false,
  step,
  code,
  detail,
  ...more,
})

/** Opens the connection. Whoever is given the socket destroys it. Never rejects. */
export async function openStationLink(
  policy: OutboundPolicy | undefined,
  target: StationTarget,
  limits: LinkLimits,
): Promise<OpenLink | LinkFailure> {
  const { host, port, secure } = target
  const files = {
    trust: bufferOf(target.credentials.trust),
    crt: bufferOf(target.credentials.crt),
    key: bufferOf(target.credentials.key),
  }
  const tls = secure ? setUpTls('tc', files, host) : null
  if (tls && !tls.ok) return fail('credentials', 'ESTATION', `Station could not use these files: ${tls.reason}.`)
  const vetted = await vetHost(policy, host)
  if (!vetted.ok) return fail('address', vetted.code, vetted.detail)
  target.onStep?.('address')
  const tcp = await openTcp(vetted.addresses, port, limits.connectMs)
  if ('ok' in tcp) return tcp
  target.onStep?.('connect')
  if (!tls) return { ok: true, socket: tcp, headers: {}, chain: [], protocol: null }
  const handshake = await secureSocket(tcp, host, tls.options, limits.connectMs)
  if (!handshake.ok) return handshake
  target.onStep?.('tls')
  return { ...handshake, headers: headersOf(tls.token) }
}

/**
 * The chain that a server presents to a Station, whoever it is trusted by: over TLS 1.2, with the host name. Nothing is sent. Never
 * rejects.
 */
export async function readServerChain(
  policy: OutboundPolicy | undefined,
  { host, port }: Pick<StationTarget, 'host' | 'port'>,
  limits: LinkLimits,
): Promise<{ readonly ok: true; readonly chain: readonly Buffer[] } | LinkFailure> {
  const vetted = await vetHost(policy, host)
  if (!vetted.ok) return fail('address', vetted.code, vetted.detail)
  const tcp = await openTcp(vetted.addresses, port, limits.connectMs)
  if ('ok' in tcp) return tcp
  // Without any CA the chain is what was sent, and nothing of the roots of this machine.
  const options: ConnectionOptions = {
    ca: [],
    maxVersion: 'TLSv1.2',
    checkServerIdentity: () => undefined,
    ...(isIP(host) ? {} : { servername: host }),
  }
  const handshake = await secureSocket(tcp, host, options, limits.connectMs)
  if (handshake.ok) handshake.socket.destroy()
  const { chain } = handshake
  if (chain?.length) return { ok: true, chain }
  return handshake.ok ? fail('tls', 'ENOCERT', 'The server sent no certificate.') : handshake
}

const bufferOf = (bytes: Uint8Array | null): Buffer | null => (bytes?.length ? Buffer.from(bytes) : null)

/** Addresses in turn; the time is shared by at most three. */
async function openTcp(addresses: readonly string[], port: number, ms: number): Promise<Socket | LinkFailure> {
  let failure: LinkFailure = fail('connect', 'ENODATA', 'The name has no address.')
  const few = addresses.slice(0, 3)
  for (const address of few) {
    const opened = await openOne(address, port, ms / few.length)
    if (!('ok' in opened)) return opened
    failure = opened
  }
  return failure
}

function openOne(address: string, port: number, ms: number): Promise<Socket | LinkFailure> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: address, port })
    const settle = (answer: Socket | LinkFailure) => {
      clearTimeout(timer)
      socket.removeAllListeners('connect')
      resolve(answer)
    }
    const give = (code: string, detail: string) => {
      settle(fail('connect', code, detail))
      socket.destroy()
    }
    const timer = setTimeout(() => give('ETIMEDOUT', `Nothing answered on port ${port} in time.`), ms)
    socket.once('connect', () => settle(socket))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? error.name
      give(
        code,
        code === 'ECONNREFUSED'
          ? `Port ${port} refuses connections.`
          : `The server cannot be reached on port ${port} (${code}).`,
      )
    })
  })
}

type Handshake = (Omit<OpenLink, 'headers' | 'ok'> & { readonly ok: true }) | LinkFailure

/**
 * The handshake is completed also with a server that must not be trusted, so that its chain can be shown; such a connection is
 * ended at once.
 */
function secureSocket(socket: Socket, host: string, options: ConnectionOptions, ms: number): Promise<Handshake> {
  return new Promise((resolve) => {
    const judgeName = options.checkServerIdentity ?? (() => undefined)
    let nameFault: Error | undefined
    const tls: TLSSocket = connectTls({
      ...options,
      socket,
      rejectUnauthorized: false,
      checkServerIdentity: (name, peer) => {
        nameFault = judgeName(name, peer)
        return nameFault
      },
      ...(options.servername ? {} : { host }),
    })
    const settle = (answer: Handshake) => {
      clearTimeout(timer)
      if (!answer.ok) {
        tls.destroy()
        socket.destroy()
      }
      resolve(answer)
    }
    const timer = setTimeout(
      () => settle(fail('tls', 'ETIMEDOUT', 'The server did not complete the TLS handshake in time.')),
      ms,
    )
    tls.once('secureConnect', () => {
      const chain = chainOf(tls.getPeerCertificate(true))
      if (nameFault) return settle(fail('name', 'ENAME', nameFault.message, { chain }))
      if (!tls.authorized) return settle(trustFailure(tls, chain))
      settle({ ok: true, socket: tls, chain, protocol: tls.getProtocol() })
    })
    tls.on('error', (error: NodeJS.ErrnoException) => settle(tlsFailure(error)))
    tls.once('close', () => {
      socket.destroy()
      settle(fail('tls', 'ECONNRESET', 'The server closed the connection during the TLS handshake.'))
    })
  })
}

function trustFailure(tls: TLSSocket, chain: readonly Buffer[]): LinkFailure {
  const code = String(tls.authorizationError ?? 'UNKNOWN')
  return fail('trust', code, TRUST_FAULTS[code] ?? `The server's certificate was not accepted (${code}).`, { chain })
}

const NOT_TRUSTED = 'The server’s certificate does not lead to this CA.'
const TRUST_FAULTS: Readonly<Record<string, string>> = {
  UNABLE_TO_GET_ISSUER_CERT: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
  SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The server has a certificate of its own, without a CA, and it is not the given one.',
  CERT_HAS_EXPIRED: 'A certificate of the server’s chain, or this CA, has expired.',
  CERT_NOT_YET_VALID: 'A certificate of the server’s chain is not valid yet.',
  CERT_SIGNATURE_FAILURE:
    'This CA has the right name but another key than the one that signed the server’s certificate.',
  INVALID_CA: 'The chain contains a certificate that is not one of a CA.',
}

/** OpenSSL wraps its reason into source lines. */
function tlsFailure(error: NodeJS.ErrnoException): LinkFailure {
  const code = error.code ?? error.name
  const reason = /:SSL routines:[^:]*:([^:]+):/.exec(error.message)?.[1] ?? code
  const known = TLS_FAULTS.find(([pattern]) => pattern.test(`${code} ${reason}`))?.[1]
  return fail('tls', code, known ?? `The TLS handshake failed (${reason}).`)
}

const TLS_FAULTS: readonly (readonly [RegExp, string])[] = [
  [/wrong.version|packet.length|unexpected.message/i, 'The server does not speak TLS on this port. Check the port.'],
  [
    /protocol.version|unsupported.protocol/i,
    'The server does not offer TLS 1.2, the only version that Station speaks.',
  ],
  [
    /handshake.failure/i,
    'The server ended the handshake: it shares no cipher with Station, or wants a client certificate.',
  ],
  [
    /certificate.(required|unknown|expired|revoked)|bad.certificate|unknown.ca/i,
    'The server refused the client certificate, or wants one.',
  ],
  [/unrecognized.name/i, 'The server does not know this host name.'],
  [/ECONNRESET/, 'The server closed the connection during the TLS handshake.'],
]

function chainOf(peer: DetailedPeerCertificate): Buffer[] {
  const chain: Buffer[] = []
  for (let link: DetailedPeerCertificate | undefined = peer; link?.raw; link = link.issuerCertificate) {
    const { raw } = link
    if (chain.some((der) => der.equals(raw)) || chain.length === 10) break
    chain.push(raw)
  }
  return chain
}

function headersOf(token: Buffer | null): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of token?.toString('latin1').split('\r\n') ?? []) {
    const colon = line.indexOf(':')
    if (colon > 0) headers[line.slice(0, colon)] = line.slice(colon + 1).trim()
  }
  return headers
}

export interface OpenedSocket {
  readonly ok: true
  readonly socket: WebSocket
  readonly chain: readonly Buffer[]
  readonly protocol: string | null
}

/** A WebSocket at `path`, asked for as Station asks. Whoever is given it ends it. Never rejects. */
export async function openStationSocket(
  policy: OutboundPolicy | undefined,
  target: StationTarget,
  path: string,
  limits: LinkLimits,
): Promise<OpenedSocket | LinkFailure> {
  const link = await openStationLink(policy, target, limits)
  if (!link.ok) return link
  const { chain, protocol } = link
  return new Promise((resolve) => {
    let settled = false
    const settle = (answer: OpenedSocket | LinkFailure) => {
      if (settled) return
      settled = true
      if (!answer.ok) {
        socket.terminate()
        link.socket.destroy()
      }
      resolve(answer)
    }
    let socket: WebSocket
    try {
      // The scheme is only for the library: the connection stands already.
      socket = new WebSocket(`ws://${target.host}:${target.port}${path}`, {
        createConnection: () => link.socket,
        headers: { ...link.headers, Host: `${target.host}:${target.port}` },
        perMessageDeflate: false,
        handshakeTimeout: limits.answerMs,
        maxPayload: MAX_ANSWER_BYTES,
        followRedirects: false,
      })
    } catch {
      // A path that another server answered, with a “#”, or a token with characters that HTTP has not.
      link.socket.destroy()
      const detail = `No WebSocket can be asked for at ${path.slice(0, 127)} with this token. Correct the address or the token.`
      resolve(fail('upgrade', 'EREQUEST', detail, { chain }))
      return
    }
    socket.once('open', () => {
      target.onStep?.('upgrade')
      settle({ ok: true, socket, chain, protocol })
    })
    socket.on('error', (error) => settle(upgradeFailure(error, chain)))
    socket.once('unexpected-response', (_request, response) => {
      const parts: Buffer[] = []
      let size = 0
      const done = () =>
        settle(
          fail('upgrade', 'ESTATUS', `The server answered ${response.statusCode} instead of opening a WebSocket.`, {
            status: response.statusCode ?? 0,
            body: Buffer.concat(parts).subarray(0, MAX_ANSWER_BYTES).toString('utf8'),
            chain,
          }),
        )
      const timer = setTimeout(done, 1_000)
      response.on('data', (part: Buffer) => {
        size += part.length
        if (size <= 2 * MAX_ANSWER_BYTES) parts.push(part)
        else done()
      })
      response.once('close', () => {
        clearTimeout(timer)
        done()
      })
      response.once('error', done)
    })
  })
}

function upgradeFailure(error: Error & { code?: string }, chain: readonly Buffer[]): LinkFailure {
  const code = error.code ?? error.name
  const detail = /timed out/.test(error.message)
    ? 'The server did not answer in time.'
    : code === 'ECONNRESET' || /socket hang up/.test(error.message)
      ? 'The server closed the connection without an answer.'
      : /client certificate|certificate required|bad certificate|unknown ca/i.test(error.message)
        ? 'The server refused the client certificate.'
        : 'The server does not answer as a WebSocket server does.'
  return fail('upgrade', code, detail, { chain })
}

export type StationAnswer =
  | { readonly ok: true; readonly text: string; readonly chain: readonly Buffer[]; readonly protocol: string | null }
  | LinkFailure

/** Sends one question and waits for one text. */
export async function askStationServer(
  policy: OutboundPolicy | undefined,
  target: StationTarget,
  path: string,
  question: string,
  limits: LinkLimits,
): Promise<StationAnswer> {
  const opened = await openStationSocket(policy, target, path, limits)
  if (!opened.ok) return opened
  const { socket, chain, protocol } = opened
  return new Promise((resolve) => {
    const settle = (answer: StationAnswer) => {
      clearTimeout(timer)
      socket.removeAllListeners('close')
      socket.terminate()
      resolve(answer)
    }
    const timer = setTimeout(
      () => settle(fail('answer', 'ETIMEDOUT', 'The WebSocket opened, and no answer came in time.', { chain })),
      limits.answerMs,
    )
    socket.once('message', (data: Buffer) => settle({ ok: true, text: data.toString('utf8'), chain, protocol }))
    socket.removeAllListeners('error')
    socket.on('error', () =>
      settle(fail('answer', 'EFRAME', 'The answer is not a WebSocket message that a gateway takes.', { chain })),
    )
    socket.once('close', () =>
      settle(fail('answer', 'ECLOSED', 'The server closed the WebSocket without an answer.', { chain })),
    )
    socket.send(question)
  })
}
