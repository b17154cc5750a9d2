/** Runs tasks a few at a time and refuses more than it can hold: key derivation for gateways without a stored digest (rules.md 12). */
import { OverloadError } from './micro-batch.ts'

export interface BoundedQueue {
  /** Rejects with `OverloadError` when `maxWaiting` tasks wait already. */
  run<T>(task: () => Promise<T>): Promise<T>
}

export function createBoundedQueue({
  concurrency,
  maxWaiting,
}: {
  concurrency: number
  maxWaiting: number
}): BoundedQueue {
  const waiting: (() => void)[] = []
  let running = 0

  const next = () => {
    running -= 1
    waiting.shift()?.()
  }

  return {
    async run(task) {
      if (running >= concurrency) {
        if (waiting.length >= maxWaiting) throw new OverloadError()
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
      running += 1
      try {
        return await task()
      } finally {
        next()
      }
    },
  }
}
