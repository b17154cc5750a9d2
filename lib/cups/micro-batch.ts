/**
 * Turns many look-ups of one key into few look-ups of many keys: while a batch is on its way to the database, the next
 * one gathers. Alone, a request waits for nothing; under load, one statement serves hundreds (DESIGN §2).
 */
export interface MicroBatchOptions {
  /** Keys per batch at most. */
  readonly maxBatch?: number
  /** Batches on their way at the same time. */
  readonly concurrency?: number
  /** Keys waiting at most; more are refused at once. */
  readonly maxWaiting?: number
}

/** Thrown when too many wait: the caller answers as for any fault of our own (rules.md 1). */
export class OverloadError extends Error {
  constructor() {
    super('too many requests are waiting')
    this.name = 'OverloadError'
  }
}

interface Waiter<V> {
  resolve(value: V | undefined): void
  reject(error: unknown): void
}

/** `load` gets each key once, whoever asks for it; keys that it leaves out resolve to undefined. */
export function createMicroBatch<K, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  { maxBatch = 256, concurrency = 2, maxWaiting = 20_000 }: MicroBatchOptions = {},
): (key: K) => Promise<V | undefined> {
  let waiting = new Map<K, Waiter<V>[]>()
  let waitingCount = 0
  let running = 0
  let scheduled = false

  async function run(): Promise<void> {
    const batch = take()
    if (batch.size === 0) return
    running += 1
    try {
      const found = await load([...batch.keys()])
      for (const [key, waiters] of batch) for (const waiter of waiters) waiter.resolve(found.get(key))
    } catch (error) {
      for (const waiters of batch.values()) for (const waiter of waiters) waiter.reject(error)
    } finally {
      running -= 1
      schedule()
    }
  }

  function take(): Map<K, Waiter<V>[]> {
    let batch = waiting
    if (batch.size <= maxBatch) {
      waiting = new Map()
    } else {
      const entries = [...batch]
      batch = new Map(entries.slice(0, maxBatch))
      waiting = new Map(entries.slice(maxBatch))
    }
    for (const waiters of batch.values()) waitingCount -= waiters.length
    return batch
  }

  function schedule(): void {
    if (scheduled || running >= concurrency || waiting.size === 0) return
    scheduled = true
    // After the input of this turn: requests that came in together travel together.
    setImmediate(() => {
      scheduled = false
      void run()
      if (waiting.size > 0) schedule()
    })
  }

  return (key) =>
    new Promise((resolve, reject) => {
      if (waitingCount >= maxWaiting) {
        reject(new OverloadError())
        return
      }
      const waiters = waiting.get(key)
      if (waiters) waiters.push({ resolve, reject })
      else waiting.set(key, [{ resolve, reject }])
      waitingCount += 1
      schedule()
    })
}
