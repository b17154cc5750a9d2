import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EXPIRY_BUCKETS, expiryBucket, expirySpan, splitTerm, TERM_FACETS, termOf } from './facets.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const days = (count: number) => new Date(NOW.getTime() + count * 86_400_000)

describe('terms', () => {
  test('read back what was written, whatever the value holds', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TERM_FACETS), fc.string(), (facet, value) => {
        expect(splitTerm(termOf(facet, value))).toEqual({ facet, value })
      }),
    )
  })
})

describe('ends of certificates', () => {
  test.each([
    [-400, 'expired'],
    [-0.01, 'expired'],
    [0, '7'],
    [6.9, '7'],
    [7, '30'],
    [30, '90'],
    [89.9, '90'],
    [90, 'later'],
    [9000, 'later'],
  ])('%d days from now is %s', (count, bucket) => {
    expect(expiryBucket(days(count), NOW)).toBe(bucket)
  })

  test('every end lies in the span of its bucket, and in no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: -1000, max: 10_000 }), (hours) => {
        const end = new Date(NOW.getTime() + hours * 3_600_000)
        const within = EXPIRY_BUCKETS.filter((bucket) => {
          const { from, to } = expirySpan(bucket, NOW)
          return (from === null || end >= from) && (to === null || end < to)
        })
        expect(within).toEqual([expiryBucket(end, NOW)])
      }),
    )
  })
})
