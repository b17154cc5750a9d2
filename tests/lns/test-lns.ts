/** An LNS on a real TLS port: `/router-info` and a data link over WebSocket, with whatever behaviour a test wants. */
import type { IncomingMessage } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import type { TLSSocket } from 'node:tls'
import { type WebSocket, WebSocketServer } from 'ws'
import { keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'

export interface Asked {
  readonly path: string
  readonly authorization: string | undefined
  readonly host: string | undefined
  /** CN of the client certificate. */
  readonly client: string | undefined
  readonly question: string
}

/** What becomes of the WebSocket of `/router-info`. */
export type Behaviour =
  | { readonly kind: 'answer'; readonly text: (asked: Asked, port: number) => string }
  | { readonly kind: 'silent' }
  | { readonly kind: 'close' }
  /** Instead of the WebSocket. */
  | { readonly kind: 'http'; readonly status: number; readonly type: string; readonly body: string }
  | { readonly kind: 'reset' }

export const refer: Behaviour = {
  kind: 'answer',
  text: ({ question }, port) => {
    const { router } = JSON.parse(question) as { router: string }
    return JSON.stringify({ router, muxs: '::0', uri: `wss://localhost:${port}/traffic/${router}` })
  },
}

export interface TestLns {
  readonly port: number
  readonly uri: string
  readonly ca: TestCertificate
  readonly asked: readonly Asked[]
  /** Data links that opened: their paths. */
  readonly links: readonly string[]
  behave(behaviour: Behaviour): void
  close(): Promise<void>
}

export interface TestLnsOptions {
  readonly ca?: TestCertificate
  /** Names of its certificate. */
  readonly names?: readonly string[]
  /** The value that opens a data link; any unless told. */
  readonly token?: string
  /** A client certificate of this CA is needed in the handshake. */
  readonly clientCa?: TestCertificate
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3'
  readonly minVersion?: 'TLSv1.2' | 'TLSv1.3'
}

export async function startTestLns(options: TestLnsOptions = {}): Promise<TestLns> {
  const ca = options.ca ?? (await makeCa({ name: 'CN=LNS CA' }))
  const leaf = await makeLeaf(ca, { name: 'CN=lns', dnsNames: options.names ?? ['localhost'] })
  const server: Server = createServer({
    cert: leaf.pem + ca.pem,
    key: keyPem(leaf.key),
    ...(options.clientCa ? { requestCert: true, rejectUnauthorized: true, ca: options.clientCa.pem } : {}),
    ...(options.minVersion ? { minVersion: options.minVersion } : {}),
  })
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const asked: Asked[] = []
  const links: string[] = []
  const open = new Set<Duplex>()
  let behaviour: Behaviour = refer
  server.on('connection', (socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
  })
  server.on('tlsClientError', () => {})
  server.on('request', (_request, response) => response.writeHead(405, { 'Content-Length': 0 }).end())
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => {})
    const { port } = server.address() as AddressInfo
    const path = request.url ?? ''
    if (path !== '/router-info') {
      if (options.token && request.headers.authorization !== options.token)
        return sendHttp(socket, 401, '{"message":"error:pkg/auth:token (invalid token)"}')
      links.push(path)
      sockets.handleUpgrade(request, socket, head, () => {})
      return
    }
    if (behaviour.kind === 'http') return sendHttp(socket, behaviour.status, behaviour.body, behaviour.type)
    if (behaviour.kind === 'reset') {
      socket.destroy()
      return
    }
    sockets.handleUpgrade(request, socket, head, (peer: WebSocket) => {
      peer.on('error', () => {})
      peer.once('message', (data: Buffer) => {
        const one: Asked = {
          path,
          authorization: request.headers.authorization,
          host: request.headers.host,
          client: (request.socket as TLSSocket).getPeerCertificate().subject?.CN as string | undefined,
          question: data.toString(),
        }
        asked.push(one)
        if (behaviour.kind === 'close') peer.terminate()
        if (behaviour.kind === 'answer') peer.send(behaviour.text(one, port), () => peer.close())
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    port,
    uri: `wss://localhost:${port}`,
    ca,
    asked,
    links,
    behave(next) {
      behaviour = next
    },
    close: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function sendHttp(socket: Duplex, status: number, body: string, type = 'application/json'): void {
  socket.end(
    `HTTP/1.1 ${status} X\r\nContent-Type: ${type}\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
  )
}
