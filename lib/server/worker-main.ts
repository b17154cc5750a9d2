/** The process of the background work: deliveries, rollouts, scans (DESIGN §2). It listens on no port. */
import { runJobs } from '#lib/jobs/run-jobs.ts'
import { runPlane } from './run-plane.ts'
import { getRuntime } from './runtime.ts'
import { watchInstallation } from './watch-installation.ts'

runPlane(async () => {
  const runtime = await getRuntime()
  // Nobody waits for an answer of this process: the launcher starts it anew.
  const jobs = await runJobs(runtime, { databaseUrl: runtime.url, onGivenUp: () => process.exit(1) })
  watchInstallation(runtime)
  return {
    check: () => runtime.sql`select 1`,
    close: async () => {
      await jobs.close()
      await runtime.close()
    },
  }
})
