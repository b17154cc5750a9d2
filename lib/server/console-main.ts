/**
 * The process of the console: Next's pages and API behind a server of ours, which answers `/update-info` itself, because
 * Next must not frame CUPS answers (rules.md 2).
 */
import { readFileSync } from 'node:fs'
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import next from 'next'
import { isUpdateInfo, lacksHost, serveUpdateInfo } from '#lib/cups/serve-update-info.ts'
import { sharedUpdateInfoHandler } from '#lib/cups/shared-handler.ts'
import { markClientCertificate } from '#lib/http/client-certificate.ts'
import { log } from '#lib/observability/log.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { startApiListener } from './api-listener.ts'
import { markOrigin } from './mark-origin.ts'
import { measureRequest } from './measure-request.ts'
import { PROJECT_ROOT } from './project-root.ts'
import { takeProxyCertificate } from './proxy-certificate.ts'
import { runPlane } from './run-plane.ts'
import { getRuntime, type Runtime } from './runtime.ts'

const dev = process.env.GATEHOUSE_DEV === '1'
/** The longest that a request may take to come in, in milliseconds: 1 GiB at 60 KiB a second. */
const UPLOAD_TIME = 5 * 3_600_000
/** Answers on their way get this long, in milliseconds, when the console ends. */
const DRAIN_TIME = 2_500

runPlane(async () => {
  const runtime = await getRuntime()
  const { config } = runtime
  const handler = await sharedUpdateInfoHandler()
  const pages = next({ dev, dir: PROJECT_ROOT, hostname: config.host, port: config.port, quiet: !dev })
  await pages.prepare()
  const showPage = pages.getRequestHandler()

  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    if (lacksHost(request)) {
      request.socket.destroy()
      return
    }
    measureRequest(request, response)
    const address = markOrigin(request, config)
    const certificate = takeProxyCertificate(request, config.clientCertificates)
    markClientCertificate(request.headers, certificate)
    try {
      if (isUpdateInfo(request.url)) await serveUpdateInfo(handler, request, response, { address, certificate })
      else await showPage(request, response)
    } catch (error) {
      log.error({ err: error, method: request.method }, 'a request failed')
      request.socket.destroy()
    }
  }
  const server = config.consoleTls
    ? createHttpsServer({ ...(await consoleTls(runtime)), requireHostHeader: false }, onRequest)
    : createHttpServer({ requireHostHeader: false }, onRequest)
  // By itself Node answers 400, 408 and 431 here; to a Station every status but 200 means something (rules.md 1).
  server.on('clientError', (_error, socket) => socket.destroy())
  // An image of a gigabyte takes its time; whoever reads a body has limits of its own for it.
  server.requestTimeout = UPLOAD_TIME
  server.on('checkExpectation', (request: IncomingMessage) => request.socket.destroy())
  if (dev) server.on('upgrade', pages.getUpgradeHandler())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: config.port, host: config.host }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const api = config.apiPort === undefined ? undefined : await startApiListener(runtime, config.apiPort, showPage)
  return {
    check: () => runtime.sql`select 1`,
    close: async () => {
      await api?.close()
      // The browser's channel for reloading pages would hold a development server open.
      if (dev) return runtime.close()
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const giveUp = setTimeout(() => server.closeAllConnections(), DRAIN_TIME)
      await closed
      clearTimeout(giveUp)
      await handler.close()
      await pages.close()
      await runtime.close()
    },
  }
})

/** The operator's certificate, else the one that gateways see: browsers warn of it once. */
async function consoleTls(runtime: Runtime): Promise<{ cert: string; key: string }> {
  const { tls } = runtime.config
  if (tls) return { cert: readFileSync(tls.certFile, 'utf8'), key: readFileSync(tls.keyFile, 'utf8') }
  const { cert, key } = await serverCertificate(runtime)
  return { cert, key }
}
