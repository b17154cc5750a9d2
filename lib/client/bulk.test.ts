import { expect, test } from 'vitest'
import { type BulkProgress, runBulk } from './bulk.ts'
import { ApiProblem } from './request.ts'

const gateways = Array.from({ length: 450 }, (_, index) => `::${index.toString(16)}`)
const never = new AbortController().signal

test('answers for each gateway, in their order, with the progress between', async () => {
  const seen: number[] = []
  const { results } = await runBulk(
    gateways,
    async (slice) => slice.map((gateway) => (gateway === '::5' ? { gateway, error: 'Not yours.' } : { gateway })),
    (progress) => seen.push(progress.results.length),
    never,
  )
  expect(seen).toEqual([0, 200, 400, 450])
  expect(results.map(({ gateway }) => gateway)).toEqual(gateways)
  expect(results.filter(({ error }) => error)).toEqual([{ gateway: '::5', error: 'Not yours.' }])
})

test('a slice that fails as a whole fails for each of its gateways, and the next one is tried', async () => {
  let calls = 0
  const { results } = await runBulk(
    gateways,
    async (slice) => {
      calls += 1
      if (calls === 2) throw new ApiProblem(503, 'The database does not answer at the moment.', {})
      return slice.map((gateway) => ({ gateway }))
    },
    () => {},
    never,
  )
  expect(calls).toBe(3)
  expect(results.filter(({ error }) => error)).toHaveLength(200)
  expect(results[200]).toEqual({ gateway: '::c8', error: 'The database does not answer at the moment.' })
})

test('begins no slice once it is stopped, and keeps what was done', async () => {
  const stop = new AbortController()
  let last: BulkProgress | undefined
  await runBulk(
    gateways,
    async (slice) => slice.map((gateway) => ({ gateway })),
    (progress) => {
      last = progress
      if (progress.results.length === 200) stop.abort()
    },
    stop.signal,
  )
  expect(last).toMatchObject({ total: 450 })
  expect(last?.results).toHaveLength(200)
})
