/** Gateway events: the outbox that changes write into, and who is told. What they are sent is a delivery (docs/events.md). */
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  check,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core'
import { at, bytea, euiText } from './columns.ts'
import { owners } from './schema.ts'

/** Written in the transaction, or the statement, of the change that it tells of. */
export const gatewayEvents = pgTable(
  'gateway_events',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    ownerId: euiText('owner_id').notNull(),
    /** A name of lib/domain/events/event-kinds.ts. */
    kind: text('kind').notNull(),
    at: at('at').notNull(),
    /** Null: it tells of several gateways, or of none. */
    eui: euiText('eui'),
    /** Of an outage or a rollout; of a single gateway it is looked up. */
    site: text('site').notNull().default(''),
    detail: jsonb('detail').notNull().default({}),
    /** Null: nobody was told yet. */
    dispatchedAt: at('dispatched_at'),
  },
  (table) => [
    index('gateway_events_owner_idx').on(table.ownerId, table.seq),
    index('gateway_events_waiting_idx').on(table.seq).where(sql`${table.dispatchedAt} is null`),
    index('gateway_events_at_idx').on(table.at),
    index('gateway_events_eui_idx').on(table.eui, table.at).where(sql`${table.eui} is not null`),
  ],
)

/** A URL or e-mail addresses that an owner wants events sent to. */
export const eventTargets = pgTable(
  'event_targets',
  {
    id: uuid('id').primaryKey(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    channel: text('channel', { enum: ['webhook', 'email'] }).notNull(),
    /** Of a webhook. */
    url: text('url'),
    /** Of e-mail. */
    recipients: text('recipients').array().notNull().default(sql`'{}'`),
    kinds: text('kinds').array().notNull(),
    /** Any of them; empty = all gateways. */
    tags: text('tags').array().notNull().default(sql`'{}'`),
    sites: text('sites').array().notNull().default(sql`'{}'`),
    /** `whsec_…`, sealed for the id; null for e-mail. */
    secretEnc: bytea('secret_enc'),
    /** Signed with too until `previous_secret_until`. */
    previousSecretEnc: bytea('previous_secret_enc'),
    previousSecretUntil: at('previous_secret_until'),
    active: boolean('active').notNull().default(true),
    deactivatedReason: text('deactivated_reason', { enum: ['user', 'gone'] }),
    revision: integer('revision').notNull().default(0),
    createdAt: at('created_at').notNull(),
    createdBy: text('created_by').notNull(),
    updatedAt: at('updated_at').notNull(),
  },
  (table) => [
    index('event_targets_owner_idx').on(table.ownerId, table.createdAt, table.id),
    check('event_targets_channel_check', sql`${table.channel} in ('webhook', 'email')`),
  ],
)

/** Gateways of one site that fell silent for what is taken as one cause. */
export const outages = pgTable(
  'outages',
  {
    id: uuid('id').primaryKey(),
    ownerId: euiText('owner_id').notNull(),
    /** Empty: gateways without a site. */
    site: text('site').notNull(),
    openedAt: at('opened_at').notNull(),
    /** When the first of them missed its check-in: one that was heard later is no part of it. */
    missedAt: at('missed_at').notNull(),
    alertedAt: at('alerted_at'),
    lastReturnAt: at('last_return_at'),
    closedAt: at('closed_at'),
  },
  (table) => [
    index('outages_open_idx').on(table.ownerId, table.site).where(sql`${table.closedAt} is null`),
    index('outages_owner_idx').on(table.ownerId, table.openedAt),
  ],
)

export const silentGateways = pgTable(
  'silent_gateways',
  {
    outageId: uuid('outage_id')
      .notNull()
      .references(() => outages.id, { onDelete: 'cascade' }),
    eui: euiText('eui').notNull(),
    ownerId: euiText('owner_id').notNull(),
    lastSeenAt: at('last_seen_at').notNull(),
    backAt: at('back_at'),
    /** The event about its return was written. */
    told: boolean('told').notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.outageId, table.eui] }),
    uniqueIndex('silent_gateways_open_key').on(table.eui).where(sql`${table.backAt} is null`),
    index('silent_gateways_eui_idx').on(table.eui),
  ],
)

/** Warnings of certificates that end soon, once for each number of days. */
export const expiryNotices = pgTable(
  'expiry_notices',
  {
    eui: euiText('eui').notNull(),
    category: text('category', { enum: ['cups', 'tc'] }).notNull(),
    version: integer('version').notNull(),
    part: text('part', { enum: ['trust', 'crt'] }).notNull(),
    days: integer('days').notNull(),
    ownerId: euiText('owner_id').notNull(),
    at: at('at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.eui, table.category, table.version, table.part, table.days] })],
)
