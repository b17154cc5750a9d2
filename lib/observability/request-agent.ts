/**
 * With what program a request came, for the audit trail: every entry that a request writes carries it, and no use case has
 * to pass it on (docs/decisions/0105). Kept on `globalThis`, since modules load twice between our server and Next's bundle.
 */
import { AsyncLocalStorage } from 'node:async_hooks'

const KEY = Symbol.for('gatehouse.request-agent')
type Process = typeof globalThis & { [KEY]?: AsyncLocalStorage<string | null> }
const here = globalThis as Process
here[KEY] ??= new AsyncLocalStorage()
const storage = here[KEY]

const MAX_LENGTH = 200

/** The User-Agent of a request as it is kept: short, and of printable characters. */
export function agentOf(request: Request): string | null {
  const text = request.headers
    .get('user-agent')
    ?.replace(/[^\x20-\x7e]+/g, ' ')
    .trim()
    .slice(0, MAX_LENGTH)
  return text || null
}

/** Runs `work` for this request. */
export const withAgentOf = <T>(request: Request, work: () => Promise<T>): Promise<T> =>
  storage.run(agentOf(request), work)

/** Null outside of a request. */
export const currentAgent = (): string | null => storage.getStore() ?? null
