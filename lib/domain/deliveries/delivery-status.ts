/** The words for what became of a delivery and how a destination does (tunnel.md §1, §3; docs/delivery.md). */

/** ThingPark's names for what was not delivered. */
export const DELIVERY_STATUSES = ['Timeout', 'Error', 'Overload', 'Blacklist', 'Unreachable'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

export const DELIVERY_STATES = ['waiting', 'delivered', 'dead', 'lost'] as const
export type DeliveryState = (typeof DELIVERY_STATES)[number]

/** How a destination does, as lists show it. */
export const HEALTHS = ['active', 'initialising', 'connection-error', 'deactivated'] as const
export type Health = (typeof HEALTHS)[number]

/** What came of one attempt to send. */
export type SendOutcome =
  | { readonly kind: 'delivered'; readonly httpStatus: number | null; readonly durationMs: number }
  | {
      readonly kind: 'failed'
      /**
       * Timeout: no answer in time. Error: an answer that is not 2xx, or no way to it (network, DNS, TLS). Overload:
       * the destination asks to be spared (429, or 503 with Retry-After).
       */
      readonly status: 'Timeout' | 'Error' | 'Overload'
      readonly httpStatus: number | null
      /** Such as ECONNREFUSED; no text of the other server. */
      readonly code: string | null
      /** Milliseconds that the destination asks to wait. */
      readonly retryAfterMs: number | null
      readonly durationMs: number
    }
  /** 410: the destination does not want anything any more. */
  | { readonly kind: 'gone'; readonly httpStatus: number; readonly durationMs: number }

export type SendFailure = Extract<SendOutcome, { kind: 'failed' }>

/** Why what follows is not sent while the circuit is open: by how its last attempt failed. */
export function causeOf({ status, httpStatus }: SendFailure): DeliveryStatus {
  if (status === 'Overload') return 'Overload'
  return httpStatus === null ? 'Unreachable' : 'Blacklist'
}

/** The health of a destination as lists show it. */
export function healthOf(
  active: boolean,
  state:
    | { readonly failures: number; readonly openUntil: Date | null; readonly lastAttemptAt: Date | null }
    | undefined,
): Health {
  if (!active) return 'deactivated'
  if (!state?.lastAttemptAt) return 'initialising'
  return state.failures > 0 || state.openUntil ? 'connection-error' : 'active'
}
