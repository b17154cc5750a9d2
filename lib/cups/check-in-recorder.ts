/**
 * Writes check-ins behind the answers, in sets. What is kept here and not yet written can be lost by a crash; whatever
 * must not be lost (an offer, a proof) is written before the answer, by `applyCheckInEffects`.
 */
import { randomUUID } from 'node:crypto'
import { type CheckInRow, type RefusedRow, writeCheckIns, writeRefused } from '#lib/db/check-ins.ts'
import type { Sql } from '#lib/db/client.ts'
import type { Eui } from '#lib/domain/identifiers.ts'

/** Between two writes, in milliseconds; a long write is followed by a longer pause, so that look-ups keep the database. */
const PAUSE = 200
const PAUSE_PER_WRITE = 2
const MAX_ROWS_PER_WRITE = 5_000
/** Refusals kept per address and write: one noisy host must not fill the ring (rules.md 14). */
const REFUSED_PER_ADDRESS = 20
const REFUSED_WAITING = 1_000
/** Check-ins waiting for a database that is away; beyond it the oldest are dropped. */
const MAX_WAITING = 50_000

export type NewCheckIn = Omit<CheckInRow, 'id' | 'extends' | 'firstAt' | 'lastAt' | 'times'> & {
  readonly at: Date
  readonly last: { readonly fingerprint: string | null; readonly checkInId: string | null }
}

export interface CheckInRecorder {
  record(checkIn: NewCheckIn): void
  recordRefused(refused: RefusedRow): void
  /** Writes all that waits; then nothing more may be recorded. */
  close(): Promise<void>
}

export function createCheckInRecorder(sql: Sql, onError: (error: unknown) => void): CheckInRecorder {
  /** The runs of a gateway that wait, in order; the last may still grow. */
  let waiting = new Map<Eui, CheckInRow[]>()
  let refused: RefusedRow[] = []
  let refusedOf = new Map<string, number>()
  /** What was written last for a gateway whose look-up may have been older than that write. */
  let written = new Map<Eui, { fingerprint: string; id: string }>()
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let closed = false

  function record(checkIn: NewCheckIn): void {
    const { at, last, ...rest } = checkIn
    const runs = waiting.get(checkIn.eui)
    const open = runs?.at(-1)
    if (runs && open?.fingerprint === checkIn.fingerprint) {
      runs[runs.length - 1] = { ...open, lastAt: at, times: open.times + 1 }
    } else {
      const before =
        written.get(checkIn.eui) ??
        (last.fingerprint && last.checkInId ? { fingerprint: last.fingerprint, id: last.checkInId } : undefined)
      const continues = !runs && before?.fingerprint === checkIn.fingerprint
      const row: CheckInRow = {
        ...rest,
        id: continues && before ? before.id : randomUUID(),
        extends: continues,
        firstAt: at,
        lastAt: at,
        times: 1,
      }
      if (runs) runs.push(row)
      else waiting.set(checkIn.eui, [row])
    }
    if (waiting.size > MAX_WAITING) {
      const oldest = waiting.keys().next().value
      if (oldest !== undefined) waiting.delete(oldest)
    }
    schedule(PAUSE)
  }

  function recordRefused(row: RefusedRow): void {
    const count = refusedOf.get(row.address) ?? 0
    if (count >= REFUSED_PER_ADDRESS || refused.length >= REFUSED_WAITING) return
    refusedOf.set(row.address, count + 1)
    refused.push(row)
    schedule(PAUSE)
  }

  function schedule(pause: number): void {
    if (timer || writing || closed) return
    timer = setTimeout(() => {
      timer = undefined
      const begun = performance.now()
      writing = write().finally(() => {
        writing = undefined
        if (waiting.size > 0 || refused.length > 0)
          schedule(Math.max(PAUSE, (performance.now() - begun) * PAUSE_PER_WRITE))
      })
    }, pause)
  }

  /** One round. A gateway with several runs has one of them written per statement: a statement touches a row once. */
  async function write(): Promise<void> {
    const takenRefused = refused
    refused = []
    refusedOf = new Map()
    const taken: CheckInRow[] = []
    for (const [eui, runs] of waiting) {
      if (taken.length >= MAX_ROWS_PER_WRITE) break
      const [first, ...rest] = runs
      if (first) taken.push(first)
      if (rest.length > 0) waiting.set(eui, rest)
      else waiting.delete(eui)
    }
    try {
      await writeCheckIns(sql, taken)
      const now = new Map(taken.map((row) => [row.eui, { fingerprint: row.fingerprint, id: row.id }]))
      // Kept for one more round: look-ups that began before this write still carry the older fingerprint.
      written = now
      await writeRefused(sql, takenRefused)
    } catch (error) {
      onError(error)
      if (!closed) putBack(taken)
    }
  }

  function putBack(rows: readonly CheckInRow[]): void {
    const again = new Map<Eui, CheckInRow[]>()
    for (const row of rows) again.set(row.eui, [row, ...(waiting.get(row.eui) ?? [])])
    for (const [eui, runs] of waiting) if (!again.has(eui)) again.set(eui, runs)
    waiting = again
  }

  async function close(): Promise<void> {
    if (timer) clearTimeout(timer)
    timer = undefined
    await writing
    closed = true
    while (waiting.size > 0 || refused.length > 0) await write()
  }

  return { record, recordRefused, close }
}
