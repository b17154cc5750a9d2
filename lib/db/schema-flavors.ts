/** What operators note about flavors. A flavor is a word on batches, gateways and images; a row here is no condition of it. */
import { pgTable, text } from 'drizzle-orm/pg-core'
import { at } from './columns.ts'

export const flavorNotes = pgTable('flavor_notes', {
  flavor: text('flavor').primaryKey(),
  notes: text('notes').notNull(),
  updatedAt: at('updated_at').notNull(),
  updatedBy: text('updated_by').notNull(),
})
