/** The frame of every bulk call of the Owner API: identifiers read, doubles refused, answers in the order of the request. */
import type { Statements } from '#lib/db/client.ts'
import { type Eui, parseEui } from '#lib/domain/identifiers.ts'
import { log } from '#lib/observability/log.ts'
import type { Context } from './context.ts'

/** Items of one transaction: a kill in the middle loses at most what was not answered. */
export const CHUNK = 500

export interface BulkItem<T> {
  readonly index: number
  readonly eui: Eui
  readonly entry: T
}

/** The answer for one entry of a request; `gateway` is printed by the route. */
export interface ItemAnswer {
  readonly gateway: Eui | string
  readonly error?: string
}

/** What is said of an entry beside its gateway. */
export type Remark = Omit<ItemAnswer, 'gateway'> & Record<string, unknown>

export interface BulkRun<T> {
  readonly items: readonly BulkItem<T>[]
  /** Answers one entry. Every entry that is not answered has succeeded. */
  answer(index: number, remark: Remark): void
  /** All answers, in request order. */
  answers(): (ItemAnswer & Record<string, unknown>)[]
}

/** `read` gives the identifier of an entry as it came in. A gateway that is listed twice is used once. */
export function startBulk<T>(entries: readonly T[], read: (entry: T) => unknown): BulkRun<T> {
  const seen = new Set<Eui>()
  const items: BulkItem<T>[] = []
  const answers = entries.map((entry, index): ItemAnswer & Record<string, unknown> => {
    const given = read(entry)
    const parsed = parseEui(given)
    if (!parsed.ok) return { gateway: typeof given === 'string' ? given.slice(0, 64) : '', error: parsed.error }
    if (seen.has(parsed.value)) {
      return {
        gateway: parsed.value,
        error: 'This gateway is listed twice in the request. Only its first entry was used.',
      }
    }
    seen.add(parsed.value)
    items.push({ index, eui: parsed.value, entry })
    return { gateway: parsed.value }
  })
  return {
    items,
    answer: (index, remark) => {
      const before = answers[index]
      if (before) answers[index] = { gateway: before.gateway, ...remark }
    },
    answers: () => answers,
  }
}

const INTERRUPTED =
  'An error on our side interrupted this entry. Look whether it was stored, and repeat it if it was not.'
const NOT_TRIED = 'Not stored: an error on our side ended the request before this entry. Repeat it.'

/**
 * Carries the items out in slices, each of which commits or not at all; `work` answers what it has to remark. When a
 * later slice fails, the request still succeeds: the caller has to learn what was stored, and tokens that were made.
 */
export function runBulk<T>(
  bulk: BulkRun<T>,
  work: (items: readonly BulkItem<T>[]) => Promise<ReadonlyMap<BulkItem<T>, Remark>>,
): Promise<void> {
  return runPrepared(bulk, async () => undefined, work)
}

/** The same with a part that stores nothing: `prepare` of the next slice goes on while this one is stored. */
export async function runPrepared<T, P>(
  bulk: BulkRun<T>,
  prepare: (items: readonly BulkItem<T>[]) => Promise<P>,
  work: (items: readonly BulkItem<T>[], prepared: P) => Promise<ReadonlyMap<BulkItem<T>, Remark>>,
): Promise<void> {
  const slices = chunks(bulk.items)
  const begin = (number: number): Promise<P> | undefined => {
    const prepared = slices[number] && prepare(slices[number])
    // Its fault is told when its turn comes.
    prepared?.catch(() => {})
    return prepared
  }
  let failed = false
  let ahead = begin(0)
  for (const [number, chunk] of slices.entries()) {
    if (failed || !ahead) {
      for (const item of chunk) bulk.answer(item.index, { error: NOT_TRIED })
      continue
    }
    try {
      const prepared = await ahead
      ahead = begin(number + 1)
      for (const [item, remark] of await work(chunk, prepared)) bulk.answer(item.index, remark)
    } catch (error) {
      if (number === 0) throw error
      failed = true
      log.error({ err: error, slice: number }, 'a bulk request ended early')
      for (const item of chunk) bulk.answer(item.index, { error: INTERRUPTED })
    }
  }
}

/** Deadlock and serialization failure: PostgreSQL ended the transaction, nothing of it is stored. */
const REPEATABLE = new Set(['40P01', '40001'])
const ATTEMPTS = 5

/** A transaction that is repeated when another one got into its way; `work` may run several times. */
export async function transact<R>(context: Context, work: (tx: Statements) => Promise<R>): Promise<R> {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await context.sql.begin(work)) as R
    } catch (error) {
      const { code } = error as { code?: string }
      if (attempt === ATTEMPTS || code === undefined || !REPEATABLE.has(code)) throw error
    }
  }
}

/** In slices of `CHUNK`, in the order of the identifiers, so that two requests over the same gateways never lock each other out. */
function chunks<T extends { readonly eui: Eui }>(items: readonly T[]): T[][] {
  const sorted = [...items].sort((a, b) => (a.eui < b.eui ? -1 : 1))
  return Array.from({ length: Math.ceil(sorted.length / CHUNK) }, (_, i) => sorted.slice(i * CHUNK, (i + 1) * CHUNK))
}
