/** Gauges of what the database holds. Read when somebody asks, and at most every fifteen seconds. */
import { type InstallationNumbers, readInstallationNumbers } from '#lib/db/installation-numbers.ts'
import { gauge, type Sample } from '#lib/observability/meters.ts'
import type { Runtime } from './runtime.ts'

/** In milliseconds. */
const FRESH = 15_000

export function watchInstallation({ sql }: Runtime): void {
  let last: { at: number; numbers: Promise<InstallationNumbers> } | undefined
  const numbers = () => {
    if (!last || performance.now() - last.at > FRESH) {
      const reading = { at: performance.now(), numbers: readInstallationNumbers(sql) }
      reading.numbers.catch(() => {
        if (last === reading) last = undefined
      })
      last = reading
    }
    return last.numbers
  }
  const watch = (name: string, help: string, pick: (of: InstallationNumbers) => readonly Sample[]) =>
    gauge(name, help, async () => pick(await numbers()))

  watch('gatehouse_gateways', 'Gateways of all owners, by state.', (of) => byState(of.gateways))
  watch('gatehouse_jobs_waiting', 'Jobs that are due and not begun.', (of) => one(of.jobs.waiting))
  watch('gatehouse_jobs_oldest_seconds', 'How long the job that waits longest is due.', (of) =>
    one(of.jobs.oldestSeconds),
  )
  watch('gatehouse_jobs_failed', 'Jobs that were given up.', (of) => one(of.jobs.failed))
  watch('gatehouse_deliveries_waiting', 'Messages to application servers, webhooks and mail that wait.', (of) =>
    one(of.deliveries.waiting),
  )
  watch('gatehouse_destinations_open', 'Destinations that are tried no more until a probe succeeds.', (of) =>
    one(of.deliveries.openCircuits),
  )
  watch('gatehouse_rollouts', 'Rollouts of all owners, by state.', (of) => byState(of.rollouts))
}

const one = (value: number): readonly Sample[] => [{ labels: {}, value }]
const byState = (counts: readonly { state: string; count: number }[]): readonly Sample[] =>
  counts.map(({ state, count }) => ({ labels: { state }, value: count }))
