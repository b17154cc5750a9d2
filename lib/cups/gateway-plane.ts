/** The listener that Stations call: node:https, no Next, client certificate requested but not required (DESIGN §2). */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type ServerOptions } from 'node:https'
import type { Socket } from 'node:net'
import { log } from '#lib/observability/log.ts'
import { gauge } from '#lib/observability/meters.ts'
import type { Context } from '#lib/services/context.ts'
import { createDiscovery } from './discovery.ts'
import { isUpdateInfo, serveUpdateInfo } from './serve-update-info.ts'
import { createTlsFailureRecorder } from './tls-failures.ts'
import { createUpdateInfoHandler } from './update-info.ts'

export interface GatewayPlaneOptions {
  readonly port: number
  readonly host?: string
  /** Several processes on one port. */
  readonly reusePort?: boolean
  /** PEM. */
  readonly tls: { readonly cert: string; readonly key: string }
}

export interface GatewayPlane {
  readonly port: number
  /** Stops listening, lets answers on their way finish, writes what is to be recorded. */
  close(): Promise<void>
}

const MINUTE = 60_000
const MAX_CONNECTIONS = 20_000

/** TLS as Station can do it (cups.md §3): 1.2 and up, no ALPN, any client certificate, expired or not (rules.md 11). */
function tlsOptions(tls: GatewayPlaneOptions['tls']): ServerOptions {
  return {
    ...tls,
    minVersion: 'TLSv1.2',
    requestCert: true,
    rejectUnauthorized: false,
    handshakeTimeout: 20_000,
    // Node would answer 408 and 431 by itself; with these limits and `clientError` below it closes instead. A request without
    // Host it would answer with 400: `serveUpdateInfo` destroys that one.
    requireHostHeader: false,
    headersTimeout: 15_000,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 8 * 1024,
    insecureHTTPParser: false,
  }
}

export async function startGatewayPlane(context: Context, options: GatewayPlaneOptions): Promise<GatewayPlane> {
  const handler = createUpdateInfoHandler(context)
  const discovery = createDiscovery(context)
  const tlsFailures = createTlsFailureRecorder(
    context.sql,
    () => context.now(),
    (error) => log.error({ err: error }, 'failed handshakes could not be written'),
  )
  const onRequest = (request: IncomingMessage, response: ServerResponse) => {
    if (!isUpdateInfo(request.url)) return notFound(response)
    serveUpdateInfo(handler, request, response).catch((error) => {
      log.error({ err: error }, 'check-in failed on our side')
      request.socket.destroy()
    })
  }
  const server = createServer(tlsOptions(options.tls), onRequest)
  server.maxConnections = MAX_CONNECTIONS
  server.timeout = MINUTE
  server.on('clientError', (_error, socket) => socket.destroy())
  server.on('tlsClientError', (error, socket) => {
    tlsFailures.record(error, socket)
    socket.destroy()
  })
  server.on('checkContinue', (request: IncomingMessage) => request.socket.destroy())
  server.on('checkExpectation', (request: IncomingMessage) => request.socket.destroy())
  server.on('connect', (_request: IncomingMessage, socket: Socket) => socket.destroy())
  server.on('upgrade', discovery.upgrade)

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(
      { port: options.port, host: options.host, reusePort: options.reusePort === true, backlog: 4096 },
      () => {
        server.off('error', reject)
        resolve()
      },
    )
  })
  gauge('gatehouse_gateway_connections', 'Connections of gateways that are open.', async () => {
    const value = await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count ?? 0)))
    return [{ labels: {}, value }]
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : options.port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const giveUp = setTimeout(() => server.closeAllConnections(), 3_000)
      // Upgraded connections are the listener's too, and not closed by it.
      await discovery.close()
      await closed
      clearTimeout(giveUp)
      await tlsFailures.close()
      await handler.close()
    },
  }
}

/** Not a Station's path: a person's browser, most likely. */
function notFound(response: ServerResponse): void {
  const body = 'This is the gateway listener of Gatehouse. Gateways call POST /update-info here.\n'
  response.writeHead(404, {
    'Content-Type': 'text/plain; charset=utf-8',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  })
  response.end(body)
}
