/** Downlinks of application servers (tunnel.md §2), on their way to the network side. */
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, bytea, euiText } from './columns.ts'
import { connections } from './schema-connections.ts'

/** One accepted downlink. Its token is unique: a second request with it is a replay, on whichever server it comes in. */
export const downlinks = pgTable(
  'downlinks',
  {
    id: uuid('id').primaryKey(),
    /** Order of acceptance. */
    seq: bigint('seq', { mode: 'number' }).notNull().generatedAlwaysAsIdentity(),
    ownerId: euiText('owner_id').notNull(),
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    /** SHA-256 that the application server sent. */
    token: bytea('token').notNull(),
    acceptedAt: at('accepted_at').notNull(),
    address: text('address'),
    devEui: euiText('dev_eui').notNull(),
    /** Null: flush only. */
    fPort: integer('f_port'),
    /** Lower-case hex; null: flush only. */
    payload: text('payload'),
    fCntDn: bigint('f_cnt_dn', { mode: 'number' }),
    confirmed: boolean('confirmed').notNull(),
    flush: boolean('flush').notNull(),
    validUntil: at('valid_until'),
    correlationId: text('correlation_id'),
    /** As it was sent. */
    rawQuery: text('raw_query').notNull(),
    /** `waiting` for the network side, `handed-over` to it; `sent` and `acknowledged` by its events; `failed` for good. */
    state: text('state', { enum: ['waiting', 'handed-over', 'sent', 'acknowledged', 'failed'] }).notNull(),
    attempts: integer('attempts').notNull().default(0),
    /** Whoever hands it over has it until then. */
    leasedUntil: at('leased_until'),
    nextTryAt: at('next_try_at').notNull(),
    /** What the network calls it in later events, where that is not our own id. */
    reference: text('reference'),
    /** A sentence: why the last try failed. */
    cause: text('cause').notNull().default(''),
    handedOverAt: at('handed_over_at'),
    settledAt: at('settled_at'),
  },
  (table) => [
    uniqueIndex('downlinks_token_key').on(table.connectionId, table.token),
    index('downlinks_list_idx').on(table.connectionId, table.seq),
    index('downlinks_waiting_idx')
      .on(table.connectionId, table.devEui, table.seq)
      .where(sql`${table.state} = 'waiting'`),
    index('downlinks_reference_idx').on(table.connectionId, table.reference).where(sql`${table.reference} is not null`),
    index('downlinks_accepted_idx').on(table.acceptedAt),
    check('downlinks_state_check', sql`${table.state} in ('waiting', 'handed-over', 'sent', 'acknowledged', 'failed')`),
  ],
)

/** What the network side told of a device: its id in The Things Stack, and the least counter that it still takes. */
export const downlinkDevices = pgTable(
  'downlink_devices',
  {
    connectionId: uuid('connection_id')
      .notNull()
      .references(() => connections.id, { onDelete: 'cascade' }),
    devEui: euiText('dev_eui').notNull(),
    ownerId: euiText('owner_id').notNull(),
    deviceId: text('device_id'),
    leastFCntDn: bigint('least_f_cnt_dn', { mode: 'number' }),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.devEui] })],
)
