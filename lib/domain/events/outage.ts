/**
 * Which silent gateways share one cause. A Station with a running LNS link is heard once in 24 h, so the gateways of a site
 * that lost its power cross the threshold spread over a day: one is of an outage when it was not heard after the first of
 * that outage had missed its check-in.
 */
import { OKSYNC_SECONDS } from '../gateway-state.ts'

/** For the way there and back, and Station's tries after a failed contact, in seconds. */
const MARGIN = 15 * 60
/** From the first silent gateway to the alert, in seconds: those that fall silent with it are in it. */
export const GATHER_SECONDS = 5 * 60
/** After the last return, in seconds, those that are back are told of, though others are not. */
export const RETURN_QUIET_SECONDS = 30 * 60

/** When a gateway heard at `lastSeenAt` for the last time missed its check-in. */
export const missedAfter = (lastSeenAt: Date): Date => new Date(lastSeenAt.getTime() + (OKSYNC_SECONDS + MARGIN) * 1000)

export interface OutageFacts {
  readonly site: string
  readonly missedAt: Date
  readonly alertedAt: Date | null
}

/**
 * Gateways of one site belong together as above. Without a site nothing says that two gateways are near each other: they
 * share an alert only while it gathers.
 */
export function belongsTo(outage: OutageFacts, lastSeenAt: Date): boolean {
  if (outage.site === '' && outage.alertedAt !== null) return false
  return lastSeenAt <= outage.missedAt
}
