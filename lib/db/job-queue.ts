/**
 * Puts work into the queue (graphile-worker, docs/decisions/0032). Called with the transaction of the change that the
 * work follows from: either both are stored or neither.
 */
import type { Statements } from './client.ts'

export interface JobOptions {
  /** Of several waiting jobs with one key the last one stands; one that runs already is not touched. */
  readonly jobKey?: string
  /** What a second job with the same key does to one that waits: takes its place, or keeps the earlier time. */
  readonly jobKeyMode?: 'replace' | 'preserve_run_at'
  /** Not before this time; at once unless told. */
  readonly runAt?: Date
  /** Jobs of one queue never run at once; their order is not promised. */
  readonly queueName?: string
  /** 25 unless told, with pauses that grow exponentially. */
  readonly maxAttempts?: number
}

/** One job; `task` is a name of lib/jobs/tasks.ts, and `payload` holds identifiers, never secrets. */
export async function addJob(
  sql: Statements,
  task: string,
  payload: Readonly<Record<string, unknown>>,
  options: JobOptions = {},
): Promise<void> {
  const { jobKey = null, jobKeyMode = 'replace', runAt = null, queueName = null, maxAttempts = null } = options
  await sql`
    select from graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::text::json, queue_name => ${queueName}::text,
           run_at => ${runAt}::timestamptz, max_attempts => ${maxAttempts}::int, job_key => ${jobKey}::text, job_key_mode => ${jobKeyMode})`
}

export interface QueuedJob extends Omit<JobOptions, 'jobKeyMode'> {
  readonly payload: Readonly<Record<string, unknown>>
}

/** Many jobs of one task in one statement. */
export async function addJobs(
  sql: Statements,
  task: string,
  jobs: readonly QueuedJob[],
  jobKeyMode: NonNullable<JobOptions['jobKeyMode']> = 'replace',
): Promise<void> {
  if (jobs.length === 0) return
  const rows = jobs.map((job) => ({
    identifier: task,
    payload: job.payload,
    queue_name: job.queueName ?? null,
    run_at: job.runAt ?? null,
    max_attempts: job.maxAttempts ?? null,
    job_key: job.jobKey ?? null,
  }))
  await sql`
    select from graphile_worker.add_jobs(
      array(select s from json_populate_recordset(null::graphile_worker.job_spec, ${JSON.stringify(rows)}::text::json) s),
      ${jobKeyMode === 'preserve_run_at'})`
}
