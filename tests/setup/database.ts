/**
 * One real PostgreSQL for a run of the tests, in a folder of its own, with a migrated template from which each test
 * file takes a database (tests/setup/test-database.ts).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { migrateDatabase } from '../../lib/db/migrate.ts'
import { startEmbeddedPostgres } from '../../lib/server/embedded-postgres.ts'

export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gatehouse-test-'))
  const server = await startEmbeddedPostgres({ dataDir, durable: false, purpose: 'the tests' })
  const stop = async () => {
    await server.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  try {
    const template = new URL(server.url)
    const sql = postgres(server.url, { max: 1, onnotice: () => {} })
    await sql.unsafe('create database gatehouse_template')
    await sql.end()
    template.pathname = '/gatehouse_template'
    await migrateDatabase(template.href)
    process.env.GATEHOUSE_TEST_SERVER = server.url
    return stop
  } catch (error) {
    await stop()
    throw error
  }
}
