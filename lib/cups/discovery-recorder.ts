/** Writes what gateways were answered at `/router-info` behind the answers, in sets; the newest of each gateway counts. */
import { type RefusedRow, writeRefused } from '#lib/db/check-ins.ts'
import type { Sql } from '#lib/db/client.ts'
import { type DiscoveryRow, writeDiscoveries } from '#lib/db/discoveries.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { createRefusalLimit } from './refusal-limit.ts'

/** Between two writes, in milliseconds. */
const PAUSE = 500
const MAX_WAITING = 50_000
const REFUSED_WAITING = 1_000

export interface DiscoveryRecorder {
  record(row: DiscoveryRow): void
  recordRefused(row: RefusedRow): void
  /** Writes what waits, unless the database is away. */
  close(): Promise<void>
}

export function createDiscoveryRecorder(sql: Sql, onError: (error: unknown) => void): DiscoveryRecorder {
  let waiting = new Map<Eui, DiscoveryRow>()
  let refused: RefusedRow[] = []
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> = Promise.resolve()
  const mayRecordRefused = createRefusalLimit()

  function schedule(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      writing = writing.then(write)
    }, PAUSE)
  }

  async function write(): Promise<void> {
    const rows = [...waiting.values()]
    const turnedAway = refused
    waiting = new Map()
    refused = []
    await writeDiscoveries(sql, rows).catch(onError)
    await writeRefused(sql, turnedAway).catch(onError)
  }

  return {
    record(row) {
      if (waiting.size >= MAX_WAITING && !waiting.has(row.eui)) return
      waiting.set(row.eui, row)
      schedule()
    },
    recordRefused(row) {
      if (refused.length >= REFUSED_WAITING || !mayRecordRefused(row.address, row.at.getTime())) return
      refused.push(row)
      schedule()
    },
    async close() {
      clearTimeout(timer)
      await writing
      await write()
    },
  }
}
