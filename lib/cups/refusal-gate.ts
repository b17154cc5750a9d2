/**
 * What every refusal of a token waits for (rules.md 14): a derivation in vain, begun when it would have been this
 * gateway's turn to be derived for. So a slow key provider tells nobody which identifiers fall in a batch. All that wait
 * share one derivation, and there is never more than one at a time: whoever knocks costs the true gateways no place in
 * their queue, and the provider one call more at the most (docs/decisions/0085).
 */
import { OverloadError } from './micro-batch.ts'

export interface RefusalGate {
  /** Settles when a refusal may be answered. Rejects where the provider fails or too many wait, whoever asks. */
  pass(): Promise<void>
}

export function createRefusalGate({
  turn,
  derive,
  maxWaiting,
}: {
  /** When a derivation that is asked for now would begin. */
  turn(): Promise<void>
  /** One derivation in vain. */
  derive(): Promise<unknown>
  readonly maxWaiting: number
}): RefusalGate {
  let running: Promise<unknown> | undefined
  let next: Promise<unknown> | undefined
  let waiting = 0

  /** A derivation that begins no sooner than now. */
  function derivation(): Promise<unknown> {
    if (!running) return begin()
    next ??= running.then(begin, begin)
    return next
  }

  function begin(): Promise<unknown> {
    next = undefined
    const current = derive().finally(() => {
      if (running === current) running = undefined
    })
    running = current
    return current
  }

  return {
    async pass() {
      if (waiting >= maxWaiting) throw new OverloadError()
      waiting += 1
      try {
        await turn()
        await derivation()
      } finally {
        waiting -= 1
      }
    },
  }
}
