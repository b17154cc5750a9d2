/** Requests that connect to addresses of users' choice: few at a time, counted per owner in this process. */
import type { Eui } from '#lib/domain/identifiers.ts'
import { RateLimiter } from './rate-limit.ts'

const limiter = new RateLimiter()
const RATE = { perSecond: 1, burst: 30 }

/** Throws `rate_limited` with the seconds to wait. */
export const takeLiveCheck = (owner: Eui): void => limiter.take(owner, RATE, performance.now())
