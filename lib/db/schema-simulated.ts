/** Gateways without a device: their home folders, for owners who try Gatehouse out (docs/decisions/0110). */
import { integer, pgTable } from 'drizzle-orm/pg-core'
import { at, bytea, euiText } from './columns.ts'

export const simulatedGateways = pgTable('simulated_gateways', {
  eui: euiText('eui').primaryKey(),
  ownerId: euiText('owner_id').notNull(),
  /** The files of the home folder, sealed: names to Base64. */
  homeEnc: bytea('home_enc').notNull(),
  contacts: integer('contacts').notNull().default(0),
  /** A contact is under way until then at the latest. */
  busyUntil: at('busy_until'),
  createdAt: at('created_at').notNull(),
})
