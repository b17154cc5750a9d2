/** The database of an installation for a short while, whether its server runs or not (command line). */
import { setTimeout as delay } from 'node:timers/promises'
import { migrateDatabase } from '#lib/db/migrate.ts'
import type { Config } from './config.ts'
import { embeddedDatabaseUrl } from './database-record.ts'
import { FolderInUseError, startEmbeddedPostgres } from './embedded-postgres.ts'
import { type FolderLock, lockFolder } from './folder-lock.ts'

/** How long a starting server, or another command, may keep us waiting, in milliseconds. */
const PATIENCE = 60_000

/**
 * Runs `work` with the URL of the database. A running server's is used as it is. Otherwise the embedded one is started,
 * brought to this version, and stopped afterwards, as it was found.
 * @throws FolderInUseError when the folder stays taken, or what `work` throws.
 */
export async function borrowDatabase<T>(config: Config, work: (url: string) => Promise<T>): Promise<T> {
  if (config.databaseUrl) return work(config.databaseUrl)
  const found = await waitForDatabase(config.dataDir)
  if ('url' in found) return work(found.url)
  const { lock } = found
  try {
    const server = await startEmbeddedPostgres({ dataDir: config.dataDir, lock })
    try {
      await migrateDatabase(server.url)
      return await work(server.url)
    } finally {
      await server.stop()
    }
  } finally {
    await lock.release()
  }
}

/** The lock on a folder that nobody uses, or the URL of its running server. */
async function waitForDatabase(dataDir: string): Promise<{ lock: FolderLock } | { url: string }> {
  for (const end = Date.now() + PATIENCE; ; await delay(100)) {
    const attempt = await lockFolder(dataDir, 'a command')
    if (attempt.held) return { lock: attempt }
    const url = attempt.holder.state === 'ready' ? embeddedDatabaseUrl(dataDir) : undefined
    if (url) return { url }
    if (Date.now() >= end) throw new FolderInUseError(dataDir, attempt.holder)
  }
}
