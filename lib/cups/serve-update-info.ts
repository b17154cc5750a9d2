/** From a node:http request to `handleUpdateInfo` and back to the wire: tiny headers, Content-Length, nothing else. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { TLSSocket } from 'node:tls'
import { MAX_REQUEST_BYTES } from '#lib/domain/cups-request.ts'
import { sendStreamed } from './send-streamed.ts'
import type { UpdateInfoHandler } from './update-info.ts'

/** From the first byte of a request to the last, in milliseconds: Station sends its few hundred bytes at once. */
const BODY_TIME = 15_000

const ONE_PACKET = 1024

/** What a proxy before us knows better than the socket. */
export interface SeenByProxy {
  readonly address?: string | undefined
  /** DER of the client certificate whose key the gateway proved to the proxy. */
  readonly certificate?: Uint8Array | undefined
}

/**
 * Answers 200 or 401 with Content-Length, or destroys the connection: a slow, oversized or malformed request gets no
 * status, because every status but 200 means something to a Station (rules.md 1).
 */
export async function serveUpdateInfo(
  handler: UpdateInfoHandler,
  request: IncomingMessage,
  response: ServerResponse,
  seen: SeenByProxy = {},
): Promise<void> {
  if (request.method !== 'POST' || lacksHost(request)) return destroy(request)
  const body = await readBody(request)
  if (!body) return destroy(request)
  const address = seen.address ?? request.socket.remoteAddress ?? ''
  const answer = await handler.handle({
    body,
    authorization: request.headers.authorization,
    certificate: clientCertificate(request) ?? seen.certificate,
    host: request.headers.host,
    address: address.startsWith('::ffff:') ? address.slice(7) : address,
  })
  if (!answer) return destroy(request)
  const { body: out } = answer
  if (response.destroyed || response.headersSent) return Buffer.isBuffer(out) ? undefined : out.abandon()
  for (const name of response.getHeaderNames()) response.removeHeader(name)
  response.sendDate = false
  // Station opens a connection for each request. Others may keep theirs when they say so.
  response.shouldKeepAlive = /\bkeep-alive\b/i.test(request.headers.connection ?? '')
  response.writeHead(answer.status, {
    'Content-Type': 'application/octet-stream',
    'Content-Length': out.length,
  })
  if (!Buffer.isBuffer(out)) return sendStreamed(response, out)
  // As text, a short body leaves in the same packet as its head; Latin-1 keeps every byte.
  if (out.length <= ONE_PACKET) response.end(out.toString('latin1'), 'latin1')
  else response.end(out)
}

/** HTTP/1.1 demands a Host. Node would answer 400 by itself, so that our servers turn its look off and close (rules.md 1). */
export const lacksHost = ({ httpVersion, headers }: IncomingMessage): boolean =>
  httpVersion === '1.1' && headers.host === undefined

/** True when the path is CUPS's; a query is ignored. */
export function isUpdateInfo(url: string | undefined): boolean {
  return url === '/update-info' || url?.startsWith('/update-info?') === true
}

function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const declared = Number(request.headers['content-length'] ?? 0)
  if (declared > MAX_REQUEST_BYTES) return Promise.resolve(null)
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => done(null), BODY_TIME)
    const done = (body: Buffer | null) => {
      clearTimeout(timer)
      request.removeAllListeners('data')
      resolve(body)
    }
    request.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size > MAX_REQUEST_BYTES) done(null)
      else chunks.push(chunk)
    })
    request.once('end', () => done(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    request.once('error', () => done(null))
    request.once('close', () => done(null))
  })
}

function clientCertificate(request: IncomingMessage): Buffer | undefined {
  const socket = request.socket as Partial<TLSSocket>
  if (typeof socket.getPeerX509Certificate !== 'function') return undefined
  return socket.getPeerX509Certificate()?.raw
}

function destroy(request: IncomingMessage): void {
  request.socket.destroy()
}
