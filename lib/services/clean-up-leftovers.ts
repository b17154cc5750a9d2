/** Removes what nobody comes back for: uploads of killed processes, counts whose time is over, old downlinks and events. */
import { deleteOldAlerts } from '#lib/db/claim-alerts.ts'
import { deleteOldFailures } from '#lib/db/claim-failures.ts'
import { deleteOldDownlinks } from '#lib/db/downlinks.ts'
import { deleteOldNotices } from '#lib/db/expiry-notices.ts'
import { dropDeadUploads } from '#lib/db/firmware-images.ts'
import { deleteOldEvents } from '#lib/db/gateway-events.ts'
import { deleteOldOutages } from '#lib/db/outages.ts'
import { deleteOldAttempts } from '#lib/db/sign-in-attempts.ts'
import type { Context } from './context.ts'

/** An upload without a sign of life for this long, in milliseconds, is dead. */
const UPLOAD_DEAD_AFTER = 15 * 60_000
/** What became of downlinks and events is kept this long, in milliseconds. */
const HISTORY = 30 * 86_400_000

export async function cleanUpLeftovers({ sql, now }: Context): Promise<void> {
  const at = now()
  await dropDeadUploads(sql, new Date(at.getTime() - UPLOAD_DEAD_AFTER))
  await deleteOldFailures(sql, at)
  await deleteOldAttempts(sql, { now: at })
  const old = new Date(at.getTime() - HISTORY)
  await deleteOldAlerts(sql, old)
  await deleteOldDownlinks(sql, old)
  await deleteOldEvents(sql, old)
  await deleteOldOutages(sql, old)
  await deleteOldNotices(sql, old)
}
