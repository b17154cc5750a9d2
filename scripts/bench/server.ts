/**
 * One measured server in a process of its own: `node server.ts KIND JSON`. It tells its port, answers `usage` with what
 * it has used so far, and ends when its parent lets go of it.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import postgres from 'postgres'
import { startGatewayPlane } from '#lib/cups/gateway-plane.ts'
import { serveUpdateInfo } from '#lib/cups/serve-update-info.ts'
import { createUpdateInfoHandler } from '#lib/cups/update-info.ts'
import { getRuntime } from '#lib/server/runtime.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { fleetEui } from './fleet.ts'
import { type BenchDatabase, openContext } from './open-context.ts'

export type ServerKind = 'hello' | 'query' | 'check-in' | 'tls-hello' | 'tls-plane' | 'owner-api'

export interface ServerSettings extends BenchDatabase {
  readonly gateways: number
}

/** CPU in microseconds of all threads since the start; memory in bytes. */
export interface ServerUsage {
  readonly cpu: number
  readonly rss: number
}

interface Running {
  readonly port: number
  close(): Promise<void>
}

const HELLO = Buffer.from('hello, gateway')

const STARTERS: Readonly<Record<ServerKind, (settings: ServerSettings) => Promise<Running>>> = {
  hello: () => listen(createServer(hello)),
  query: startQuery,
  'check-in': startCheckIn,
  'tls-hello': startTlsHello,
  'tls-plane': startTlsPlane,
  'owner-api': startOwnerApi,
}

function hello(_request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': HELLO.length })
  response.end(HELLO)
}

/** The leanest answer that knows the database: one row by its primary key, prepared; the request is not even read. */
async function startQuery({ url, gateways }: ServerSettings): Promise<Running> {
  const sql = postgres(url, { max: 10, onnotice: () => {} })
  const euis = Array.from({ length: gateways }, (_, index) => fleetEui(index))
  const server = await listen(
    createServer((request, response) => {
      const eui = euis[Math.floor(Math.random() * gateways)] ?? ''
      sql`select eui, owner_id, token_digest, cups_version, tc_version from gateways where eui = ${eui}`.then(
        (rows) => (rows.length === 1 ? hello(request, response) : response.destroy()),
        () => response.destroy(),
      )
    }),
  )
  return {
    port: server.port,
    close: async () => {
      await server.close()
      await sql.end({ timeout: 5 })
    },
  }
}

/** What the gateway plane does with a request, without TLS. */
async function startCheckIn(settings: ServerSettings): Promise<Running> {
  const context = await openContext(settings)
  const handler = createUpdateInfoHandler(context)
  const server = await listen(
    createServer((request, response) => {
      serveUpdateInfo(handler, request, response).catch(() => request.socket.destroy())
    }),
  )
  return {
    port: server.port,
    close: async () => {
      await server.close()
      await handler.close()
      await context.close()
    },
  }
}

async function startTlsHello(settings: ServerSettings): Promise<Running> {
  const context = await openContext(settings)
  const { cert, key } = await serverCertificate(context)
  await context.close()
  return listen(
    createTlsServer({ cert, key }, (request, response) => {
      response.shouldKeepAlive = false
      hello(request, response)
    }),
  )
}

async function startTlsPlane(settings: ServerSettings): Promise<Running> {
  const context = await openContext(settings)
  const plane = await startGatewayPlane(context, { port: 0, host: '127.0.0.1', tls: await serverCertificate(context) })
  return {
    port: plane.port,
    close: async () => {
      await plane.close()
      await context.close()
    },
  }
}

/** The route of the console's `setup`, served without Next: what a request costs besides the use case. */
async function startOwnerApi({ url, dataDir }: ServerSettings): Promise<Running> {
  process.env.DATABASE_URL = url
  process.env.DATA_DIR = dataDir
  const { setupRoute } = await import('#lib/http/owner-api.ts')
  const setup = setupRoute('gateway')
  const server = await listen(
    createServer((request, response) => {
      const body = Readable.toWeb(request) as ReadableStream<Uint8Array>
      const headers = request.headers as Record<string, string>
      const streamed: RequestInit & { duplex: 'half' } = { method: 'POST', headers, body, duplex: 'half' }
      const call = new Request(`http://localhost${request.url}`, streamed)
      setup(call, { params: Promise.resolve({}) }).then(
        async (answer) => {
          response.writeHead(answer.status, { 'Content-Type': 'application/json' })
          response.end(Buffer.from(await answer.arrayBuffer()))
        },
        () => response.destroy(),
      )
    }),
  )
  return {
    port: server.port,
    close: async () => {
      await server.close()
      await (await getRuntime()).close()
    },
  }
}

async function listen(server: ReturnType<typeof createServer>): Promise<Running> {
  await new Promise<void>((resolve) => server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function usage(): ServerUsage {
  const { user, system } = process.cpuUsage()
  return { cpu: user + system, rss: process.memoryUsage.rss() }
}

const [kind, settings] = process.argv.slice(2)
const running = await STARTERS[kind as ServerKind](JSON.parse(settings ?? '{}') as ServerSettings)
process.on('message', () => process.send?.(usage()))
process.once('disconnect', () => {
  running.close().then(() => process.exit(0))
})
process.on('SIGINT', () => {})
process.send?.({ port: running.port })
