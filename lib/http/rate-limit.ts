/**
 * A token bucket per caller in this process, against plain abuse. Limits that must hold across replicas (sign-in, claim
 * PINs, `add`) are counted in PostgreSQL by their use cases.
 */
import { AppError } from '#lib/domain/app-error.ts'

export interface RateLimit {
  /** Requests per second in the long run. */
  readonly perSecond: number
  /** Requests at once. */
  readonly burst: number
}

export const DEFAULT_RATE: RateLimit = { perSecond: 100, burst: 300 }
/** Requests of one address that fail to authenticate. */
export const REFUSED_RATE: RateLimit = { perSecond: 10, burst: 100 }

interface Bucket {
  tokens: number
  /** Milliseconds. */
  at: number
}

const MAX_BUCKETS = 10_000

/** Buckets by key; the least recently used ones are forgotten first. */
export class RateLimiter {
  readonly #buckets = new Map<string, Bucket>()

  /** Takes one token, or throws `rate_limited` with the seconds until there is one. `nowMs` is a monotonic clock. */
  take(key: string, limit: RateLimit, nowMs: number): void {
    const bucket = this.#buckets.get(key) ?? { tokens: limit.burst, at: nowMs }
    this.#buckets.delete(key)
    const tokens = Math.min(limit.burst, bucket.tokens + ((nowMs - bucket.at) / 1000) * limit.perSecond)
    this.#buckets.set(key, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: nowMs })
    if (this.#buckets.size > MAX_BUCKETS) this.#forgetOldest()
    if (tokens >= 1) return
    const retryAfter = Math.max(1, Math.ceil((1 - tokens) / limit.perSecond))
    throw new AppError(
      'rate_limited',
      `Too many requests. Repeat this one in ${retryAfter} s, and send fewer at once.`,
      {
        retryAfter,
      },
    )
  }

  #forgetOldest(): void {
    const [oldest] = this.#buckets.keys()
    if (oldest !== undefined) this.#buckets.delete(oldest)
  }
}
