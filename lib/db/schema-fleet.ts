/**
 * What the list of gateways searches, counts and sorts by (docs/decisions/0096). The three index tables and the counts
 * are kept by triggers of the tables that they follow (migration “fleet”): nothing else writes them, except for the mark
 * of silence, which is a matter of time.
 */
import { sql } from 'drizzle-orm'
import { bigint, boolean, index, jsonb, pgTable, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core'
import { at, bytewise, euiText } from './columns.ts'
import { owners, users } from './schema.ts'

/** What a person may look for: changes with name, tags and site alone. */
export const gatewayWords = pgTable(
  'gateway_words',
  {
    eui: euiText('eui').primaryKey(),
    ownerId: euiText('owner_id').notNull(),
    /** The name in small letters, in the order of its bytes. */
    nameKey: bytewise('name_key').notNull(),
    /** Name, identifier in its notations, site and tags, in small letters, a line each. */
    search: text('search').notNull(),
  },
  (table) => [
    index('gateway_words_name_idx').on(table.ownerId, table.nameKey, table.eui),
    index('gateway_words_search_idx').using('gin', sql`${table.search} gin_trgm_ops`),
  ],
)

/** What gateways are grouped by: `tag:roof`, `lns:eu1.cloud.thethings.network`, `model:corecell` … (lib/domain/fleet/facets.ts) */
export const gatewayFacets = pgTable(
  'gateway_facets',
  {
    eui: euiText('eui').primaryKey(),
    ownerId: euiText('owner_id').notNull(),
    terms: text('terms').array().notNull(),
    /** The first end of a CA or client certificate among the desired sets; null: none. */
    expiresAt: at('expires_at'),
  },
  (table) => [
    index('gateway_facets_terms_idx').using('gin', table.terms),
    index('gateway_facets_owner_idx').on(table.ownerId, table.eui),
    index('gateway_facets_expires_idx').on(table.ownerId, table.expiresAt, table.eui),
  ],
)

/** How gateways stand. */
export const gatewayStates = pgTable(
  'gateway_states',
  {
    eui: euiText('eui').primaryKey(),
    ownerId: euiText('owner_id').notNull(),
    /** As the last check-in and the last setup left it: never `silent`. */
    state: text('state').notNull(),
    /** Set by the job that watches the clock; a check-in takes it away. */
    silent: boolean('silent').notNull().default(false),
    /** What needs attention first sorts first. */
    rank: smallint('rank')
      .notNull()
      .generatedAlwaysAs(
        sql`case when silent then 2 else case state when 'fell-back' then 0 when 'diverged' then 1 when 'pending' then 3 when 'never-seen' then 4 else 5 end end`,
      ),
    /** `-infinity`: never. Behind the last report by up to ten minutes, so that check-ins do not touch these indexes. */
    seenAt: timestamp('seen_at', { withTimezone: true, mode: 'string' }).notNull(),
  },
  (table) => [
    index('gateway_states_rank_idx').on(table.ownerId, table.rank, table.eui),
    index('gateway_states_seen_idx').on(table.ownerId, table.seenAt, table.eui),
    index('gateway_states_watch_idx')
      .on(table.seenAt)
      .where(sql`not ${table.silent} and ${table.state} <> 'never-seen'`),
  ],
)

/** Gateways per owner and term, as a sum of rows: a change adds a row, a job adds rows up. Nobody waits for a counter. */
export const fleetCounts = pgTable(
  'fleet_counts',
  {
    ownerId: euiText('owner_id').notNull(),
    term: text('term').notNull(),
    n: bigint('n', { mode: 'number' }).notNull(),
  },
  (table) => [index('fleet_counts_owner_idx').on(table.ownerId, table.term)],
)

/** A filter, order and choice of columns under a name: of one person, or of all members. */
export const savedViews = pgTable(
  'saved_views',
  {
    id: uuid('id').primaryKey().defaultRandom(),
    ownerId: euiText('owner_id')
      .notNull()
      .references(() => owners.id, { onDelete: 'cascade' }),
    /** Null: saved with an API token, and so shared. */
    userId: uuid('user_id').references(() => users.id, { onDelete: 'cascade' }),
    name: text('name').notNull(),
    shared: boolean('shared').notNull().default(false),
    /** As the list's URL writes it. */
    query: jsonb('query').$type<Record<string, string>>().notNull(),
    createdAt: at('created_at').notNull().defaultNow(),
  },
  (table) => [index('saved_views_owner_idx').on(table.ownerId, table.name)],
)
