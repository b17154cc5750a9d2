/** Runs tasks a few at a time and refuses more than it can hold: key derivation for gateways without a stored digest (rules.md 12). */
import { OverloadError } from './micro-batch.ts'

export interface BoundedQueue {
  /** Rejects with `OverloadError` when `maxWaiting` tasks wait already. */
  run<T>(task: () => Promise<T>): Promise<T>
  /**
   * Settles when a task that was given now would begin, and rejects when it would be refused; takes no place of it.
   * However many wait for a turn, they cost the tasks nothing.
   */
  turn(): Promise<void>
}

interface Place {
  readonly taken: boolean
  readonly begin: () => void
  /** Of a place that only marks a turn: whoever asks for the same turn shares it. */
  readonly turn?: Promise<void>
}

export function createBoundedQueue({
  concurrency,
  maxWaiting,
}: {
  concurrency: number
  maxWaiting: number
}): BoundedQueue {
  const waiting: Place[] = []
  let tasksWaiting = 0
  let running = 0

  function advance(): void {
    while (running < concurrency) {
      const place = waiting.shift()
      if (!place) return
      if (place.taken) {
        running += 1
        tasksWaiting -= 1
      }
      place.begin()
    }
  }

  return {
    async run(task) {
      if (running < concurrency) running += 1
      else {
        if (tasksWaiting >= maxWaiting) throw new OverloadError()
        tasksWaiting += 1
        await new Promise<void>((begin) => waiting.push({ taken: true, begin }))
      }
      try {
        return await task()
      } finally {
        running -= 1
        advance()
      }
    },

    async turn() {
      if (running < concurrency) return
      if (tasksWaiting >= maxWaiting) throw new OverloadError()
      const shared = waiting.at(-1)?.turn
      if (shared) return shared
      const { promise, resolve } = Promise.withResolvers<void>()
      waiting.push({ taken: false, begin: resolve, turn: promise })
      return promise
    },
  }
}
