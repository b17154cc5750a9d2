import { expect, test } from 'vitest'
import { AppError } from '#lib/domain/app-error.ts'
import { createGroupCommit } from './group-commit.ts'

const good = (value: number) => ({ value })

test('what comes while a set is under way goes together, in order, one set at a time', async () => {
  const sets: number[][] = []
  const commit = createGroupCommit<number, number>(
    async (inputs) => {
      sets.push([...inputs])
      await new Promise((resolve) => setImmediate(resolve))
      return inputs.map(good)
    },
    { maxSet: 3 },
  )
  const answers = await Promise.all([1, 2, 3, 4, 5, 6, 7].map((number) => commit(number)))
  expect(answers).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(sets).toEqual([[1, 2, 3], [4, 5, 6], [7]])
})

test('each gets its own refusal', async () => {
  const commit = createGroupCommit<number, number>(async (inputs) =>
    inputs.map((input) => (input % 2 ? good(input) : { error: new AppError('invalid', `${input}`) })),
  )
  const answers = await Promise.allSettled([1, 2, 3].map((number) => commit(number)))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('one that the database does not take fails alone', async () => {
  const commit = createGroupCommit<number, number>(async (inputs) => {
    if (inputs.includes(2)) throw new Error('a value that cannot be stored')
    return inputs.map(good)
  })
  const answers = await Promise.allSettled([1, 2, 3].map((number) => commit(number)))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})

test('when the database is away, all of a set fail at once', async () => {
  let writes = 0
  const commit = createGroupCommit<number, number>(async () => {
    writes += 1
    throw Object.assign(new Error('gone'), { code: 'CONNECTION_CLOSED' })
  })
  const answers = await Promise.allSettled([1, 2, 3].map((number) => commit(number)))
  expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
  expect(writes).toBe(1)
})

test('more than can wait are refused', async () => {
  let open = () => {}
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  const commit = createGroupCommit<number, number>(async (inputs) => {
    await opened
    return inputs.map(good)
  })
  const first = commit(0)
  await new Promise((resolve) => setImmediate(resolve))
  const waiting = Array.from({ length: 20_000 }, (_, index) => commit(index))
  await expect(commit(1)).rejects.toMatchObject({ code: 'unavailable', retryAfter: 1 })
  open()
  await Promise.all([first, ...waiting])
})
