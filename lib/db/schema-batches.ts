/**
 * Claim codes that another maker printed, and the exports of claim PINs. A batch of ours is a range under one root key
 * (schema.ts); codes of others follow no rule, so that each is kept on its own, as a keyed hash.
 */
import { sql } from 'drizzle-orm'
import { index, integer, pgTable, text, uuid } from 'drizzle-orm/pg-core'
import { at, bytea, euiText } from './columns.ts'

/** One imported list of gateways with their claim codes. */
export const claimCodeLists = pgTable('claim_code_lists', {
  id: uuid('id').primaryKey().defaultRandom(),
  name: text('name').notNull(),
  manufacturer: text('manufacturer').notNull().default(''),
  flavor: text('flavor').notNull(),
  createdAt: at('created_at').notNull(),
  createdBy: text('created_by').notNull(),
})

export const claimCodes = pgTable(
  'claim_codes',
  {
    eui: euiText('eui').primaryKey(),
    listId: uuid('list_id')
      .notNull()
      .references(() => claimCodeLists.id, { onDelete: 'cascade' }),
    /** HMAC-SHA-256 of EUI and code under a key that only the key provider has. */
    codeHash: bytea('code_hash').notNull(),
    /** The token that the gateway sends before it has an owner's credentials: SHA-256, and encrypted. Null: it has none. */
    tokenDigest: bytea('token_digest'),
    tokenEnc: bytea('token_enc'),
  },
  (table) => [index('claim_codes_list_idx').on(table.listId, table.eui)],
)

/** That the claim PINs of a range went to an owner, once (seed 004, “a secure process for customers placing large orders”). */
export const pinExports = pgTable(
  'pin_exports',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    batchId: uuid('batch_id').notNull(),
    ownerId: euiText('owner_id').notNull(),
    euiFrom: euiText('eui_from').notNull(),
    euiTo: euiText('eui_to').notNull(),
    count: integer('count').notNull(),
    /** The public key that the file was encrypted to. */
    recipient: text('recipient').notNull(),
    createdAt: at('created_at').notNull().default(sql`now()`),
    createdBy: text('created_by').notNull(),
  },
  (table) => [index('pin_exports_batch_idx').on(table.batchId, table.euiFrom)],
)
