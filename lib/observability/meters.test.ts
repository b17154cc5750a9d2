import { expect, test } from 'vitest'
import { writeExposition } from './exposition.ts'
import { counter, gauge, histogram, readMeters } from './meters.ts'

const textOf = async (name: string) => {
  const families = (await readMeters()).filter((family) => family.name === name)
  return writeExposition([{ plane: undefined, families }])
}

test('a counter has a line for each value of its labels, and is the same one for whoever asks', async () => {
  counter('test_seen_total', 'What was seen.', ['what', 'where']).add(['cat', 'roof'])
  counter('test_seen_total', 'What was seen.', ['what', 'where']).add(['dog', 'yard'], 2)
  counter('test_seen_total', 'What was seen.', ['what', 'where']).add(['cat', 'roof'])
  expect(await textOf('test_seen_total')).toBe(
    '# HELP test_seen_total What was seen.\n# TYPE test_seen_total counter\n' +
      'test_seen_total{what="cat",where="roof"} 2\ntest_seen_total{what="dog",where="yard"} 2\n',
  )
})

test('a counter without a label is zero from the start', async () => {
  counter('test_lost_total', 'Lost.')
  expect(await textOf('test_lost_total')).toContain('\ntest_lost_total 0\n')
})

test('the buckets of a histogram add up, and a value on a bound belongs to it', async () => {
  const times = histogram('test_seconds', 'Times.', [0.1, 1])
  for (const seconds of [0.0625, 0.1, 0.5, 4]) times.observe(seconds)
  expect((await textOf('test_seconds')).split('\n').slice(2)).toEqual([
    'test_seconds_bucket{le="0.1"} 2',
    'test_seconds_bucket{le="1"} 3',
    'test_seconds_bucket{le="+Inf"} 4',
    'test_seconds_sum 4.6625',
    'test_seconds_count 4',
    '',
  ])
})

test('a gauge that cannot be read leaves the others in', async () => {
  gauge('test_broken', 'Broken.', () => Promise.reject(new Error('away')))
  gauge('test_whole', 'Whole.', () => [{ labels: {}, value: 7 }])
  const names = (await readMeters()).map((family) => family.name)
  expect(names).toContain('test_whole')
  expect(names).not.toContain('test_broken')
})

test('families of several processes come together under one head, told apart by their plane', () => {
  const family = { name: 'up', help: 'a\\b\n', type: 'gauge', samples: [{ labels: { of: '"x"' }, value: 1 }] } as const
  expect(
    writeExposition([
      { plane: 'console', families: [family] },
      { plane: 'worker', families: [family] },
    ]),
  ).toBe(
    '# HELP up a\\\\b\\n\n# TYPE up gauge\nup{of="\\"x\\"",plane="console"} 1\nup{of="\\"x\\"",plane="worker"} 1\n',
  )
})
