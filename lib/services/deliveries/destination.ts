/**
 * What the engine needs to know of a kind of destination. A new kind is a `DestinationType` in destination-types.ts;
 * queue, order, attempts, circuit, log and replay come with the engine.
 */
import type { DueDelivery } from '#lib/db/deliveries.ts'
import type { SendOutcome } from '#lib/domain/deliveries/delivery-status.ts'
import type { Context } from '../context.ts'

/** A destination with its secrets opened; made anew every few seconds, so that changes by its owner count. */
export interface Destination {
  /** False: nothing is sent, and what waits stays. */
  readonly active: boolean
  /** False: one attempt, and nothing waits while the destination does not answer (“as ThingPark does”). */
  readonly durable: boolean
  /** Requests under way at once; 32 unless told. */
  readonly concurrency?: number
  /** Requests per second; without limit unless told. */
  readonly perSecond?: number
  /** Sends one delivery. Never rejects for a fault of the other side; what it throws is a bug and counts as Error. */
  send(delivery: DueDelivery, signal: AbortSignal): Promise<SendOutcome>
  /** The other side answered 410: it wants nothing any more. What waits stays, and may be replayed. */
  gone(): Promise<void>
}

export interface DestinationType {
  /** Undefined: it was deleted, and what waits for it goes with it. */
  load(context: Context, id: string): Promise<Destination | undefined>
}
