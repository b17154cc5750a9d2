/** What Gatehouse remembers of its embedded database, beside it; readable by the one who starts Gatehouse only. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export const DATABASE_ROLE = 'gatehouse'
export const DATABASE_NAME = 'gatehouse'

export interface DatabaseRecord {
  readonly password: string
  readonly port?: number
}

export function databaseRecordFile(dataDir: string): string {
  return join(dataDir, 'database.json')
}

export function readDatabaseRecord(dataDir: string): DatabaseRecord | undefined {
  try {
    return JSON.parse(readFileSync(databaseRecordFile(dataDir), 'utf8')) as DatabaseRecord
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

export function writeDatabaseRecord(dataDir: string, record: DatabaseRecord): void {
  const draft = `${databaseRecordFile(dataDir)}.new`
  writeFileSync(draft, `${JSON.stringify(record)}\n`, { mode: 0o600, flush: true })
  renameSync(draft, databaseRecordFile(dataDir))
}

/** Where the running server of `dataDir` is, for a process that did not start it. */
export function embeddedDatabaseUrl(dataDir: string): string | undefined {
  const record = readDatabaseRecord(dataDir)
  return record?.port ? databaseUrl(record.password, record.port) : undefined
}

export function databaseUrl(password: string, port: number): string {
  return `postgres://${DATABASE_ROLE}:${password}@127.0.0.1:${port}/${DATABASE_NAME}`
}
