/** A bug is written to the log once, with the id that the caller was given, and without the data of the request. */

/** SQLSTATE classes and driver codes that mean “the database cannot answer now” rather than “our statement is wrong”. */
const UNAVAILABLE =
  /^(?:08...|53...|57P0[0-5]|ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|CONNECT_TIMEOUT|CONNECTION_(?:CLOSED|ENDED|DESTROYED))$/

export function isDatabaseUnavailable(error: unknown): boolean {
  const code = Reflect.get(Object(rootCause(error)), 'code')
  return typeof code === 'string' && UNAVAILABLE.test(code)
}

export interface BugReport {
  readonly requestId: string
  /** Method and route, without the query. */
  readonly route: string
}

/**
 * Writes one line of JSON to stderr. drizzle puts the parameters of a failed statement into its message: they may be
 * secrets, so only the cause below it is written.
 */
export function reportBug(error: unknown, report: BugReport): void {
  const cause = rootCause(error)
  const line = {
    level: 'error',
    time: new Date().toISOString(),
    msg: 'request failed',
    ...report,
    error:
      cause instanceof Error
        ? { name: cause.name, message: cause.message, code: Reflect.get(cause, 'code') }
        : 'not an Error',
    stack: error instanceof Error ? framesOf(error) : undefined,
  }
  console.error(JSON.stringify(line))
}

function rootCause(error: unknown): unknown {
  let current = error
  for (let depth = 0; depth < 5; depth++) {
    if (!(current instanceof Error) || current.cause === undefined) return current
    current = current.cause
  }
  return current
}

/** The frames alone: the head of a stack repeats the message. */
const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .map((line) => line.trim())
    .slice(0, 12)
