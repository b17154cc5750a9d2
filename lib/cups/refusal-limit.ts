/** How many refused check-ins of one address are kept: one noisy host must not fill the ring (rules.md 14). */
import { isIPv6 } from 'node:net'

const PER_WINDOW = 20
/** In milliseconds. */
const WINDOW = 60_000
/** Addresses remembered at a time; the refusals of more are not kept. */
const MAX_ADDRESSES = 10_000

/** True while a refusal of `address` at `now` (milliseconds, any origin) may be kept. Whoever has an IPv6 network has 2^64 addresses: it counts as one. */
export function createRefusalLimit(): (address: string, now: number) => boolean {
  const counts = new Map<string, number>()
  let since = Number.NEGATIVE_INFINITY
  return (address, now) => {
    if (now - since >= WINDOW || now < since) {
      counts.clear()
      since = now
    }
    const key = isIPv6(address) ? networkOf(address) : address
    const count = counts.get(key) ?? 0
    if (count >= PER_WINDOW || (count === 0 && counts.size >= MAX_ADDRESSES)) return false
    counts.set(key, count + 1)
    return true
  }
}

/** The first 64 bits, in one spelling. */
function networkOf(address: string): string {
  const [head = '', tail = ''] = address.replace(/%.*$/, '').toLowerCase().split('::')
  const before = head.split(':').filter(Boolean)
  const after = tail.split(':').filter(Boolean)
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0')
  const groups = address.includes('::') ? [...before, ...zeros, ...after] : before
  return groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
