import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMicroBatch, OverloadError } from './micro-batch.ts'

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
afterEach(() => vi.useRealTimers())

/** A `load` whose batches are answered by hand. */
function manual() {
  const batches: { keys: readonly string[]; answer: (known: readonly string[]) => void; fail: () => void }[] = []
  const load = (keys: readonly string[]) =>
    new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      batches.push({
        keys,
        answer: (known) => resolve(new Map(known.map((key) => [key, key.toUpperCase()]))),
        fail: () => reject(new Error('gone')),
      })
    })
  return { batches, load }
}

test('keys asked for together travel together, each once', async () => {
  const { batches, load } = manual()
  const lookUp = createMicroBatch(load)
  const answers = Promise.all([lookUp('a'), lookUp('b'), lookUp('a')])
  await expect.poll(() => batches.length).toBe(1)
  expect(batches[0]?.keys).toEqual(['a', 'b'])
  batches[0]?.answer(['a'])
  expect(await answers).toEqual(['A', undefined, 'A'])
})

test('what comes while all batches are under way waits for one to end, in slices', async () => {
  const { batches, load } = manual()
  const lookUp = createMicroBatch(load, { concurrency: 1, maxBatch: 2 })
  const first = lookUp('a')
  await expect.poll(() => batches.length).toBe(1)
  const rest = Promise.all(['b', 'c', 'd'].map(lookUp))
  batches[0]?.answer(['a'])
  expect(await first).toBe('A')
  await expect.poll(() => batches.length).toBe(2)
  expect(batches[1]?.keys).toEqual(['b', 'c'])
  batches[1]?.answer(['b', 'c'])
  await expect.poll(() => batches.length).toBe(3)
  batches[2]?.answer(['d'])
  expect(await rest).toEqual(['B', 'C', 'D'])
})

test('a failed batch fails its keys only', async () => {
  const { batches, load } = manual()
  const lookUp = createMicroBatch(load, { concurrency: 1 })
  const failing = lookUp('a')
  await expect.poll(() => batches.length).toBe(1)
  const later = lookUp('b')
  batches[0]?.fail()
  await expect(failing).rejects.toThrow('gone')
  await expect.poll(() => batches.length).toBe(2)
  batches[1]?.answer(['b'])
  expect(await later).toBe('B')
})

test('more than may wait are refused at once', async () => {
  const { batches, load } = manual()
  const lookUp = createMicroBatch(load, { concurrency: 1, maxWaiting: 2 })
  const first = lookUp('a')
  await expect.poll(() => batches.length).toBe(1)
  const waiting = [lookUp('b'), lookUp('b')]
  await expect(lookUp('c')).rejects.toThrow(OverloadError)
  batches[0]?.answer(['a'])
  await expect.poll(() => batches.length).toBe(2)
  batches[1]?.answer(['b'])
  expect(await Promise.all([first, ...waiting])).toEqual(['A', 'B', 'B'])
})

test('a batch that does not come back gives up its keys and those behind it, and its place', async () => {
  const { batches, load } = manual()
  const lookUp = createMicroBatch(load, { concurrency: 1, timeout: 1_000 })
  const stuck = lookUp('a')
  await expect.poll(() => batches.length).toBe(1)
  const behind = lookUp('b')
  const both = Promise.allSettled([stuck, behind])
  vi.advanceTimersByTime(1_000)
  expect((await both).map((one) => one.status)).toEqual(['rejected', 'rejected'])
  const after = lookUp('c')
  await expect.poll(() => batches.length).toBe(2)
  // The first comes back after all: nobody is left to tell, and no place is freed twice.
  batches[0]?.answer(['a'])
  const next = lookUp('d')
  batches[1]?.answer(['c'])
  expect(await after).toBe('C')
  await expect.poll(() => batches.length).toBe(3)
  batches[2]?.answer(['d'])
  expect(await next).toBe('D')
  expect(vi.getTimerCount()).toBe(0)
})
