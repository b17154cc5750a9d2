import { describe, expect, it } from 'vitest'
import { RateLimiter } from './rate-limit.ts'

const limit = { perSecond: 2, burst: 3 }

describe('RateLimiter', () => {
  it('allows a burst, then the rate, for each caller apart', () => {
    const limiter = new RateLimiter()
    for (let request = 0; request < 3; request++) limiter.take('a', limit, 1000)
    expect(() => limiter.take('a', limit, 1000)).toThrow('Too many requests')
    limiter.take('b', limit, 1000)
    expect(() => limiter.take('a', limit, 1400)).toThrow('Too many requests')
    limiter.take('a', limit, 1600)
    expect(() => limiter.take('a', limit, 1600)).toThrow('Too many requests')
  })

  it('says when to come back', () => {
    const limiter = new RateLimiter()
    limiter.take('a', { perSecond: 0.1, burst: 1 }, 0)
    expect(() => limiter.take('a', { perSecond: 0.1, burst: 1 }, 0)).toThrow(
      expect.objectContaining({ code: 'rate_limited', retryAfter: 10 }),
    )
  })
})
