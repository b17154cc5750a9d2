/** The worker as `npm start` runs it, for the benchmark's database. */
import { runJobs } from '#lib/jobs/run-jobs.ts'
import { type BenchDatabase, openContext } from './open-context.ts'

const database = JSON.parse(process.argv[2] ?? '') as BenchDatabase
const context = await openContext(database)
const local = { ...context, site: { ...context.site, outbound: { allow: '127.0.0.1' } } }
const jobs = await runJobs(local, { databaseUrl: database.url, schedule: [] })
process.once('disconnect', async () => {
  await jobs.close()
  process.exit(0)
})
process.on('SIGINT', () => {})
process.send?.('ready')
