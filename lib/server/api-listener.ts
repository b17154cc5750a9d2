/**
 * The API for programs over TLS, with a client certificate where the caller has one (rules.md 28). A listener of its own: the
 * console never makes a browser ask for a certificate. It serves `/api/v1/` and nothing else.
 */
import { readFileSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { markClientCertificate } from '#lib/http/client-certificate.ts'
import { log } from '#lib/observability/log.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { markOrigin } from './mark-origin.ts'
import { measureRequest } from './measure-request.ts'
import { takeProxyCertificate } from './proxy-certificate.ts'
import type { Runtime } from './runtime.ts'

export interface ApiListener {
  readonly port: number
  close(): Promise<void>
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>

const DRAIN_TIME = 2_500

/** `show` answers requests, as it does on the console's port. */
export async function startApiListener(runtime: Runtime, port: number, show: Handler): Promise<ApiListener> {
  const { tls } = runtime.config
  const { cert, key } = tls
    ? { cert: readFileSync(tls.certFile, 'utf8'), key: readFileSync(tls.keyFile, 'utf8') }
    : await serverCertificate(runtime)
  // Who issued the certificate does not matter: the very certificate is registered. Its key is proven by the handshake.
  const options = { cert, key, requestCert: true, rejectUnauthorized: false, minVersion: 'TLSv1.2' as const }
  const server = createServer(options, async (request, response) => {
    measureRequest(request, response)
    // A proxy may stand before this port, but a certificate counts from the handshake alone.
    markOrigin(request, runtime.config)
    takeProxyCertificate(request, undefined)
    markClientCertificate(request.headers, (request.socket as TLSSocket).getPeerX509Certificate()?.raw)
    if (!isApi(request.url)) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('Only /api/v1/ is served here.\n')
      return
    }
    try {
      await show(request, response)
    } catch (error) {
      log.error({ err: error, method: request.method }, 'a request failed')
      request.socket.destroy()
    }
  })
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const giveUp = setTimeout(() => server.closeAllConnections(), DRAIN_TIME)
      await closed
      clearTimeout(giveUp)
    },
  }
}

/** As the router behind will read it: `/api/v1/../` leads out of the API. */
function isApi(target = ''): boolean {
  const base = 'http://localhost'
  return URL.canParse(target, base) && new URL(target, base).pathname.startsWith('/api/v1/')
}
