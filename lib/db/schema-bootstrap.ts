/** Limits of bootstrap tokens (seed 000, “the server may limit the validity of bootstrap credentials”), and what was used of them. */
import { sql } from 'drizzle-orm'
import { check, index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { at, euiText } from './columns.ts'

/** Of a batch, else of its flavor, else of the whole installation. No row anywhere: no limit. */
export const bootstrapPolicies = pgTable(
  'bootstrap_policies',
  {
    scope: text('scope', { enum: ['site', 'flavor', 'batch'] }).notNull(),
    /** The batch's id or the flavor; empty for the installation. */
    key: text('key').notNull(),
    /** Check-ins with the derived token after own credentials were confirmed; null = any number. */
    uses: integer('uses'),
    /** Days after own credentials were confirmed; null = for ever. Both null: off, whatever the wider scope says. */
    days: integer('days'),
    /** No day before this one counts, so that a new limit ends nothing at once. */
    since: at('since').notNull(),
    updatedBy: text('updated_by').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.key] }),
    check('bootstrap_policies_scope_check', sql`${table.scope} in ('site', 'flavor', 'batch')`),
    check('bootstrap_policies_uses_check', sql`${table.uses} > 0 and ${table.days} > 0`),
  ],
)

/** What a gateway used of its bootstrap token under its present owner; no row: nothing. */
export const bootstrapUses = pgTable(
  'bootstrap_uses',
  {
    eui: euiText('eui').primaryKey(),
    ownerId: euiText('owner_id').notNull(),
    /** Since the last arming. */
    used: integer('used').notNull().default(0),
    lastUsedAt: at('last_used_at'),
    /** The last re-arming by hand: uses and days count from then on. */
    armedAt: at('armed_at'),
    /** Check-ins that were refused because the token had ended, since the last arming. */
    refused: integer('refused').notNull().default(0),
    lastRefusedAt: at('last_refused_at'),
    /** The token came with a transfer, and the owner before knows it. */
    inheritedAt: at('inherited_at'),
  },
  (table) => [index('bootstrap_uses_refused_idx').on(table.lastRefusedAt).where(sql`${table.refused} > 0`)],
)
