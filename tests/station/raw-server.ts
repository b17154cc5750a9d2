/** A server that answers whatever bytes it is given: plain TCP or TLS, one answer per connection. */
import { once } from 'node:events'
import { createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, type TLSSocket, type TlsOptions } from 'node:tls'

export interface RawServer {
  readonly port: number
  /** Requests as they came, in order. */
  readonly requests: readonly Buffer[]
  /** What the clients presented: SNI, ALPN, protocol and DER of the certificate. */
  readonly sessions: readonly {
    sni: string | false
    alpn: string | false | null
    protocol: string
    der: Buffer | null
  }[]
  /** Answers of the coming connections; the last one stays. A function takes the socket over. */
  answer(...answers: readonly Answer[]): void
  close(): Promise<void>
}

export type Answer = Buffer | ((socket: Socket) => void)

export async function startRawServer(tls?: TlsOptions): Promise<RawServer> {
  const requests: Buffer[] = []
  const sessions: { sni: string | false; alpn: string | false | null; protocol: string; der: Buffer | null }[] = []
  const sockets = new Set<Socket>()
  let answers: Answer[] = []

  const serve = (socket: Socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let request = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      request = Buffer.concat([request, chunk])
      if (!isComplete(request)) return
      requests.push(request)
      request = Buffer.alloc(0)
      const answer = answers.length > 1 ? answers.shift() : answers[0]
      if (typeof answer === 'function') answer(socket)
      else if (answer) socket.end(answer)
      else socket.destroy()
    })
  }
  const server: Server = tls
    ? createTlsServer({ ...tls, ALPNProtocols: ['h2', 'http/1.1'] }, (socket: TLSSocket) => {
        const certificate = socket.getPeerCertificate()
        sessions.push({
          sni: socket.servername ?? false,
          alpn: socket.alpnProtocol,
          protocol: socket.getProtocol() ?? '',
          der: certificate?.raw ?? null,
        })
        serve(socket)
      })
    : createTcpServer(serve)
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    requests,
    sessions,
    answer(...next) {
      answers = [...next]
    },
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function isComplete(request: Buffer): boolean {
  const end = request.indexOf('\r\n\r\n')
  const length = /\r\nContent-Length: *(\d+)\r\n/.exec(request.toString('latin1'))?.[1]
  return end >= 0 && request.length >= end + 4 + Number(length)
}
