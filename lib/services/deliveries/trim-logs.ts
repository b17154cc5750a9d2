/** Bounds the delivery log: of each destination the newest deliveries of the last days stay. */
import { listDestinations, trimDeliveries } from '#lib/db/deliveries.ts'
import type { Context } from '../context.ts'

const DAY = 86_400_000
/** What waits longer is given up. */
export const WAITS_AT_MOST_DAYS = 7
/** What is over is kept for the log and for replay. */
export const KEPT_DAYS = 14
/** Of each destination. */
export const KEPT_AT_MOST = 100_000

export async function trimLogs(context: Context, signal?: AbortSignal): Promise<void> {
  const now = context.now()
  for (const id of await listDestinations(context.sql)) {
    if (signal?.aborted) return
    await trimDeliveries(context.sql, id, {
      keep: KEPT_AT_MOST,
      over: new Date(now.getTime() - KEPT_DAYS * DAY),
      stale: new Date(now.getTime() - WAITS_AT_MOST_DAYS * DAY),
      now,
    })
  }
}
