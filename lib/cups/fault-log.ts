/** Tells of faults of our own without flooding the log: while the database is away, every check-in is one. */
import type { Eui } from '#lib/domain/identifiers.ts'

/** In milliseconds. */
const QUIET = 10_000

export interface Fault {
  readonly err: unknown
  readonly router: Eui
  /** How many more there were since the last line. */
  readonly unsaid: number
}

/** Says the first fault at once, then at most one in ten seconds. */
export function createFaultLog(say: (fault: Fault) => void, now: () => number = () => performance.now()) {
  let saidAt = Number.NEGATIVE_INFINITY
  let unsaid = 0
  return {
    report(err: unknown, router: Eui): void {
      if (now() - saidAt < QUIET) {
        unsaid += 1
        return
      }
      say({ err, router, unsaid })
      saidAt = now()
      unsaid = 0
    },
  }
}
