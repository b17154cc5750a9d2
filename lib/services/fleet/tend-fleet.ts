/** What the clock does to the index of gateways: silence begins, and counts are added up. */
import { compactCounts, markSilent } from '#lib/db/fleet.ts'
import type { Context } from '../context.ts'

/** Gateways of one statement. */
const CHUNK = 5_000
/** Of those in one run; the next one goes on. */
const MAX_CHUNKS = 100

export async function tendFleet(context: Context, signal?: AbortSignal): Promise<void> {
  const now = context.now()
  for (let chunk = 0; chunk < MAX_CHUNKS && !signal?.aborted; chunk++) {
    if ((await markSilent(context.sql, now, CHUNK)) < CHUNK) break
  }
  await compactCounts(context.sql)
}
