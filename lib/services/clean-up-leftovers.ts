/** Removes what nobody comes back for: uploads of killed processes, and counts whose time is over. */
import { deleteOldFailures } from '#lib/db/claim-failures.ts'
import { dropDeadUploads } from '#lib/db/firmware-images.ts'
import { deleteOldAttempts } from '#lib/db/sign-in-attempts.ts'
import type { Context } from './context.ts'

/** An upload without a sign of life for this long, in milliseconds, is dead. */
const UPLOAD_DEAD_AFTER = 15 * 60_000

export async function cleanUpLeftovers({ sql, now }: Context): Promise<void> {
  const at = now()
  await dropDeadUploads(sql, new Date(at.getTime() - UPLOAD_DEAD_AFTER))
  await deleteOldFailures(sql, at)
  await deleteOldAttempts(sql, { now: at })
}
