/**
 * `npm run bench`: how fast check-ins, handshakes and bulk calls are on this machine, beside servers that do as little as
 * possible. Variants take turns, so that a busy minute of the machine slows all of them alike (docs/benchmark.md).
 */
import 'reflect-metadata'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { startEmbeddedPostgres } from '#lib/server/embedded-postgres.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { createOwner } from '#lib/services/create-owner.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { measureBulk } from './bulk.ts'
import { type ClaimPlan, measureClaims } from './claims.ts'
import { type ConsoleResult, measureConsole, printConsole } from './console.ts'
import { type DeliveryPlan, measureDeliveries } from './deliveries.ts'
import type { DownloadOrder, DownloadResult } from './downloads.ts'
import { type FleetPagesResult, measureFleetPages, printFleetPages } from './fleet-pages.ts'
import type { LoadOrder, LoadResult } from './load.ts'
import { median } from './median.ts'
import { type BenchDatabase, openContext } from './open-context.ts'
import type { Arrivals } from './receiver.ts'
import {
  type BenchResult,
  describeMachine,
  printClaims,
  printReport,
  type RateResult,
  type WriteBehindResult,
} from './report.ts'
import { countWritten, seedFleet } from './seed.ts'
import type { ServerKind, ServerSettings, ServerUsage } from './server.ts'
import { measureTransfers, type TransferPlan, type TransferResult } from './transfers.ts'
import { startWorker, type Worker } from './workers.ts'

interface Plan {
  readonly gateways: number
  readonly bulk: number
  readonly claims: ClaimPlan
  readonly rounds: number
  /** Of one variant in one round, in milliseconds. */
  readonly time: number
  readonly warmUp: number
  /** Of the run at full load that looks at what is written behind. */
  readonly sustained: number
  readonly transfers: readonly TransferPlan[]
  readonly deliveries: DeliveryPlan
}

const FULL: Plan = {
  gateways: 100_000,
  bulk: 10_000,
  claims: { gateways: 10_000, rounds: 5 },
  rounds: 4,
  time: 2_000,
  warmUp: 1_000,
  sustained: 15_000,
  transfers: [
    { gateways: 50, mebibytes: 100 },
    { gateways: 200, mebibytes: 100 },
  ],
  deliveries: { reports: 30_000, perSecond: 500, seconds: 10 },
}
const QUICK: Plan = {
  gateways: 10_000,
  bulk: 500,
  claims: { gateways: 1_000, rounds: 2 },
  rounds: 2,
  time: 600,
  warmUp: 300,
  sustained: 2_000,
  transfers: [{ gateways: 50, mebibytes: 20 }],
  deliveries: { reports: 5_000, perSecond: 500, seconds: 3 },
}
const CONNECTIONS = 64
const TLS_CONNECTIONS = 16
/** For the recorder to write what it holds. */
const DRAIN_TIME = 60_000

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    /** Only the console's pages over a fleet of a million (with --quick: fifty thousand). */
    fleet: { type: 'boolean', default: false },
    /** Only what a key provider costs: derivations, and claims with PIN. */
    claims: { type: 'boolean', default: false },
  },
})
const FLEET = options.quick ? { gateways: 50_000, calls: 20 } : { gateways: 1_000_000, calls: 100 }

type Server = Worker<'usage', ServerUsage> & { readonly name: string; readonly port: number }
type Load = Worker<LoadOrder, LoadResult>

/** What was started, in the order of ending: the last first. */
const started: (() => Promise<void>)[] = []

/** A database of its own with one owner. */
async function open() {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'))
  started.push(() => rm(dataDir, { recursive: true, force: true }))
  say('starting a database…')
  const server = await startEmbeddedPostgres({ dataDir, purpose: 'the benchmark' })
  started.push(() => server.stop())
  await migrateDatabase(server.url)
  const database = { url: server.url, dataDir }
  const context = await openContext(database)
  started.push(() => context.close())
  const [version] = await context.sql<{ server_version: string }[]>`show server_version`
  const { id: ownerId } = await createOwner(context, { id: '::1', name: 'Bench' })
  const actor: OwnerActor = { ownerId, id: 'cli', address: null }
  return { database, context, actor, ownerId, postgres: version?.server_version ?? '' }
}

async function main(plan: Plan): Promise<BenchResult> {
  const { database, context, actor, ownerId, postgres } = await open()
  const ca = await makeCa({ name: 'CN=LNS CA' })

  say(`seeding ${plan.gateways} gateways…`)
  const begun = performance.now()
  await seedFleet(context, ownerId, plan.gateways, ca.der)
  const seeding = performance.now() - begun

  const settings = { ...database, gateways: plan.gateways }
  const load: Load = await startProcess('load.ts', [
    JSON.stringify({ gateways: plan.gateways, trust: ca.der.toString('hex') }),
  ])
  return {
    machine: describeMachine(postgres),
    gateways: plan.gateways,
    seeding,
    ...(await measureCheckIns(context, plan, settings, load)),
    tls: await measureTls(context, plan, settings, load),
    bulk: await measureOwnerApi(context, actor, plan, settings, ca),
    claims: await measureProviders(context, actor, plan),
    transfers: await measureFirmware(context, actor, plan, settings),
    deliveries: await measureReports(context, actor, plan, database),
  }
}

async function fleetPages(): Promise<FleetPagesResult & { readonly console: ConsoleResult }> {
  const { context, actor, database } = await open()
  say(`seeding ${FLEET.gateways} gateways and asking for pages of them…`)
  const pages = await measureFleetPages(context, actor, FLEET.gateways, FLEET.calls)
  say('starting the console, and asking it for the same…')
  return { ...pages, console: await measureConsole(context, actor, database, FLEET) }
}

async function measureCheckIns(context: Context, plan: Plan, settings: ServerSettings, load: Load) {
  const checkIn = await startServer('check-in', 'update-info of Gatehouse', settings)
  const servers = [
    await startServer('hello', 'node:http hello', settings),
    await startServer('query', 'node:http and one query', settings),
    checkIn,
  ]
  say('first contact of every gateway…')
  const order = { port: checkIn.port, connections: CONNECTIONS, checkIn: true }
  const first = await load.ask({ ...order, requests: plan.gateways })
  let answered = first.requests
  const firstContact = { perSecond: rateOf(first), lag: await drained(context, answered) }

  say('unchanged check-ins…')
  const checkIns = await takeTurns(plan, servers, async (server, time) => {
    const result = await load.ask({ ...order, port: server.port, time, checkIn: server === checkIn })
    if (server === checkIn) {
      answered += result.requests
      // Before the next variant has its turn: it must not pay for what this one left to be written.
      await drained(context, answered)
    }
    return result
  })

  say('check-ins at full load…')
  const writtenBefore = await countWritten(context)
  const sustained = await load.ask({ ...order, time: plan.sustained })
  const { rss } = await checkIn.ask('usage')
  answered += sustained.requests
  const waiting = answered - (await countWritten(context))
  const lag = await drained(context, answered)
  const writeBehind: WriteBehindResult = {
    perSecond: rateOf(sustained),
    answered: sustained.requests,
    written: (await countWritten(context)) - writtenBefore,
    waiting,
    lag,
    rss,
  }
  await Promise.all(servers.map((server) => server.stop()))
  return { firstContact, checkIns, writeBehind }
}

async function measureTls(context: Context, plan: Plan, settings: ServerSettings, load: Load) {
  const { trust } = await serverCertificate(context)
  const servers = [
    await startServer('tls-hello', 'node:https hello', settings),
    await startServer('tls-plane', 'gateway listener', settings),
  ]
  say('handshakes…')
  const results = await takeTurns(plan, servers, (server, time) =>
    load.ask({
      port: server.port,
      time,
      connections: TLS_CONNECTIONS,
      ca: trust ?? '',
      checkIn: server.name === 'gateway listener',
    }),
  )
  await Promise.all(servers.map((server) => server.stop()))
  return results
}

async function measureOwnerApi(
  context: Context,
  actor: OwnerActor,
  plan: Plan,
  settings: ServerSettings,
  ca: Awaited<ReturnType<typeof makeCa>>,
) {
  const api = await startServer('owner-api', 'Owner API', settings)
  say(`claiming and setting up ${plan.bulk} gateways…`)
  const results = await measureBulk(context, actor, { gateways: plan.bulk, ca, apiPort: api.port })
  await api.stop()
  return results
}

function measureProviders(context: Context, actor: OwnerActor, plan: Plan) {
  say('deriving and claiming with each key provider…')
  return measureClaims(context, actor, plan.claims)
}

/** Only what a key provider costs. */
async function claimsAlone(plan: Plan): Promise<Pick<BenchResult, 'machine' | 'claims'>> {
  const { context, actor, postgres } = await open()
  return { machine: describeMachine(postgres), claims: await measureProviders(context, actor, plan) }
}

/** Each with a gateway plane that has done nothing before, so that its memory can be compared. */
async function measureFirmware(context: Context, actor: OwnerActor, plan: Plan, settings: ServerSettings) {
  const { trust } = await serverCertificate(context)
  const results: TransferResult[] = []
  let from = plan.gateways
  for (const transfer of plan.transfers) {
    say(`${transfer.gateways} gateways download ${transfer.mebibytes} MiB…`)
    const plane = await startServer('tls-plane', 'gateway listener', settings)
    const downloads = await startProcess<DownloadOrder, DownloadResult>('downloads.ts', [])
    results.push(await measureTransfers(context, actor, plane, downloads, { ...transfer, from, ca: trust ?? '' }))
    from += transfer.gateways
    await downloads.stop()
    await plane.stop()
  }
  return results
}

/** One application server, and the worker in a process of its own; reports are accepted in this one. */
async function measureReports(context: Context, actor: OwnerActor, plan: Plan, database: BenchDatabase) {
  say(`delivering ${plan.deliveries.reports} reports…`)
  const receiver = await startProcess<'count' | 'reset', Arrivals, { port: number }>('receiver.ts', [])
  const worker = await startProcess('delivery-worker.ts', [JSON.stringify(database)])
  const result = await measureDeliveries(context, actor, { ...receiver, port: receiver.first.port }, plan.deliveries)
  await worker.stop()
  await receiver.stop()
  return result
}

/** Rounds in which each server is asked once, in turn; the first round warms up and does not count. */
async function takeTurns(
  plan: Plan,
  servers: readonly Server[],
  ask: (server: Server, time: number) => Promise<LoadResult>,
): Promise<RateResult[]> {
  for (const server of servers) await ask(server, plan.warmUp)
  const results = new Map(servers.map((server) => [server, [] as (LoadResult & { cpu: number })[]]))
  for (let round = 0; round < plan.rounds; round++) {
    for (const server of servers) {
      const before = await server.ask('usage')
      const result = await ask(server, plan.time)
      const after = await server.ask('usage')
      results.get(server)?.push({ ...result, cpu: after.cpu - before.cpu })
    }
  }
  return servers.map((server) => summarise(server.name, results.get(server) ?? []))
}

function summarise(name: string, rounds: readonly (LoadResult & { cpu: number })[]): RateResult {
  const sum = (of: (round: LoadResult & { cpu: number }) => number) => rounds.reduce((all, one) => all + of(one), 0)
  return {
    name,
    perSecond: median(rounds.map(rateOf)),
    p50: median(rounds.map((round) => round.p50)),
    p99: median(rounds.map((round) => round.p99)),
    cpuPerRequest: sum((round) => round.cpu) / sum((round) => round.requests),
    requests: sum((round) => round.requests),
    errors: sum((round) => round.errors),
    rounds: rounds.map(rateOf),
  }
}

const rateOf = (result: LoadResult) => (result.requests / result.elapsed) * 1000

/** Waits until the log counts every check-in that was answered: milliseconds. */
async function drained(context: Context, answered: number): Promise<number> {
  const begun = performance.now()
  for (;;) {
    const written = await countWritten(context)
    const elapsed = performance.now() - begun
    if (written >= answered) return elapsed
    if (elapsed > DRAIN_TIME) throw new Error(`${answered - written} check-ins were not written within a minute`)
    await delay(50)
  }
}

async function startServer(kind: ServerKind, name: string, settings: ServerSettings): Promise<Server> {
  const worker = await startProcess<'usage', ServerUsage, { port: number }>('server.ts', [
    kind,
    JSON.stringify(settings),
  ])
  return { ...worker, name, port: worker.first.port }
}

async function startProcess<Question, Answer, First = unknown>(file: string, args: readonly string[]) {
  const worker = await startWorker<Question, Answer, First>(file, args)
  started.push(() => worker.stop())
  return worker
}

async function endEverything(): Promise<void> {
  for (let end = started.pop(); end; end = started.pop()) await end()
}

const say = (line: string) => process.stderr.write(`${line}\n`)

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (interrupted) return
    interrupted = true
    endEverything().finally(() => process.exit(130))
  })
}

try {
  const [result, text] = options.fleet
    ? await fleetPages().then((pages) => [pages, `${printFleetPages(pages)}\n${printConsole(pages.console)}`] as const)
    : options.claims
      ? await claimsAlone(options.quick ? QUICK : FULL).then((claims) => [claims, printClaims(claims)] as const)
      : await main(options.quick ? QUICK : FULL).then((all) => [all, printReport(all)] as const)
  process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : `\n${text}`)
} catch (error) {
  if (!interrupted) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exitCode = 1
  }
} finally {
  if (!interrupted) await endEverything()
}
