/** The words of transfers: where each gateway of an offer stands, and how long an offer lasts. */

/**
 * `offered` → `accepted` or `declined` by the receiver, `withdrawn` by the giver, `expired` by time, or `void`: the gateway
 * left the giver in another way meanwhile.
 */
export const TRANSFER_STATES = ['offered', 'accepted', 'declined', 'withdrawn', 'expired', 'void'] as const
export type TransferState = (typeof TRANSFER_STATES)[number]

export const TRANSFER_ACTIONS = ['accept', 'decline', 'withdraw'] as const
export type TransferAction = (typeof TRANSFER_ACTIONS)[number]

export const DEFAULT_OFFER_DAYS = 7
export const MAX_OFFER_DAYS = 90
const DAY = 86_400_000

/** When an offer of this moment ends. */
export const offerEnds = (now: Date, days: number): Date => new Date(now.getTime() + days * DAY)

/** An offer that has not been looked at since its end is over all the same. */
export const standing = (state: TransferState, expiresAt: Date, now: Date): TransferState =>
  state === 'offered' && expiresAt <= now ? 'expired' : state
