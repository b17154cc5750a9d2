/** The queue through PgBouncer in transaction mode, where no two statements need meet the same session. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openDatabase } from '#lib/db/client.ts'
import { runJobs } from '#lib/jobs/run-jobs.ts'
import { defineTask } from '#lib/jobs/task.ts'
import { pumpDestination } from '#lib/services/deliveries/pump.ts'
import { rouseDestinations } from '#lib/services/deliveries/rouse-destinations.ts'
import { trimLogs } from '#lib/services/deliveries/trim-logs.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'
import { findPgBouncer, startPgBouncer } from '#tests/support/pgbouncer.ts'
import { createEngine, delivered, failed } from './engine-fixture.ts'

describe.skipIf(!findPgBouncer())('through PgBouncer (Debian: apt-get install pgbouncer)', () => {
  let direct: TestContext
  beforeEach(async () => {
    direct = await createTestContext()
  })
  afterEach(() => direct.close())

  test('accept, deliver, fail, try again, rouse and trim', async () => {
    const bouncer = await startPgBouncer(direct.url)
    const opened = openDatabase(bouncer.url, { max: 5 })
    const context = { ...direct, ...opened, now: () => new Date() }
    const owner = await createTestOwner(context)
    const engine = createEngine(context, owner)
    const deliver = defineTask(
      z.object({ destinationId: z.string(), destinationType: z.string() }),
      (_context, payload, signal) => pumpDestination(context, payload, signal, { types: engine.types }),
    )
    const runner = await runJobs(context, { databaseUrl: bouncer.url, tasks: { deliver }, schedule: [] })
    const refused = new Set(['a:0'])
    const one = engine.open((what) => (refused.delete(what) ? failed() : delivered()))
    const words = Array.from({ length: 200 }, (_, index) => `${'abcd'[index % 4]}:${Math.floor(index / 4)}`)
    await Promise.all([engine.accept(one, words), rouseDestinations(context)])
    await eventually(async () =>
      expect((await engine.rows(one)).every(({ state }) => state === 'delivered')).toBe(true),
    )
    expect(one.sent.filter((word) => word.startsWith('a:'))).toEqual([
      'a:0',
      ...words.filter((word) => word.startsWith('a:')),
    ])
    await trimLogs(context)
    await runner.close()
    await opened.close()
    await bouncer.stop()
  })
})
