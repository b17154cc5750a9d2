/** What Gatehouse keeps beside the tables of its queue (graphile-worker, in a schema of its own). */
import { pgTable, text, timestamp } from 'drizzle-orm/pg-core'

/** Processes that take jobs. Those whose sign of life is old are dead, and what they had taken is free again. */
export const jobPools = pgTable('job_pools', {
  id: text('id').primaryKey(),
  seenAt: timestamp('seen_at', { withTimezone: true, mode: 'date' }).notNull(),
})
