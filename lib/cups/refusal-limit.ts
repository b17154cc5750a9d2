/** How many refused check-ins of one address are kept: one noisy host must not fill the ring (rules.md 14). */
import { addressKey } from '#lib/domain/claims/address-key.ts'

const PER_WINDOW = 20
/** In milliseconds. */
const WINDOW = 60_000
/** Addresses remembered at a time; the refusals of more are not kept. */
const MAX_ADDRESSES = 10_000

/** True while a refusal of `address` at `now` (milliseconds, any origin) may be kept; an IPv6 network counts as one address. */
export function createRefusalLimit(): (address: string, now: number) => boolean {
  const counts = new Map<string, number>()
  let since = Number.NEGATIVE_INFINITY
  return (address, now) => {
    if (now - since >= WINDOW || now < since) {
      counts.clear()
      since = now
    }
    const key = addressKey(address)
    const count = counts.get(key) ?? 0
    if (count >= PER_WINDOW || (count === 0 && counts.size >= MAX_ADDRESSES)) return false
    counts.set(key, count + 1)
    return true
  }
}
