/**
 * For those who watch this machine, on a port of its own (STATUS_PORT): `/healthz`, `/readyz`, `/metrics`. Served by the
 * launcher, which is there when a plane is not, and which alone knows all of them (docs/decisions/0129).
 */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { EXPOSITION_TYPE, type Reading, writeExposition } from '#lib/observability/exposition.ts'
import type { Family } from '#lib/observability/meters.ts'
import { readProcess } from '#lib/observability/process-meters.ts'
import type { PlaneProcess } from './plane-process.ts'

export interface StatusOptions {
  readonly port: number
  readonly host: string
  readonly version: string
  /** Those that this start runs; empty while it starts. */
  planes(): readonly PlaneProcess[]
  /** It has been asked to end: nothing new is to come here. */
  isEnding(): boolean
}

export interface StatusServer {
  readonly port: number
  close(): Promise<void>
}

export async function startStatusServer(options: StatusOptions): Promise<StatusServer> {
  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0] ?? '/'
    if (request.method !== 'GET' && request.method !== 'HEAD') return say(response, 405, 'Ask with GET.')
    if (path === '/healthz') return say(response, 200, 'ok')
    const answer = path === '/readyz' ? tellReadiness : path === '/metrics' ? tellMetrics : undefined
    if (!answer) return say(response, 404, 'Here are /healthz, /readyz and /metrics.')
    answer(options, response).catch(() => response.destroy())
  })
  server.requestTimeout = 10_000
  server.on('clientError', (_error, socket) => socket.destroy())
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port: options.port, host: options.host }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** 200 when every part is there and reaches the database; else 503 and a line for each that does not. */
async function tellReadiness(options: StatusOptions, response: ServerResponse): Promise<void> {
  if (options.isEnding()) return say(response, 503, 'ending')
  const planes = options.planes()
  if (planes.length === 0) return say(response, 503, 'starting')
  const faults = await Promise.all(
    planes.map(async (plane) => {
      const report = plane.isUp() ? await plane.measure() : undefined
      const fault = report ? report.fault : plane.isUp() ? 'does not answer' : 'is not up'
      return fault === undefined ? [] : [`${plane.name}: ${fault}`]
    }),
  )
  const lines = faults.flat()
  say(response, lines.length > 0 ? 503 : 200, lines.length > 0 ? lines.join('\n') : 'ready')
}

async function tellMetrics(options: StatusOptions, response: ServerResponse): Promise<void> {
  const planes = options.planes()
  const readings = await Promise.all(
    planes.map(async (plane): Promise<Reading> => {
      return { plane: plane.name, families: (await plane.measure())?.families ?? [] }
    }),
  )
  const own: Reading = { plane: 'launcher', families: await readProcess() }
  say(
    response,
    200,
    writeExposition([{ plane: undefined, families: familiesOf(options, planes) }, own, ...readings]),
    EXPOSITION_TYPE,
  )
}

function familiesOf({ version }: StatusOptions, planes: readonly PlaneProcess[]): Family[] {
  const each = (value: (plane: PlaneProcess) => number) =>
    planes.map((plane) => ({ labels: { plane: plane.name }, value: value(plane) }))
  return [
    {
      name: 'gatehouse_build_info',
      help: 'What runs here.',
      type: 'gauge',
      samples: [{ labels: { version, node: process.version }, value: 1 }],
    },
    {
      name: 'gatehouse_plane_up',
      help: 'Whether the process of a part runs and is ready.',
      type: 'gauge',
      samples: each((plane) => Number(plane.isUp())),
    },
    {
      name: 'gatehouse_plane_restarts_total',
      help: 'How often a part ended by itself and was started again.',
      type: 'counter',
      samples: each((plane) => plane.restarts()),
    },
  ]
}

function say(response: ServerResponse, status: number, body: string, type = 'text/plain; charset=utf-8'): void {
  const text = body.endsWith('\n') ? body : `${body}\n`
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
  })
  response.end(text)
}
