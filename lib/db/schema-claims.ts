/** Episodes of guessing, of which operators are told once each (rules.md 19). */
import { integer, pgTable, text, unique, uuid } from 'drizzle-orm/pg-core'
import { at, euiText } from './columns.ts'

export const claimAlerts = pgTable(
  'claim_alerts',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    /** Counter of `claim_failures` that it is told of, and its beginning: forgotten or reset, it is another episode. */
    scope: text('scope').notNull(),
    key: text('key').notNull(),
    since: at('since').notNull(),
    reason: text('reason').notNull(),
    /** Who was wrong when it was found; of an address the last of several. */
    ownerId: euiText('owner_id').notNull(),
    eui: euiText('eui'),
    address: text('address'),
    /** When it was found. */
    failures: integer('failures').notNull(),
    foundAt: at('found_at').notNull(),
    mailedAt: at('mailed_at'),
    /** An operator has seen to it. */
    seenAt: at('seen_at'),
    seenBy: text('seen_by'),
  },
  (table) => [unique('claim_alerts_episode_key').on(table.scope, table.key, table.since)],
)
