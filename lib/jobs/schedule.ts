/** Work that comes again by the clock, in UTC. The queue runs each once, however many processes there are. */
import type { CronItem } from 'graphile-worker'

export const SCHEDULE: readonly CronItem[] = [
  { task: 'clean-up', match: '17 * * * *' },
  { task: 'rouse', match: '* * * * *' },
  { task: 'trim-delivery-logs', match: '41 * * * *' },
]
