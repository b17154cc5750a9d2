/**
 * The durable queue of what leaves for other servers: reports of connections, gateway events (docs/decisions/0056).
 * Destinations of every type share the tables; `destination_id` comes first in every key, so that they can be distributed by it.
 */
import { sql } from 'drizzle-orm'
import { bigint, index, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core'
import { at, euiText } from './columns.ts'

const count = (name: string) => bigint(name, { mode: 'number' }).notNull().default(0)

/** What is to be delivered, in the order in which it was accepted. */
export const deliveries = pgTable(
  'deliveries',
  {
    destinationId: uuid('destination_id').notNull(),
    /** Grows with acceptance. */
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity(),
    ownerId: euiText('owner_id').notNull(),
    /** The line in which order is kept: a DevEUI, the EUI of a gateway. */
    device: text('device').notNull(),
    /** Such as `DevEUI_uplink`. */
    kind: text('kind').notNull(),
    /** JSON, as the destination's type renders it. */
    document: text('document').notNull(),
    /** Lost: not delivered and not tried again, as ThingPark does. Dead: given up after the last attempt. */
    state: text('state', { enum: ['waiting', 'delivered', 'dead', 'lost'] })
      .notNull()
      .default('waiting'),
    /** Counted ones, of the current turn. */
    attempts: integer('attempts').notNull().default(0),
    /** How often it was put back into the queue by hand. */
    replays: integer('replays').notNull().default(0),
    nextAt: at('next_at').notNull(),
    acceptedAt: at('accepted_at').notNull(),
    /** Of the last attempt, or why it was not sent: Timeout, Error, Overload, Blacklist, Unreachable. */
    status: text('status'),
    httpStatus: integer('http_status'),
    /** Milliseconds of the last attempt. */
    durationMs: integer('duration_ms'),
    finishedAt: at('finished_at'),
  },
  (table) => [
    primaryKey({ columns: [table.destinationId, table.id] }),
    index('deliveries_waiting_idx').on(table.destinationId, table.id).where(sql`${table.state} = 'waiting'`),
    index('deliveries_failing_idx')
      .on(table.destinationId, table.device, table.id)
      .where(sql`${table.state} = 'waiting' and ${table.attempts} > 0`),
    index('deliveries_device_idx').on(table.destinationId, table.device, table.id),
  ],
)

/** Attempts that failed, and those that succeeded after one that failed; a success at once is told by its delivery. */
export const deliveryAttempts = pgTable(
  'delivery_attempts',
  {
    destinationId: uuid('destination_id').notNull(),
    deliveryId: bigint('delivery_id', { mode: 'bigint' }).notNull(),
    id: bigint('id', { mode: 'bigint' }).generatedAlwaysAsIdentity(),
    ownerId: euiText('owner_id').notNull(),
    at: at('at').notNull(),
    /** `Delivered`, or a status of ThingPark's. */
    status: text('status').notNull(),
    httpStatus: integer('http_status'),
    /** Such as ECONNREFUSED; never a text of the other server. */
    code: text('code'),
    durationMs: integer('duration_ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.destinationId, table.deliveryId, table.id] })],
)

/** How a destination does, and who is sending to it. */
export const destinationStates = pgTable('destination_states', {
  destinationId: uuid('destination_id').primaryKey(),
  destinationType: text('destination_type').notNull(),
  ownerId: euiText('owner_id').notNull(),
  /** Of the pump that works on it; it may be dead when `lease_until` is past. */
  lease: uuid('lease'),
  leaseUntil: at('lease_until'),
  /** Without a success between them. */
  failures: integer('failures').notNull().default(0),
  /** The circuit is open until then; one probe goes out afterwards. Null: closed. */
  openUntil: at('open_until'),
  /** How often it opened without being well in between. */
  opens: integer('opens').notNull().default(0),
  /** Why it is open: Overload, Blacklist, Unreachable. */
  cause: text('cause'),
  lastAttemptAt: at('last_attempt_at'),
  lastDeliveryAt: at('last_delivery_at'),
  lastStatus: text('last_status'),
  lastHttpStatus: integer('last_http_status'),
  delivered: count('delivered'),
  lost: count('lost'),
  dead: count('dead'),
})
