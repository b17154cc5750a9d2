/** Takes jobs out of the queue and carries them out (graphile-worker, docs/decisions/0032). */
import { EventEmitter } from 'node:events'
import { Logger, parseCronItems, run, type WorkerEvents } from 'graphile-worker'
import { Pool } from 'pg'
import { readDatabaseUrl } from '#lib/db/client.ts'
import { endPool, keepPoolAlive } from '#lib/db/job-pools.ts'
import { log } from '#lib/observability/log.ts'
import type { Context } from '#lib/services/context.ts'
import { SCHEDULE } from './schedule.ts'
import { TASKS } from './tasks.ts'

export interface JobRunner {
  /** Lets what runs come to an end, or to its next good place, and gives back what was taken. */
  close(): Promise<void>
}

export interface JobOptions {
  readonly databaseUrl: string
  readonly tasks?: typeof TASKS
  readonly schedule?: typeof SCHEDULE
  /** Called when the queue gives up by itself: what was done could not be written down for minutes. */
  readonly onGivenUp?: () => void
}

/** At once in one process. They wait for other servers most of the time. */
const CONCURRENT = 500
/** Connections for taking and giving back jobs; the work itself uses the context's. */
const CONNECTIONS = 6
/** Between two looks for new jobs, in milliseconds, where no notification came (PgBouncer swallows them). */
const POLL = 1_000
/** Between two signs of life, in milliseconds. */
const HEARTBEAT = 5_000
/** Jobs get this long, in milliseconds, to come to an end when the process does. */
const STOP_TIME = 3_000

export async function runJobs(context: Context, options: JobOptions): Promise<JobRunner> {
  const { url, prepare } = readDatabaseUrl(options.databaseUrl)
  const { tasks = TASKS, schedule = SCHEDULE } = options
  const events: WorkerEvents = new EventEmitter()
  const ending = new AbortController()
  let pool = ''
  events.on('pool:create', ({ workerPool }) => {
    pool = workerPool.id
  })
  events.on('job:error', ({ job, error }) => {
    log.error({ err: error, task: job.task_identifier, attempt: job.attempts }, 'a job failed and is tried again')
  })
  const connections = new Pool({ connectionString: url, max: CONNECTIONS, application_name: 'gatehouse' })
  // A connection that the server ends is opened anew at its next use; without a listener, pg would end this process.
  connections.on('error', (error) => log.warn({ err: error }, 'a connection of the queue was lost'))
  connections.on('connect', (client) => client.on('error', () => {}))
  const runner = await run({
    pgPool: connections,
    noPreparedStatements: !prepare,
    concurrency: CONCURRENT,
    pollInterval: POLL,
    noHandleSignals: true,
    gracefulShutdownAbortTimeout: STOP_TIME,
    logger,
    events,
    taskList: Object.fromEntries(
      Object.entries(tasks).map(([name, task]) => [name, (payload) => task.run(context, payload, ending.signal)]),
    ),
    parsedCronItems: parseCronItems([...schedule]),
    // Written in batches: only then does its end wait until what was done is also written down as done.
    preset: {
      worker: {
        localQueue: { size: CONCURRENT, ttl: 60_000 },
        completeJobBatchDelay: 0,
        failJobBatchDelay: 0,
      },
    },
  })
  let closing = false
  const ended = runner.promise.catch((error) => log.error({ err: error }, 'the queue did not end well'))
  void ended.then(() => {
    if (closing) return
    log.error('the queue has given up: no more jobs are taken')
    options.onGivenUp?.()
  })
  const beat = () =>
    keepPoolAlive(context.sql, pool).catch((error) => log.warn({ err: error }, 'no sign of life could be given'))
  await beat()
  const timer = setInterval(beat, HEARTBEAT)
  return {
    close: async () => {
      clearInterval(timer)
      closing = true
      ending.abort()
      // Refused where it has given up.
      await runner.stop().catch(() => ended)
      await connections.end()
      await endPool(context.sql, pool)
    },
  }
}

/**
 * Its own words, into our log. Not its line about a job that failed: that repeats the error's text, which may quote what
 * the job worked on; `job:error` says it through our filter. Nor its doubt about few connections for many waiting jobs, nor
 * a line for each of hundreds of places for jobs.
 */
const UNWANTED = /^Failed task|^WARNING: having maxPoolSize|^Spawned/
const logger = new Logger(() => (level, message) => {
  if (UNWANTED.test(message)) return
  if (level === 'error') log.error(message)
  else if (level === 'warning') log.warn(message)
  else log.debug(message)
})
