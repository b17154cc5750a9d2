/** Transfers of gateways from owner to owner, with the consent of both. */
import { sql } from 'drizzle-orm'
import { boolean, check, index, pgTable, primaryKey, text, uniqueIndex, uuid } from 'drizzle-orm/pg-core'
import { TRANSFER_STATES } from '#lib/domain/transfers/transfer.ts'
import { at, euiText } from './columns.ts'

const states = sql.raw(TRANSFER_STATES.map((state) => `'${state}'`).join(', '))

/** One offer of one or many gateways. */
export const transfers = pgTable(
  'transfers',
  {
    id: uuid('id').primaryKey(),
    fromOwner: euiText('from_owner').notNull(),
    /** As it was typed: not a reference, since nobody is told whether there is such an owner. */
    toOwner: euiText('to_owner').notNull(),
    note: text('note').notNull().default(''),
    /** Names, tags and sites go along. */
    withLabels: boolean('with_labels').notNull().default(false),
    offeredAt: at('offered_at').notNull(),
    offeredBy: text('offered_by').notNull(),
    expiresAt: at('expires_at').notNull(),
  },
  (table) => [
    index('transfers_from_idx').on(table.fromOwner, table.offeredAt, table.id),
    index('transfers_to_idx').on(table.toOwner, table.offeredAt, table.id),
  ],
)

/** Where each gateway of an offer stands. */
export const transferGateways = pgTable(
  'transfer_gateways',
  {
    transferId: uuid('transfer_id')
      .notNull()
      .references(() => transfers.id, { onDelete: 'cascade' }),
    eui: euiText('eui').notNull(),
    fromOwner: euiText('from_owner').notNull(),
    toOwner: euiText('to_owner').notNull(),
    state: text('state', { enum: TRANSFER_STATES }).notNull(),
    /** The same as its transfer's, so that what is over is found by one index. */
    expiresAt: at('expires_at').notNull(),
    settledAt: at('settled_at'),
    settledBy: text('settled_by'),
  },
  (table) => [
    primaryKey({ columns: [table.transferId, table.eui] }),
    // Of two offers of one gateway at once, one is stored.
    uniqueIndex('transfer_gateways_open_key').on(table.eui).where(sql`${table.state} = 'offered'`),
    index('transfer_gateways_end_idx').on(table.expiresAt).where(sql`${table.state} = 'offered'`),
    index('transfer_gateways_incoming_idx').on(table.toOwner).where(sql`${table.state} = 'offered'`),
    check('transfer_gateways_state_check', sql`${table.state} in (${states})`),
  ],
)
