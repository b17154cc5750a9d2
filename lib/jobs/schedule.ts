/** Work that comes again by the clock, in UTC. The queue runs each once, however many processes there are. */
import type { CronItem } from 'graphile-worker'

export const SCHEDULE: readonly CronItem[] = [
  { task: 'clean-up', match: '17 * * * *' },
  { task: 'renew-client-certificates', match: '29 * * * *' },
  { task: 'rouse', match: '* * * * *' },
  { task: 'trim-delivery-logs', match: '41 * * * *' },
  // What check-ins put into the outbox has no job of its own.
  { task: 'dispatch-events', match: '* * * * *' },
  { task: 'tidy-certificates', match: '53 * * * *' },
  { task: 'scan-expiry', match: '41 4 * * *' },
  { task: 'expire-transfers', match: '*/5 * * * *' },
  { task: 'scan-silence', match: '*/5 * * * *' },
  { task: 'tend-fleet', match: '* * * * *' },
  { task: 'rollout-sweep', match: '* * * * *' },
  { task: 'seal-audit', match: '* * * * *' },
]
