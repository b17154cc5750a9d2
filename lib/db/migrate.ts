/** Brings the database to the schema that this version needs. */
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'

const MIGRATIONS = fileURLToPath(new URL('../../drizzle', import.meta.url))
/** Any constant: two migrations at once would race, so the second waits for the first. */
const MIGRATION_LOCK = 7_261_402_518n

/**
 * Runs the migrations that are missing, under an advisory lock on one connection. Called by the launcher and by
 * `gatehouse migrate`, never by each replica.
 */
export async function migrateDatabase(url: string): Promise<void> {
  const client = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK.toString()}::bigint)`
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS })
    await client`select pg_advisory_unlock(${MIGRATION_LOCK.toString()}::bigint)`
  } finally {
    await client.end({ timeout: 5 })
  }
}
