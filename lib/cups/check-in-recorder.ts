/**
 * Writes check-ins behind the answers, in sets. What is kept here and not yet written can be lost by a crash; whatever
 * must not be lost (an offer, a proof) is written before the answer, by `applyCheckInEffects`.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import {
  type ExtendedRun,
  extendCheckIns,
  type NewRun,
  pruneCheckIns,
  type RefusedRow,
  writeNewCheckIns,
  writeRefused,
} from '#lib/db/check-ins.ts'
import type { Sql } from '#lib/db/client.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { counter, gauge } from '#lib/observability/meters.ts'
import { createRefusalLimit } from './refusal-limit.ts'

/** Between two writes at the least, in milliseconds. */
const PAUSE = 200
/** Rest after a write at the most, in writes: look-ups keep the database. */
const REST_PER_WRITE = 4
/** All that waits is to be written within this time, in milliseconds: the more waits, the shorter the rests. */
const LAG = 5_000
const MAX_ROWS_PER_WRITE = 5_000
/** Runs waiting for a database that is busy or away; beyond it those of the gateways seen longest ago are dropped. */
const MAX_WAITING = 100_000
/** Of one gateway: one that says something else each time must not fill the memory. The newest counts. */
const MAX_RUNS_PER_GATEWAY = 8
const REFUSED_WAITING = 1_000
/** A gateway that fills its log has new rows in every write, so now and then is often enough. */
const WRITES_PER_PRUNING = 16
/** For what still waits at the end, in milliseconds. */
const CLOSE_TIME = 10_000
const CLOSE_ATTEMPTS = 3

/** What is written of a check-in that says something new. */
export type CheckInDetails = Omit<NewRun, 'eui' | 'id' | 'fingerprint' | 'firstAt' | 'lastAt' | 'times'>

export interface NewCheckIn {
  readonly eui: Eui
  readonly at: Date
  readonly fingerprint: string
  /** The gateway's last check-in as it was looked up. */
  readonly last: {
    readonly fingerprint: string | null
    readonly checkInId: string | null
    /** When that look-up began, by `performance.now()`. */
    readonly lookedUpAt: number
  }
  /** Called only when this check-in differs from the one before. */
  describe(): CheckInDetails
}

export interface CheckInRecorder {
  record(checkIn: NewCheckIn): void
  recordRefused(refused: RefusedRow): void
  /** Writes all that waits, unless the database is away; then nothing more is recorded. */
  close(): Promise<void>
}

/** Equal check-ins of one gateway, one after the other; `details` are missing when the log has its row already. */
interface Run {
  readonly eui: Eui
  readonly id: string
  readonly fingerprint: string
  readonly firstAt: Date
  readonly details: CheckInDetails | undefined
  lastAt: Date
  times: number
}

const lost = counter('gatehouse_checkins_unrecorded_total', 'Check-ins that were answered but not written to the log.')

type Known = Pick<Run, 'fingerprint' | 'id'>

export function createCheckInRecorder(sql: Sql, onError: (error: unknown) => void): CheckInRecorder {
  /** The runs of a gateway that wait, in order; the last may still grow. */
  let waiting = new Map<Eui, Run[]>()
  let waitingCount = 0
  let refused: RefusedRow[] = []
  const mayRecordRefused = createRefusalLimit()
  /** What is being written, and what was written last: a look-up may be older than either. */
  let inFlight: ReadonlyMap<Eui, Known> = new Map()
  let written: ReadonlyMap<Eui, Known> = new Map()
  let writtenAt = 0
  let writes = 0
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let writing: Promise<void> | undefined
  let closed = false

  gauge('gatehouse_checkins_waiting', 'Check-ins that are answered and wait to be written.', () => [
    { labels: {}, value: waitingCount },
  ])

  function record(checkIn: NewCheckIn): void {
    if (closed) return
    const { eui, at, fingerprint } = checkIn
    const runs = waiting.get(eui)
    const open = runs?.at(-1)
    if (open?.fingerprint === fingerprint) {
      open.lastAt = at
      open.times += 1
    } else if (runs) {
      if (runs.length >= MAX_RUNS_PER_GATEWAY) drop(runs)
      runs.push(newRun(checkIn))
      waitingCount += 1
    } else {
      // A look-up that began after the last write knows better: another process may have written since.
      const own = checkIn.last.lookedUpAt < writtenAt ? written.get(eui) : undefined
      const before = inFlight.get(eui) ?? own ?? knownOf(checkIn.last)
      const continues = before?.fingerprint === fingerprint
      waiting.set(eui, [
        continues
          ? { eui, id: before.id, fingerprint, firstAt: at, lastAt: at, times: 1, details: undefined }
          : newRun(checkIn),
      ])
      waitingCount += 1
    }
    dropBeyond(MAX_WAITING)
    schedule(PAUSE)
  }

  function recordRefused(row: RefusedRow): void {
    if (closed || refused.length >= REFUSED_WAITING || !mayRecordRefused(row.address, row.at.getTime())) return
    refused.push(row)
    schedule(PAUSE)
  }

  function drop(runs: Run[]): void {
    const run = runs.pop()
    if (!run) return
    waitingCount -= 1
    dropped += run.times
  }

  function dropBeyond(limit: number): void {
    while (waitingCount > limit) {
      const [oldest] = waiting
      if (!oldest) return
      const [eui, runs] = oldest
      waiting.delete(eui)
      while (runs.length > 0) drop(runs)
    }
  }

  function schedule(pause: number): void {
    if (timer || writing || closed) return
    timer = setTimeout(() => {
      timer = undefined
      const begun = performance.now()
      writing = write().finally(() => {
        writing = undefined
        if (waiting.size > 0 || refused.length > 0) schedule(pauseAfter(performance.now() - begun))
      })
    }, pause)
  }

  function pauseAfter(write: number): number {
    const rounds = Math.ceil(waitingCount / MAX_ROWS_PER_WRITE)
    const inTime = LAG / Math.max(1, rounds) - write
    return Math.max(PAUSE * (1 - waitingCount / MAX_WAITING), Math.min(write * REST_PER_WRITE, inTime))
  }

  async function write(): Promise<void> {
    const takenRefused = refused
    refused = []
    const taken = take()
    inFlight = new Map(taken.map((run) => [run.eui, run]))
    const failed = await writeRuns(taken)
    written = inFlight
    writtenAt = performance.now()
    inFlight = new Map()
    putBack(failed)
    await writeRefused(sql, takenRefused).catch(onError)
    writes += 1
    const news = writes % WRITES_PER_PRUNING === 0 ? taken.filter((run) => run.details).map((run) => run.eui) : []
    if (news.length > 0) await pruneCheckIns(sql, news).catch(onError)
    if (dropped > 0) {
      lost.add([], dropped)
      onError(new Error(`${dropped} check-ins were not recorded: the database is away or too slow`))
      dropped = 0
    }
  }

  /** The first run of each gateway: a statement touches a row once. */
  function take(): Run[] {
    const taken: Run[] = []
    for (const [eui, runs] of waiting) {
      if (taken.length >= MAX_ROWS_PER_WRITE) break
      const first = runs.shift()
      if (first) taken.push(first)
      if (runs.length === 0) waiting.delete(eui)
    }
    waitingCount -= taken.length
    return taken
  }

  /** Writes each kind in a statement of its own; the answer holds what is to be tried again. */
  async function writeRuns(runs: readonly Run[]): Promise<Run[]> {
    const news = runs.flatMap((run) => (run.details ? [{ run, row: { ...run, ...run.details } }] : []))
    const quiet = runs.flatMap((run) => (run.details ? [] : [{ run, row: run satisfies ExtendedRun }]))
    return [
      ...(await attempt(news, (rows) => writeNewCheckIns(sql, rows))),
      ...(await attempt(quiet, (rows) => extendCheckIns(sql, rows))),
    ]
  }

  /** A row that the database refuses for what it holds is dropped alone: it must not hold up the others for ever. */
  async function attempt<T>(rows: { run: Run; row: T }[], store: (rows: T[]) => Promise<void>): Promise<Run[]> {
    if (rows.length === 0) return []
    try {
      await store(rows.map((one) => one.row))
      return []
    } catch (error) {
      if (!isDataFault(error)) {
        onError(error)
        return rows.map((one) => one.run)
      }
      if (rows.length === 1) {
        onError(error)
        return []
      }
      const half = rows.length >> 1
      return [...(await attempt(rows.slice(0, half), store)), ...(await attempt(rows.slice(half), store))]
    }
  }

  /** Before what came in meanwhile. */
  function putBack(runs: readonly Run[]): void {
    if (runs.length === 0) return
    const again = new Map<Eui, Run[]>()
    for (const run of runs) again.set(run.eui, [run, ...(waiting.get(run.eui) ?? [])])
    for (const [eui, rest] of waiting) if (!again.has(eui)) again.set(eui, rest)
    waiting = again
    waitingCount += runs.length
    dropBeyond(MAX_WAITING)
  }

  async function close(): Promise<void> {
    closed = true
    clearTimeout(timer)
    timer = undefined
    let giveUp: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      giveUp = setTimeout(resolve, CLOSE_TIME)
    })
    await Promise.race([flush(), late])
    clearTimeout(giveUp)
  }

  async function flush(): Promise<void> {
    await writing
    for (let failures = 0; waitingCount + refused.length > 0; ) {
      const before = waitingCount
      await write()
      failures = waitingCount < before || before === 0 ? 0 : failures + 1
      // The database is away.
      if (failures >= CLOSE_ATTEMPTS) return
      if (failures > 0) await delay(PAUSE)
    }
  }

  return { record, recordRefused, close }
}

function newRun(checkIn: NewCheckIn): Run {
  const { eui, at, fingerprint } = checkIn
  return { eui, id: randomUUID(), fingerprint, firstAt: at, lastAt: at, times: 1, details: checkIn.describe() }
}

function knownOf(last: NewCheckIn['last']): Known | undefined {
  return last.fingerprint && last.checkInId ? { fingerprint: last.fingerprint, id: last.checkInId } : undefined
}

/** SQLSTATE classes 22 (data exception) and 23 (integrity constraint). */
function isDataFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^2[23][0-9A-Z]{3}$/.test(code)
}
