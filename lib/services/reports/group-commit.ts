/**
 * Many small writes as one: while a set is on its way to the database, the next one gathers. One set at a time, so what
 * came first is written first. Alone, a write waits for nothing.
 */
import { AppError } from '#lib/domain/app-error.ts'

interface Waiting<I, O> {
  readonly input: I
  resolve(output: O): void
  reject(error: unknown): void
}

/** How one of a set ended: with a value, or with the error of its caller. */
export type Settled<O> = { readonly value: O } | { readonly error: unknown }

const MOST_WAITING = 20_000

/** `write` answers for every input, in order, or rejects for all of them; then each is written alone, once. */
export function createGroupCommit<I, O>(
  write: (inputs: readonly I[]) => Promise<readonly Settled<O>[]>,
  { maxSet = 500 }: { readonly maxSet?: number } = {},
): (input: I) => Promise<O> {
  const waiting: Waiting<I, O>[] = []
  let running = false

  async function run(): Promise<void> {
    running = true
    while (waiting.length > 0) {
      const set = waiting.splice(0, maxSet)
      try {
        settle(set, await write(set.map(({ input }) => input)))
      } catch (error) {
        if (set.length === 1 || isLost(error)) for (const one of set) one.reject(error)
        else await alone(set)
      }
    }
    running = false
  }

  /** One of them is what the database does not take; the others must not suffer. */
  async function alone(set: readonly Waiting<I, O>[]): Promise<void> {
    for (const one of set) {
      try {
        settle([one], await write([one.input]))
      } catch (error) {
        one.reject(error)
      }
    }
  }

  function settle(set: readonly Waiting<I, O>[], outcomes: readonly Settled<O>[]): void {
    set.forEach((one, index) => {
      const outcome = outcomes[index]
      if (outcome === undefined) one.reject(new Error('a write without an outcome'))
      else if ('error' in outcome) one.reject(outcome.error)
      else one.resolve(outcome.value)
    })
  }

  return (input) =>
    new Promise((resolve, reject) => {
      if (waiting.length >= MOST_WAITING) {
        const detail = 'Too many reports are waiting to be stored. Repeat this one.'
        reject(new AppError('unavailable', detail, { retryAfter: 1 }))
        return
      }
      waiting.push({ input, resolve, reject })
      // After the input of this turn: what came in together is written together.
      if (!running) {
        running = true
        setImmediate(() => void run())
      }
    })
}

/** The database went away: to ask it again for each would only take longer. */
const isLost = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && /^(CONNECTION_|ECONN|08|57P|53)/.test(String(error.code))
