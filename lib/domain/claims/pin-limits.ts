/**
 * How often a claim PIN may be wrong (rules.md 19): counters with pauses that grow. Each counts what one owner got wrong
 * about one gateway, one owner in all, or all owners at one address. Times are milliseconds since 1970.
 */

export type PinScope = 'gateway' | 'owner' | 'address'

export interface PinLimit {
  /** Wrong PINs before the first pause. */
  readonly free: number
  /** Wrong PINs between one pause and the next. */
  readonly step: number
  /** The first pause; each is twice as long as the one before. */
  readonly firstPause: number
  readonly longestPause: number
}

export interface PinCounter {
  readonly failures: number
  /** Of the first failure that counts. */
  readonly since: number
  /** End of the pause, or 0. */
  readonly heldUntil: number
}

const SECOND = 1_000
const MINUTE = 60 * SECOND
/** Failures are forgotten so long after the first of them, unless a pause lasts longer. */
export const PIN_MEMORY = 24 * 60 * MINUTE

/**
 * Ten tries are enough for a label that is hard to read. A list of PINs with a wrong column spends an owner's free
 * thousand in one request, and costs it a minute.
 */
export const PIN_LIMITS: Readonly<Record<PinScope, PinLimit>> = {
  gateway: { free: 10, step: 1, firstPause: 30 * SECOND, longestPause: PIN_MEMORY },
  owner: { free: 1_000, step: 100, firstPause: MINUTE, longestPause: PIN_MEMORY },
  address: { free: 3_000, step: 300, firstPause: MINUTE, longestPause: PIN_MEMORY },
}

/** From so many failures of its own on, an owner shares the pauses of its address: never because of others alone. */
export const OWN_SHARE = 100

/** How long the pause is that so many failures cost, in milliseconds: it never shrinks, and has an end. */
export function pauseAfter({ free, step, firstPause, longestPause }: PinLimit, failures: number): number {
  if (failures < free) return 0
  return Math.min(longestPause, firstPause * 2 ** Math.floor((failures - free) / step))
}

/** Whether the counter no longer counts. */
export const isForgotten = ({ since, heldUntil }: PinCounter, now: number): boolean =>
  now >= since + PIN_MEMORY && now >= heldUntil

/** The counter as it is now: a new one where it was forgotten. */
export const currentCounter = (counter: PinCounter | undefined, now: number): PinCounter =>
  counter === undefined || isForgotten(counter, now) ? { failures: 0, since: now, heldUntil: 0 } : counter

/** After one more wrong PIN. A pause begins where the limit is reached, and with each further step. */
export function countFailure(counter: PinCounter, limit: PinLimit, now: number): PinCounter {
  const failures = counter.failures + 1
  const due = failures >= limit.free && (failures - limit.free) % limit.step === 0
  const until = due ? now + pauseAfter(limit, failures) : 0
  return { ...counter, failures, heldUntil: Math.max(counter.heldUntil, until) }
}

/** What stands of one owner's counters: of gateways by any key, of the owner, and of the address it comes from. */
export interface OwnerCounters<G> {
  readonly gateways: ReadonlyMap<G, PinCounter>
  readonly owner: PinCounter | undefined
  readonly address: PinCounter | undefined
}

export interface Hold {
  readonly scope: PinScope
  /** When the next try is heard. */
  readonly until: number
}

/**
 * Which entries of one owner are heard, in their order, as if each had come alone: a wrong one counts at once, so that a
 * request with ten thousand guesses has no more of them heard than ten thousand requests. Answers the holds of those that
 * are not heard; what is held counts no further.
 */
export function holdEntries<E, G>(
  entries: readonly E[],
  gatewayOf: (entry: E) => G,
  isRight: (entry: E) => boolean,
  counters: OwnerCounters<G>,
  now: number,
): Map<E, Hold> {
  const holds = new Map<E, Hold>()
  let owner = currentCounter(counters.owner, now)
  let address = currentCounter(counters.address, now)
  for (const entry of entries) {
    const gateway = currentCounter(counters.gateways.get(gatewayOf(entry)), now)
    const hold = longestOf([
      { scope: 'gateway', until: gateway.heldUntil },
      { scope: 'owner', until: owner.heldUntil },
      { scope: 'address', until: owner.failures >= OWN_SHARE ? address.heldUntil : 0 },
    ])
    if (hold.until > now) holds.set(entry, hold)
    else if (!isRight(entry)) {
      owner = countFailure(owner, PIN_LIMITS.owner, now)
      address = countFailure(address, PIN_LIMITS.address, now)
    }
  }
  return holds
}

/** The hold that ends last: sooner, another one would still be in the way. */
const longestOf = (holds: readonly [Hold, ...Hold[]]): Hold => holds.reduce((a, b) => (b.until > a.until ? b : a))

/** So many failures one after the other. */
export function countFailures(counter: PinCounter, limit: PinLimit, times: number, now: number): PinCounter {
  let counted = counter
  for (let time = 0; time < times; time++) counted = countFailure(counted, limit, now)
  return counted
}
