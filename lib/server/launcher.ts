/**
 * `npm start`: one command from a clean clone to a running Gatehouse. Builds the pages, starts the database, brings it
 * to this version, supervises the planes, and ends everything in order. `--dev` serves the pages from their sources.
 */
import { relative } from 'node:path'
import { parseArgs } from 'node:util'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { log } from '#lib/observability/log.ts'
import { watchProcess } from '#lib/observability/process-meters.ts'
import { buildConsole } from './build-console.ts'
import { type Config, ConfigError } from './config.ts'
import { type EmbeddedPostgres, FolderInUseError, startEmbeddedPostgres } from './embedded-postgres.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'
import { loadSettings } from './load-settings.ts'
import { type PlaneProcess, startPlane } from './plane-process.ts'
import { freePort } from './ports.ts'
import { prepareSite } from './prepare-site.ts'
import { PROJECT_ROOT } from './project-root.ts'
import { type StatusServer, startStatusServer } from './status-server.ts'
import { VERSION } from './version.ts'

/** Of the embedded server's 100 connections, these are left to the queue of jobs, the command line and people. */
const SPARE_CONNECTIONS = 28
const EMBEDDED_CONNECTIONS = 100
/** A second signal within this time, in milliseconds, is the same Ctrl-C: a terminal and npm both pass it on. */
const SAME_SIGNAL = 1_000

const { dev } = parseArgs({ options: { dev: { type: 'boolean', default: false } } }).values
const stop = new AbortController()
const running: { lock?: FolderLock; database?: EmbeddedPostgres; status?: StatusServer; planes: PlaneProcess[] } = {
  planes: [],
}
let ending: Promise<void> | undefined

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => onSignal(signal))
// The process that started this one was killed.
process.on('disconnect', () => onSignal('SIGTERM'))
let firstSignal = 0

start().catch(async (error) => {
  if (ending) return
  await endEverything()
  process.stderr.write(`${sentenceOf(error)}\n`)
  process.exit(1)
})

async function start(): Promise<void> {
  const settings = loadSettings()
  if (!settings.databaseUrl) running.lock = await takeFolder(settings.dataDir)
  const config = await withPorts(settings)
  if (config.status) running.status = await startStatus(config.status)
  const building =
    hasPlane(config, 'console') && !dev
      ? buildConsole(() => say('building the console…'), stop.signal)
      : Promise.resolve()
  const [url] = await allOrFirstFault([openDatabaseServer(config), building])
  await migrateDatabase(url)

  const environment = environmentOfPlanes(config, url)
  const first = await prepareSite({ ...config, databaseUrl: url })
  running.lock?.announce('ready')
  running.planes = planesOf(config, environment)
  await Promise.all(running.planes.map((plane) => plane.ready))
  if (ending) return
  delete process.env.GATEHOUSE_ADMIN_PASSWORD
  if (first) say(first)
  say(`ready ${readyLine(config)}`)
}

/** From the first moment on: a start that takes long is seen to be one. */
async function startStatus({ port, host }: NonNullable<Config['status']>): Promise<StatusServer> {
  watchProcess()
  return startStatusServer({
    port: await freePort({ setting: 'STATUS_PORT', port, host }),
    host,
    version: VERSION,
    planes: () => running.planes,
    isEnding: () => ending !== undefined,
  })
}

/** Waits for all, so that nothing still runs when the first fault is told. */
async function allOrFirstFault<A, B>(work: [Promise<A>, Promise<B>]): Promise<[A, B]> {
  for (const part of work) part.catch(() => stop.abort())
  const settled = await Promise.allSettled(work)
  const faults = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
  if (faults.length > 0) throw faults.find((fault) => fault?.name !== 'AbortError') ?? faults[0]
  return Promise.all(work)
}

async function takeFolder(dataDir: string): Promise<FolderLock> {
  const attempt = await lockFolder(dataDir, dev ? 'npm run dev' : 'npm start')
  if (attempt.held) return attempt
  throw new FolderInUseError(shortPath(dataDir), attempt.holder)
}

/** Whether this start runs that part. */
function hasPlane(config: Config, plane: 'console' | 'gateway' | 'worker'): boolean {
  return config.role === 'all' || config.role === plane
}

/** With real port numbers, after a look whether they are free. */
async function withPorts(config: Config): Promise<Config> {
  const console = { setting: 'PORT', port: config.port, host: config.host }
  const gateway = { setting: 'GATEWAY_PORT', port: config.gatewayPort, host: undefined }
  const port = hasPlane(config, 'console') ? await freePort(console) : config.port
  const gatewayPort = hasPlane(config, 'gateway') ? await freePort(gateway) : config.gatewayPort
  if (port === config.port && gatewayPort === config.gatewayPort) return config
  process.env.PORT = String(port)
  process.env.GATEWAY_PORT = String(gatewayPort)
  return loadSettings()
}

async function openDatabaseServer(config: Config): Promise<string> {
  if (config.databaseUrl) return config.databaseUrl
  const { dataDir } = config
  const onEvent = (line: string) => log.warn(line)
  running.database = await startEmbeddedPostgres({ dataDir, onEvent, ...(running.lock ? { lock: running.lock } : {}) })
  return running.database.url
}

function environmentOfPlanes(config: Config, url: string): Record<string, string | undefined> {
  const gateways = hasPlane(config, 'gateway') ? config.workers : 0
  const processes = gateways + (hasPlane(config, 'console') ? 1 : 0) + (hasPlane(config, 'worker') ? 1 : 0)
  const share = Math.floor((EMBEDDED_CONNECTIONS - SPARE_CONNECTIONS) / 2 / processes)
  return {
    DATABASE_URL: url,
    DATABASE_POOL:
      process.env.DATABASE_POOL ?? (config.databaseUrl ? undefined : String(Math.min(10, Math.max(1, share)))),
    NODE_ENV: dev ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    GATEHOUSE_DEV: dev ? '1' : undefined,
    GATEHOUSE_ADMIN_EMAIL: undefined,
    GATEHOUSE_ADMIN_PASSWORD: undefined,
  }
}

function planesOf(config: Config, env: Record<string, string | undefined>): PlaneProcess[] {
  const planes: PlaneProcess[] = []
  if (hasPlane(config, 'console'))
    planes.push(startPlane({ name: 'console', entry: 'console-main.ts', env, chatty: dev }))
  if (hasPlane(config, 'worker')) planes.push(startPlane({ name: 'worker', entry: 'worker-main.ts', env, chatty: dev }))
  const workers = hasPlane(config, 'gateway') ? config.workers : 0
  for (let worker = 1; worker <= workers; worker += 1) {
    planes.push(
      startPlane({ name: workers > 1 ? `gateway-${worker}` : 'gateway', entry: 'gateway-main.ts', env, chatty: dev }),
    )
  }
  return planes
}

function readyLine(config: Config): string {
  const scheme = config.consoleTls ? 'https' : 'http'
  return [
    ...(hasPlane(config, 'console') ? [`console=${scheme}://localhost:${config.port}`] : []),
    ...(hasPlane(config, 'gateway') ? [`gateway=https://localhost:${config.gatewayPort}`] : []),
    ...(config.role === 'worker' ? ['worker'] : []),
    ...(running.status ? [`status=http://localhost:${running.status.port}`] : []),
  ].join(' ')
}

function onSignal(signal: NodeJS.Signals): void {
  if (ending && Date.now() - firstSignal < SAME_SIGNAL) return
  if (ending) {
    log.warn(`${signal} again: ending at once`)
    process.exit(1)
  }
  firstSignal = Date.now()
  if (process.stderr.isTTY) process.stderr.write('\nending…\n')
  void endEverything().then(() => process.exit(0))
}

/** The planes first, while the database still takes what they have to write. */
function endEverything(): Promise<void> {
  ending ??= (async () => {
    stop.abort()
    await Promise.all(running.planes.map((plane) => plane.stop()))
    await running.database?.stop()
    await running.status?.close()
    await running.lock?.release()
  })()
  return ending
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}

function shortPath(path: string): string {
  const short = relative(PROJECT_ROOT, path)
  return short.startsWith('..') ? path : short
}

/** What the reader can do something about is a sentence; anything else is a bug of ours and keeps its stack. */
function sentenceOf(error: unknown): string {
  if (error instanceof ConfigError || error instanceof AppError) return error.message
  if (!(error instanceof Error)) return String(error)
  const code = Reflect.get(error, 'code')
  if (code === 'ECONNREFUSED' || code === 'ENOTFOUND' || code === 'CONNECT_TIMEOUT') {
    return `The database at DATABASE_URL cannot be reached (${error.message}): start it, or correct the address.`
  }
  return error.message
}
