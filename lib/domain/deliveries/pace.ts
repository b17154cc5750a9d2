/** When a delivery is tried again, and when a destination that fails is left alone (tunnel.md §5). Pure: chance is given. */

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** The ladder of Standard Webhooks: the wait before each attempt, in milliseconds. After the last one a delivery is dead. */
export const LADDER: readonly number[] = [
  0,
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
]

/** First attempts that fail one after another, whichever deliveries they are of, and open the circuit. */
export const FAILURES_TO_OPEN = 5
/** The same with later attempts: a few reports that are always refused do not speak for the destination. */
export const REPEATS_TO_OPEN = 50
/** The circuit stays open this long at first, and twice as long each time, in milliseconds. */
const OPEN_AT_FIRST = 5 * SECOND
const OPEN_AT_MOST = 5 * MINUTE
/** Deliveries one after another after which earlier openings are forgotten. */
export const SUCCESSES_TO_FORGET = 20
/** A Retry-After beyond this is not honoured in full. */
export const RETRY_AFTER_AT_MOST = HOUR

/** `chance` is from 0 to 1: up to a tenth more, so that what failed together does not come back together. */
const jittered = (ms: number, chance: number): number => Math.round(ms * (1 + 0.1 * chance))

/** Milliseconds until the next attempt after `attempts` failed ones; undefined: there is none. */
export function waitAfter(attempts: number, chance: number): number | undefined {
  const wait = LADDER[attempts]
  return wait === undefined ? undefined : jittered(wait, chance)
}

/** Milliseconds that the circuit stays open at its `opens`-th opening (1 = the first). */
export function openFor(opens: number, chance: number): number {
  return jittered(Math.min(OPEN_AT_MOST, OPEN_AT_FIRST * 2 ** Math.min(opens - 1, 10)), chance)
}

/** Reads Retry-After, seconds or an HTTP date, as milliseconds from `now`; null when it is neither. */
export function readRetryAfter(value: string | undefined, now: Date): number | null {
  const text = value?.trim()
  if (!text) return null
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * SECOND : Date.parse(text) - now.getTime()
  if (!Number.isFinite(ms) || (!/^\d+$/.test(text) && !/^[A-Z][a-z]{2}/.test(text))) return null
  return Math.min(RETRY_AFTER_AT_MOST, Math.max(0, ms))
}
