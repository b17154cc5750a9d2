/** A LoRaWAN Backend Interfaces join server over real TLS, as strict as one in the field: client certificates, sender, receiver. */
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server, Socket } from 'node:net'
import type { TLSSocket, TlsOptions } from 'node:tls'

export interface Received {
  readonly path: string
  readonly headers: IncomingMessage['headers']
  /** CN of the client certificate; undefined without one. */
  readonly client: string | undefined
  // biome-ignore lint/suspicious/noExplicitAny: whatever came, compared by the tests
  readonly body: any
}

export interface BackendServer {
  readonly port: number
  readonly received: readonly Received[]
  close(): Promise<void>
}

/** What a join server of the field answers to HomeNSReq. */
export function joinServerAnswer(request: Received): { status: number; type: string; body: string } {
  const { body } = request
  const answer = (ResultCode: string, more: object = {}) => ({
    status: 200,
    type: 'application/json',
    body: JSON.stringify({
      ProtocolVersion: body.ProtocolVersion,
      TransactionID: body.TransactionID,
      MessageType: 'HomeNSAns',
      SenderID: body.ReceiverID,
      ReceiverID: body.SenderID,
      Result: { ResultCode, ...more },
    }),
  })
  if (body.ProtocolVersion !== '1.1') return answer('InvalidProtocolVersion')
  if (body.SenderID !== '000013') return answer('UnknownSender', { Description: 'no such NetID' })
  if (!String(body.ReceiverID).startsWith('70B3D57ED0')) return answer('UnknownReceiver')
  return answer('UnknownDevEUI')
}

type Answer = (request: Received, response: ServerResponse) => ReturnType<typeof joinServerAnswer> | undefined

/** `tls` null: plain HTTP. The answer is that of `joinServerAnswer` unless told. */
export async function startBackendServer(
  tls: TlsOptions | null,
  answer: Answer = joinServerAnswer,
): Promise<BackendServer> {
  const received: Received[] = []
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const client = tls ? (request.socket as TLSSocket).getPeerCertificate()?.subject?.CN : undefined
      const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
      const one = { path: request.url ?? '', headers: request.headers, client: client as string | undefined, body }
      received.push(one)
      const sent = answer(one, response)
      if (sent) response.writeHead(sent.status, { 'content-type': sent.type }).end(sent.body)
    })
  }
  const server: Server = tls ? createServer(tls, listener) : createHttpServer(listener)
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    received,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
