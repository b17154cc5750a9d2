/** Removes what nobody comes back for: uploads of killed processes, counts whose time is over, old downlinks and events. */
import { deleteOldAlerts } from '#lib/db/claim-alerts.ts'
import { deleteOldFailures } from '#lib/db/claim-failures.ts'
import { deleteOldDownlinks } from '#lib/db/downlinks.ts'
import { deleteOldNotices } from '#lib/db/expiry-notices.ts'
import { dropDeadUploads } from '#lib/db/firmware-images.ts'
import { deleteOldEvents } from '#lib/db/gateway-events.ts'
import { deleteOldOutages } from '#lib/db/outages.ts'
import { deleteOldSessions } from '#lib/db/sessions.ts'
import { deleteOldAttempts } from '#lib/db/sign-in-attempts.ts'
import { oldSimulated } from '#lib/db/simulated-gateways.ts'
import type { Context } from './context.ts'
import { deleteGateways } from './delete-gateways.ts'

/** An upload without a sign of life for this long, in milliseconds, is dead. */
const UPLOAD_DEAD_AFTER = 15 * 60_000
/** What became of downlinks and events is kept this long, in milliseconds. */
const HISTORY = 30 * 86_400_000
/** A simulated gateway that nobody deleted goes after this long, in milliseconds. */
const SIMULATED = 86_400_000

export async function cleanUpLeftovers(context: Context): Promise<void> {
  const { sql, now } = context
  const at = now()
  await dropDeadUploads(sql, new Date(at.getTime() - UPLOAD_DEAD_AFTER))
  await deleteOldFailures(sql, at)
  await deleteOldAttempts(sql, { now: at })
  await deleteOldSessions(sql, at)
  const old = new Date(at.getTime() - HISTORY)
  await deleteOldAlerts(sql, old)
  await deleteOldDownlinks(sql, old)
  await deleteOldEvents(sql, old)
  await deleteOldOutages(sql, old)
  await deleteOldNotices(sql, old)
  const simulated = Map.groupBy(await oldSimulated(sql, new Date(at.getTime() - SIMULATED)), ({ ownerId }) => ownerId)
  for (const [ownerId, gateways] of simulated) {
    const euis = gateways.map(({ eui }) => eui)
    await deleteGateways(context, { ownerId, id: 'system', address: null }, euis)
  }
}
