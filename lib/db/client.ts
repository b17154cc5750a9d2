/**
 * The two ways to PostgreSQL. drizzle's driver changes the date and json parsers of the client that it is given, so it
 * gets a client of its own; the hot path uses `sql`, raw postgres.js with prepared statements.
 */
import { drizzle } from 'drizzle-orm/postgres-js'
import postgres from 'postgres'
import * as schema from './schema.ts'

export type Sql = postgres.Sql
/** A connection pool or a transaction of it: repository functions in SQL accept either. */
// biome-ignore lint/complexity/noBannedTypes: the library's own spelling of “no custom types”
export type Statements = postgres.ISql<{}>
export type Db = ReturnType<typeof connectDrizzle>
/** A transaction of `Db`: repository functions accept either. */
export type DbTx = Parameters<Parameters<Db['transaction']>[0]>[0]
export type DbOrTx = Db | DbTx

export interface Database {
  readonly db: Db
  readonly sql: Sql
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Connections for each of the two clients. */
  readonly max?: number
}

/**
 * A DATABASE_URL for postgres.js. `?pgbouncer=true` marks a PgBouncer in transaction mode, which loses prepared
 * statements between two transactions: then they are not used.
 */
export function readDatabaseUrl(url: string): { url: string; prepare: boolean } {
  const parsed = new URL(url)
  const pooled = parsed.searchParams.get('pgbouncer') === 'true'
  parsed.searchParams.delete('pgbouncer')
  return { url: parsed.href, prepare: !pooled }
}

/** Opens pools lazily: nothing connects before the first statement. */
export function openDatabase(databaseUrl: string, options: DatabaseOptions = {}): Database {
  const { url, prepare } = readDatabaseUrl(databaseUrl)
  const settings = {
    max: options.max ?? 10,
    prepare,
    onnotice: () => {},
    connect_timeout: 10,
    idle_timeout: 60,
    connection: { application_name: 'gatehouse' },
  }
  const raw = postgres(url, settings)
  const client = postgres(url, settings)
  return {
    db: connectDrizzle(client),
    sql: raw,
    close: async () => {
      await Promise.all([raw.end({ timeout: 5 }), client.end({ timeout: 5 })])
    },
  }
}

function connectDrizzle(client: Sql) {
  return drizzle(client, { schema })
}
