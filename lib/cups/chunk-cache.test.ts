import { expect, test } from 'vitest'
import { createChunkCache } from './chunk-cache.ts'

test('each chunk is loaded once for all who ask, and the least recently used go', async () => {
  const cache = createChunkCache(100)
  const loads: string[] = []
  const get = (key: string) =>
    cache.get(key, async () => {
      loads.push(key)
      return Buffer.alloc(40)
    })
  const [first, second] = await Promise.all([get('a'), get('a')])
  expect(first).toBe(second)
  await get('b')
  await get('a')
  await get('c')
  expect(loads).toEqual(['a', 'b', 'c'])
  await get('a')
  expect(loads).toEqual(['a', 'b', 'c'])
  await get('b')
  expect(loads).toEqual(['a', 'b', 'c', 'b'])
})

test('a failure is told to all who wait and tried again by the next', async () => {
  const cache = createChunkCache(100)
  const away = () => Promise.reject(new Error('away'))
  const asked = [cache.get('a', away), cache.get('a', async () => Buffer.of(1))]
  expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await cache.get('a', async () => Buffer.of(2))).toEqual(Buffer.of(2))
})
