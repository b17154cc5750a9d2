/** Brings the database to the schema that this version needs. */
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import { Logger, runMigrations } from 'graphile-worker'
import postgres from 'postgres'
import { readDatabaseUrl } from './client.ts'

const MIGRATIONS = fileURLToPath(new URL('../../drizzle', import.meta.url))
/** Any constant: two migrations at once would race, so the second waits for the first. */
const MIGRATION_LOCK = '7261402518'

/** Between two looks whether another migration has ended, in milliseconds. */
const RETRY = 250

/** Of what it migrates there is nothing to tell. */
const silent = new Logger(() => () => {})

/**
 * Runs the migrations that are missing. Called by the launcher and by `gatehouse migrate`, never by each replica. The
 * lock belongs to a transaction of its own connection, so that it also holds through PgBouncer in transaction mode; who
 * waits holds no connection meanwhile.
 */
export async function migrateDatabase(databaseUrl: string): Promise<void> {
  const { url, prepare } = readDatabaseUrl(databaseUrl)
  const connect = () => postgres(url, { max: 1, prepare, onnotice: () => {} })
  const guard = connect()
  const client = connect()
  const tryOnce = () =>
    guard.begin(async (tx) => {
      const [row] = await tx`select pg_try_advisory_xact_lock(${MIGRATION_LOCK}::bigint) as free`
      if (row?.free) {
        await migrate(drizzle(client), { migrationsFolder: MIGRATIONS })
        await runMigrations({ connectionString: url, noPreparedStatements: !prepare, maxPoolSize: 1, logger: silent })
      }
      return row?.free === true
    })
  try {
    while (!(await tryOnce())) await delay(RETRY)
  } finally {
    await Promise.all([guard.end({ timeout: 5 }), client.end({ timeout: 5 })])
  }
}
