/** What Gatehouse remembers of its embedded database, beside it; readable by the one who starts Gatehouse only. */
import { chownSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

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
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code !== 'EACCES') throw error
    throw new Error(`${databaseRecordFile(dataDir)} belongs to another user: start Gatehouse as the user who made it.`)
  }
}

export function writeDatabaseRecord(dataDir: string, record: DatabaseRecord): void {
  const known = readDatabaseRecord(dataDir)
  if (known && known.password === record.password && known.port === record.port) return
  const draft = `${databaseRecordFile(dataDir)}.new`
  writeFileSync(draft, `${JSON.stringify(record)}\n`, { mode: 0o600, flush: true })
  giveToOwnerOfFolder(draft)
  renameSync(draft, databaseRecordFile(dataDir))
}

/** What root writes into the folder of an ordinary user is that user's, who may start Gatehouse next. */
export function giveToOwnerOfFolder(file: string): void {
  if (process.getuid?.() !== 0) return
  const { uid, gid } = statSync(dirname(file))
  chownSync(file, uid, gid)
}

/** Where the running server of `dataDir` is, for a process that did not start it. */
export function embeddedDatabaseUrl(dataDir: string): string | undefined {
  const record = readDatabaseRecord(dataDir)
  return record?.port ? databaseUrl(record.password, record.port) : undefined
}

export function databaseUrl(password: string, port: number): string {
  return `postgres://${DATABASE_ROLE}:${password}@127.0.0.1:${port}/${DATABASE_NAME}`
}
