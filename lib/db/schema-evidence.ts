/** What the gateway plane saw of connections that never became a check-in. */
import { index, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { at } from './columns.ts'

/**
 * TLS handshakes that the other side ended, counted by address: a Station that does not trust this server says so with an
 * alert and nothing else. Bounded; nothing in it names a gateway or an owner.
 */
export const tlsFailures = pgTable(
  'tls_failures',
  {
    address: text('address').notNull(),
    /** As OpenSSL names the alert: `unknown ca`, `bad certificate`, `certificate expired`. */
    alert: text('alert').notNull(),
    times: integer('times').notNull(),
    firstAt: at('first_at').notNull(),
    lastAt: at('last_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.address, table.alert] }), index('tls_failures_last_idx').on(table.lastAt)],
)
