/**
 * A real PostgreSQL of our own under DATA_DIR, for installations without one (DESIGN §2): made once, started on a free
 * port of 127.0.0.1 behind a random password, restarted when it crashes. One per folder, whatever was killed before.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { totalmem } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import postgres from 'postgres'
import {
  DATABASE_NAME,
  databaseUrl,
  giveToOwnerOfFolder,
  readDatabaseRecord,
  writeDatabaseRecord,
} from './database-record.ts'
import { type FolderLock, type LockHolder, lockFolder } from './folder-lock.ts'
import { findPostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts'
import {
  accountFor,
  type Cluster,
  clusterFolder,
  disarmServerFile,
  environmentFor,
  findOrphan,
  isAlive,
  lastLines,
  openCluster,
  readServerFile,
} from './postgres-cluster.ts'

export interface EmbeddedPostgresOptions {
  readonly dataDir: string
  /** Default: the port of the last time, else a free one. */
  readonly port?: number
  /** False leaves out fsync: for tests, whose data nobody keeps. */
  readonly durable?: boolean
  /** The lock on `dataDir` when the caller holds it already; else it is taken here and given back by `stop`. */
  readonly lock?: FolderLock
  /** Who holds the lock, for the message that others get. */
  readonly purpose?: string
  /** One line for each thing an operator wants to know of: a crash, a restart, an orphan. */
  readonly onEvent?: (line: string) => void
}

export interface EmbeddedPostgres {
  /** `postgres://…` of the database “gatehouse”. The password is in it: not for logs. */
  readonly url: string
  /** Ends the server: open transactions are rolled back, everything committed stays. */
  stop(): Promise<void>
}

/** Another Gatehouse works on this folder. */
export class FolderInUseError extends Error {
  readonly holder: LockHolder

  constructor(dataDir: string, holder: LockHolder) {
    super(
      `${dataDir} is in use by ${holder.purpose} (process ${holder.pid}): stop it first, or give this one another DATA_DIR.`,
    )
    this.holder = holder
  }
}

const START_TIME = 60_000
const STOP_TIME = 20_000
const LOG_BYTES = 5_000_000

/**
 * Starts the server of `dataDir`, stopping one that a killed Gatehouse left.
 * @throws FolderInUseError, or Error with a sentence that says why PostgreSQL does not start.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir)
  mkdirSync(dataDir, { recursive: true, mode: 0o700 })
  const lock = options.lock ?? (await takeLock(dataDir, options.purpose ?? 'another Gatehouse'))
  const releaseLock = options.lock ? async () => {} : () => lock.release()
  const onEvent = options.onEvent ?? (() => {})
  try {
    const account = accountFor(dataDir)
    const binaries = findPostgresBinaries(account)
    await stopOrphan(clusterFolder(dataDir), onEvent)
    const cluster = await openCluster(dataDir, binaries, account, options.durable ?? true)
    const port = options.port ?? (await choosePort(readDatabaseRecord(dataDir)?.port))
    writeDatabaseRecord(dataDir, { password: cluster.password, port })
    const server = await supervise({ dataDir, cluster, binaries, port, durable: options.durable ?? true, onEvent })
    try {
      const url = databaseUrl(cluster.password, port)
      await makeDatabase(url)
      return {
        url,
        stop: async () => {
          await server.stop()
          await releaseLock()
        },
      }
    } catch (error) {
      await server.stop()
      throw error
    }
  } catch (error) {
    await releaseLock()
    throw error
  }
}

async function takeLock(dataDir: string, purpose: string): Promise<FolderLock> {
  const attempt = await lockFolder(dataDir, purpose)
  if (!attempt.held) throw new FolderInUseError(dataDir, attempt.holder)
  return attempt
}

async function stopOrphan(folder: string, onEvent: (line: string) => void): Promise<void> {
  const pid = findOrphan(folder)
  if (pid === undefined) return
  onEvent('stopping the database that an earlier start left running')
  await endProcess(pid)
}

/** First as a fast shutdown, then at once; both keep every committed transaction. */
async function endProcess(pid: number): Promise<void> {
  for (const [signal, time] of [
    ['SIGINT', STOP_TIME],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isAlive(pid)) return
    process.kill(pid, signal)
    for (const end = Date.now() + time; isAlive(pid) && Date.now() < end; ) await delay(20)
  }
}

async function choosePort(last: number | undefined): Promise<number> {
  return (last && (await tryPort(last))) || (await tryPort(0)) || Promise.reject(new Error('no free port on 127.0.0.1'))
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.once('error', () => resolve(undefined))
    probe.listen({ host: '127.0.0.1', port }, () => {
      const address = probe.address()
      probe.close(() => resolve(typeof address === 'object' ? address?.port : undefined))
    })
  })
}

/** For one machine that does other work too: a quarter of its memory, but no more than 512 MB, and no work at idle. */
function settings(port: number, durable: boolean): string[] {
  const buffers = Math.round(Math.min(512, Math.max(64, totalmem() / 4 / 1024 / 1024)))
  const values: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: `${buffers}MB`,
    max_wal_size: '1GB',
    checkpoint_timeout: '10min',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    log_line_prefix: '%m [%p] ',
    idle_in_transaction_session_timeout: '60s',
    // A client that vanished is noticed, so that its locks go with it.
    client_connection_check_interval: '5s',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  }
  return Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}

interface Supervised {
  readonly dataDir: string
  readonly cluster: Cluster
  readonly binaries: PostgresBinaries
  readonly port: number
  readonly durable: boolean
  readonly onEvent: (line: string) => void
}

async function supervise(server: Supervised): Promise<{ stop(): Promise<void> }> {
  let stopping = false
  let restarting: Promise<void> = Promise.resolve()
  let child = await launch(server)

  const watch = () => {
    child.once('exit', (code, signal) => {
      if (stopping) return
      server.onEvent(`the database ended unexpectedly (${signal ?? `exit code ${code}`}), restarting it`)
      restarting = restart()
    })
  }
  const restart = async () => {
    for (let pause = 200; !stopping; pause = Math.min(pause * 2, 10_000)) {
      try {
        child = await launch(server)
        watch()
        server.onEvent('the database is back')
        return
      } catch (error) {
        server.onEvent(error instanceof Error ? error.message : String(error))
        await delay(pause)
      }
    }
  }
  watch()
  return {
    stop: async () => {
      stopping = true
      await restarting
      const { pid } = child
      if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      void endProcess(pid)
      await ended
    },
  }
}

/** Starts the server and waits until it takes connections; an early end is tried again while an old one dies. */
async function launch(server: Supervised): Promise<ChildProcess> {
  const logFile = rotateLog(join(server.dataDir, 'postgres.log'))
  const deadline = Date.now() + START_TIME
  for (;;) {
    disarmServerFile(server.cluster.folder)
    const from = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
    const output = openSync(logFile, 'a', 0o600)
    giveToOwnerOfFolder(logFile)
    const { cluster } = server
    const args = ['-D', cluster.address, ...settings(server.port, server.durable)]
    const child = spawn(server.binaries.postgres, args, {
      ...cluster.account,
      cwd: cluster.folder,
      env: environmentFor(),
      stdio: ['ignore', output, output],
      // A group of its own: Ctrl-C in a terminal reaches the launcher alone, which ends the database last.
      detached: true,
    })
    closeSync(output)
    let failure: string | undefined
    child.once('error', (error) => {
      failure = error.message
    })
    while (failure === undefined && child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
      const file = readServerFile(cluster.folder)
      if (file?.pid === child.pid && file?.ready) return child
      await delay(10)
    }
    if (child.exitCode === null && child.signalCode === null && child.pid) await endProcess(child.pid)
    const said = failure ?? lastLines(readFileSync(logFile).subarray(from).toString())
    // Children of a killed server need a moment to notice it, and until then hold the old one's memory.
    const passing = /shared memory block .* still in use|Address already in use/.test(said)
    if (!passing || Date.now() >= deadline) {
      throw new Error(`The embedded database does not start (${logFile}): ${said || 'no word from it within a minute'}`)
    }
    await delay(200)
  }
}

function rotateLog(path: string): string {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES) renameSync(path, `${path}.1`)
  return path
}

async function makeDatabase(url: string): Promise<void> {
  const maintenance = new URL(url)
  maintenance.pathname = '/postgres'
  const sql = postgres(maintenance.href, { max: 1, onnotice: () => {} })
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${DATABASE_NAME}`
    if (!found) await sql.unsafe(`create database ${DATABASE_NAME}`)
  } finally {
    await sql.end({ timeout: 5 })
  }
}
