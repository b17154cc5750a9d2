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
  /** For one batch, in milliseconds: its keys, and those that wait behind it, are given up, and others may try. */
  readonly timeout?: number
}

/** Thrown when too many wait, or too long: the caller answers as for any fault of our own (rules.md 1). */
export class OverloadError extends Error {
  constructor(message = 'too many requests are waiting') {
    super(message)
    this.name = 'OverloadError'
  }
}

interface Waiter<V> {
  resolve(value: V | undefined): void
  reject(error: unknown): void
}

type Batch<K, V> = Map<K, Waiter<V>[]>

/** `load` gets each key once, whoever asks for it; keys that it leaves out resolve to undefined. */
export function createMicroBatch<K, V>(
  load: (keys: readonly K[]) => Promise<ReadonlyMap<K, V>>,
  { maxBatch = 256, concurrency = 2, maxWaiting = 20_000, timeout = 8_000 }: MicroBatchOptions = {},
): (key: K) => Promise<V | undefined> {
  let waiting: Batch<K, V> = new Map()
  let waitingCount = 0
  let running = 0
  let scheduled = false

  async function run(): Promise<void> {
    const batch = take(maxBatch)
    if (batch.size === 0) return
    let open = true
    const end = () => {
      open = false
      clearTimeout(timer)
      running -= 1
      schedule()
    }
    running += 1
    const timer = setTimeout(() => {
      const error = new OverloadError('the database does not answer in time')
      for (const given of [batch, take(Number.POSITIVE_INFINITY)]) rejectAll(given, error)
      end()
    }, timeout)
    try {
      const found = await load([...batch.keys()])
      if (open) for (const [key, waiters] of batch) for (const waiter of waiters) waiter.resolve(found.get(key))
    } catch (error) {
      rejectAll(batch, error)
    } finally {
      if (open) end()
    }
  }

  function rejectAll(batch: Batch<K, V>, error: unknown): void {
    for (const waiters of batch.values()) for (const waiter of waiters) waiter.reject(error)
  }

  function take(most: number): Batch<K, V> {
    let batch = waiting
    if (batch.size <= most) {
      waiting = new Map()
    } else {
      batch = new Map()
      for (const [key, waiters] of waiting) {
        if (batch.size >= most) break
        batch.set(key, waiters)
        waiting.delete(key)
      }
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
