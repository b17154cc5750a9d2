/** Tells a database that is away from a bug, and writes a bug to the log once, with the id that the caller was given. */
import { log } from '#lib/observability/log.ts'

/** SQLSTATE classes and driver codes that mean “the database cannot answer now” rather than “our statement is wrong”. */
const UNAVAILABLE =
  /^(?:08...|53...|57P0[0-5]|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|CONNECT_TIMEOUT|CONNECTION_(?:CLOSED|ENDED|DESTROYED))$/

const MAX_DEPTH = 5

/** Looks below the errors that drizzle wraps around the driver's. */
export function isDatabaseUnavailable(error: unknown): boolean {
  let current = error
  for (let depth = 0; depth < MAX_DEPTH && current instanceof Error; depth++) {
    const code: unknown = Reflect.get(current, 'code')
    if (typeof code === 'string' && UNAVAILABLE.test(code)) return true
    current = current.cause
  }
  return false
}

export interface BugReport {
  readonly requestId: string
  /** Method and path, without the query. */
  readonly route: string
}

export function reportBug(error: unknown, report: BugReport): void {
  log.error({ err: error, ...report }, 'a request failed')
}
