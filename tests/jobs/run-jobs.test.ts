/** The queue on a real PostgreSQL: what is stored with a change runs, and what a dead process had taken runs again. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { addJob, addJobs } from '#lib/db/job-queue.ts'
import { type JobRunner, runJobs } from '#lib/jobs/run-jobs.ts'
import { SCHEDULE } from '#lib/jobs/schedule.ts'
import { defineTask } from '#lib/jobs/task.ts'
import { TASKS } from '#lib/jobs/tasks.ts'
import { createTestContext, type TestContext } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'

let context: TestContext
let runner: JobRunner | undefined
let seen: string[]

beforeEach(async () => {
  context = await createTestContext()
  seen = []
})

afterEach(async () => {
  await runner?.close()
  runner = undefined
  await context.close()
})

const note = defineTask(z.object({ word: z.string() }), async (_context, { word }) => {
  seen.push(word)
})

async function start(tasks = { note }): Promise<void> {
  runner = await runJobs(context, { databaseUrl: context.url, tasks, schedule: [] })
}

test('a job is stored with the change that it follows from, or not at all', async () => {
  await start()
  await context.sql.begin(async (tx) => addJob(tx, 'note', { word: 'kept' }))
  await expect(
    context.sql.begin(async (tx) => {
      await addJob(tx, 'note', { word: 'lost' })
      throw new Error('the change failed')
    }),
  ).rejects.toThrow('the change failed')
  await addJob(context.sql, 'note', { word: 'last' })
  await eventually(() => expect(seen).toContain('last'))
  expect([...seen].sort()).toEqual(['kept', 'last'])
})

test('of several waiting jobs with one key one runs, at the earliest of their times where that is asked for', async () => {
  const later = new Date(Date.now() + 3_600_000)
  await addJob(context.sql, 'note', { word: 'first' }, { jobKey: 'a', runAt: later })
  await addJob(context.sql, 'note', { word: 'second' }, { jobKey: 'a' })
  await addJob(context.sql, 'note', { word: 'kept waiting' }, { jobKey: 'b', runAt: later })
  await addJob(context.sql, 'note', { word: 'kept waiting' }, { jobKey: 'b', jobKeyMode: 'preserve_run_at' })
  await start()
  await eventually(() => expect(seen).toEqual(['second']))
  await eventually(async () => {
    const rows = await context.sql`select key from graphile_worker.jobs`
    expect(rows.map(({ key }) => key)).toEqual(['b'])
  })
})

test('many jobs go in with one statement, and jobs of one queue never run at once', async () => {
  const words = Array.from({ length: 500 }, (_, index) => `w${index}`)
  await addJobs(
    context.sql,
    'note',
    words.map((word) => ({ payload: { word } })),
  )
  await start()
  await eventually(() => expect(new Set(seen)).toEqual(new Set(words)))
  await runner?.close()

  let running = 0
  const rises: number[] = []
  const slow = defineTask(z.object({ word: z.string() }), async () => {
    rises.push(++running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
  })
  await start({ note: slow })
  await addJobs(
    context.sql,
    'note',
    ['one', 'two', 'three'].map((word) => ({ payload: { word }, queueName: 'one-by-one' })),
  )
  await eventually(() => expect(rises).toEqual([1, 1, 1]))
})

test('what a killed process had taken runs in another one', async () => {
  await addJob(context.sql, 'note', { word: 'rescued' }, { queueName: 'one' })
  await context.sql`update graphile_worker._private_jobs set locked_by = 'dead', locked_at = now()`
  await context.sql`update graphile_worker._private_job_queues set locked_by = 'dead', locked_at = now()`
  await start()
  await eventually(() => expect(seen).toEqual(['rescued']))
})

test('the jobs of a process that lives are left to it', async () => {
  await addJob(context.sql, 'note', { word: 'not mine' })
  await addJob(context.sql, 'note', { word: 'mine' })
  await context.sql`insert into job_pools (id, seen_at) values ('elsewhere', now())`
  await context.sql`
    update graphile_worker._private_jobs set locked_by = 'elsewhere', locked_at = now()
     where payload ->> 'word' = 'not mine'`
  await start()
  await eventually(() => expect(seen).toEqual(['mine']))
  expect(await context.sql`select from graphile_worker.jobs where locked_by = 'elsewhere'`).toHaveLength(1)
})

test('a job is written down as done although its connection is lost meanwhile, and others go on', async () => {
  const ending = Promise.withResolvers<void>()
  const held = defineTask(z.object({ word: z.string() }), async (_context, { word }) => {
    seen.push(word)
    if (word === 'held') await ending.promise
  })
  await start({ note: held })
  const left = async () => (await context.sql`select from graphile_worker._private_jobs`).length
  await addJob(context.sql, 'note', { word: 'held' })
  await eventually(() => expect(seen).toEqual(['held']))
  await context.sql.begin(async (tx) => {
    await tx`select from graphile_worker._private_jobs for update`
    ending.resolve()
    await eventually(async () => {
      const ended = await context.sql`
        select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like 'delete from %_private_jobs%'`
      expect(ended).toHaveLength(1)
    })
  })
  await eventually(async () => expect(await left()).toBe(0))
  await addJob(context.sql, 'note', { word: 'next' })
  await eventually(() => expect(seen).toEqual(['held', 'next']))
  await eventually(async () => expect(await left()).toBe(0))
})

test('a queue that gives up says so, and can still be closed', async () => {
  const givenUp = Promise.withResolvers<void>()
  runner = await runJobs(context, {
    databaseUrl: context.url,
    tasks: { note },
    schedule: [],
    onGivenUp: () => givenUp.resolve(),
  })
  await addJob(context.sql, 'note', { word: 'before' })
  await eventually(() => expect(seen).toEqual(['before']))
  // One of the reasons: a later version has changed the tables beyond this one's understanding.
  await context.sql.notify('worker:migrate', JSON.stringify({ breaking: true }))
  await givenUp.promise
  expect(process.exitCode).toBe(57)
  process.exitCode = undefined
})

test('a job that fails is tried again, and a payload of another shape never reaches the work', async () => {
  let tries = 0
  const flaky = defineTask(z.object({ word: z.string() }), async (_context, { word }) => {
    tries += 1
    if (tries === 1) throw new Error('not yet')
    seen.push(word)
  })
  await addJob(context.sql, 'note', { word: 'stubborn' })
  await addJob(context.sql, 'note', { other: 1 })
  await start({ note: flaky })
  await eventually(() => expect(seen).toEqual(['stubborn']))
  await eventually(async () => {
    const [left] = await context.sql`
      select last_error from graphile_worker._private_jobs where payload ->> 'other' is not null`
    expect(left?.last_error).toMatch(/invalid_type/)
  })
})

test('every line of the schedule names a task', () => {
  for (const { task } of SCHEDULE) expect(Object.keys(TASKS)).toContain(task)
})

test('the clean-up runs as a job', async () => {
  const old = new Date(context.now().getTime() - 30 * 86_400_000)
  await context.sql`insert into claim_failures (scope, key, failures, since) values ('address', '192.0.2.1', 3, ${old})`
  runner = await runJobs(context, { databaseUrl: context.url, schedule: [] })
  await addJob(context.sql, 'clean-up', {})
  await eventually(async () => expect(await context.sql`select from claim_failures`).toHaveLength(0))
})
