/** Destinations in memory on a real queue, for tests of the engine. */
import { randomUUID } from 'node:crypto'
import type { DueDelivery } from '#lib/db/deliveries.ts'
import type { SendOutcome } from '#lib/domain/deliveries/delivery-status.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import type { Destination, DestinationType } from '#lib/services/deliveries/destination.ts'
import { enqueueDeliveries } from '#lib/services/deliveries/engine.ts'
import { pumpDestination } from '#lib/services/deliveries/pump.ts'

export const delivered = (httpStatus = 200): SendOutcome => ({ kind: 'delivered', httpStatus, durationMs: 1 })
export const failed = (
  status: 'Timeout' | 'Error' | 'Overload' = 'Error',
  httpStatus: number | null = 500,
  retryAfterMs: number | null = null,
): SendOutcome => ({ kind: 'failed', status, httpStatus, code: null, retryAfterMs, durationMs: 1 })

export interface MemoryDestination {
  readonly id: string
  /** `device:number`, in the order of sending. */
  readonly sent: string[]
  answer: (what: string, delivery: DueDelivery) => SendOutcome | Promise<SendOutcome>
  settings: Partial<Omit<Destination, 'send' | 'gone'>>
  gone: number
  /** Requests under way, and the most that ever were. */
  underWay: number
  peak: number
}

export interface DeliveryRow {
  readonly device: string
  readonly state: string
  readonly status: string | null
  readonly attempts: number
  readonly nextAt: Date
}

export function createEngine(context: Context, actor: OwnerActor) {
  const destinations = new Map<string, MemoryDestination>()
  const memory: DestinationType = {
    load: async (_context, id) => {
      const one = destinations.get(id)
      if (!one) return undefined
      return {
        active: true,
        durable: true,
        ...one.settings,
        send: async (delivery) => {
          const what = `${delivery.device}:${JSON.parse(delivery.document)}`
          one.sent.push(what)
          one.underWay += 1
          one.peak = Math.max(one.peak, one.underWay)
          try {
            return await one.answer(what, delivery)
          } finally {
            one.underWay -= 1
          }
        },
        gone: async () => {
          one.gone += 1
          one.settings = { ...one.settings, active: false }
        },
      }
    },
  }
  const types = { memory }
  return {
    types,
    open(answer: MemoryDestination['answer'] = () => delivered(), settings = {}): MemoryDestination {
      const one = { id: randomUUID(), sent: [], answer, settings, gone: 0, underWay: 0, peak: 0 }
      destinations.set(one.id, one)
      return one
    },
    remove: (one: MemoryDestination) => destinations.delete(one.id),
    /** Accepts `device:number` words, in this order. */
    accept: (one: MemoryDestination, words: readonly string[]) =>
      context.sql.begin((tx) =>
        enqueueDeliveries(
          tx,
          words.map((word) => {
            const [device = '', number] = word.split(':')
            return {
              destinationId: one.id,
              destinationType: 'memory',
              ownerId: actor.ownerId,
              device,
              kind: 'test',
              document: JSON.stringify(Number(number)),
            }
          }),
          context.now(),
        ),
      ),
    pump: (one: MemoryDestination, signal = new AbortController().signal) =>
      pumpDestination(context, { destinationId: one.id, destinationType: 'memory' }, signal, {
        types,
        chance: () => 0,
      }),
    rows: (one: MemoryDestination): Promise<DeliveryRow[]> => context.sql<DeliveryRow[]>`
      select device, state, status, attempts, next_at as "nextAt" from deliveries
       where destination_id = ${one.id} order by id`,
    jobs: async (one: MemoryDestination): Promise<Date[]> => {
      const rows = await context.sql<{ at: Date }[]>`
        select run_at as at from graphile_worker._private_jobs where key = ${`deliver:${one.id}`} and locked_at is null`
      return rows.map(({ at }) => at)
    },
  }
}
