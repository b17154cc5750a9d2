/** Wrong claim PINs: who is heard, what they cost, and when an operator is told (rules.md 19, docs/decisions/0086). */
import { insertAlerts, type NewAlert } from '#lib/db/claim-alerts.ts'
import {
  addFailures,
  addTurnedAway,
  type CountedFailures,
  clearFailures,
  lockAddress,
  lockClaims,
  readCounters,
  setPauses,
} from '#lib/db/claim-failures.ts'
import type { Statements } from '#lib/db/client.ts'
import { addJob } from '#lib/db/job-queue.ts'
import { addressKey } from '#lib/domain/claims/address-key.ts'
import { findGuessing } from '#lib/domain/claims/guessing.ts'
import {
  countFailures,
  currentCounter,
  type Hold,
  holdEntries,
  OWN_SHARE,
  type OwnerCounters,
  PIN_LIMITS,
  type PinScope,
} from '#lib/domain/claims/pin-limits.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { formatUtc } from '#lib/domain/time-text.ts'
import { log } from '#lib/observability/log.ts'
import type { Remark } from '../bulk.ts'
import type { Context, OwnerActor } from '../context.ts'

/** What the guard looks at of an entry. */
export interface GuardedEntry {
  readonly eui: Eui
}

const OF: Readonly<Record<PinScope, string>> = {
  gateway: 'Too many wrong PINs for this gateway.',
  owner: 'Too many wrong PINs from your organisation.',
  address: 'Too many wrong PINs from your network address.',
}

/** The refusal of an entry that is not heard, with the time of the next try: rounded up, so that it is not too early. */
export function holdRemark({ scope, until }: Hold): Remark {
  const minute = new Date(Math.ceil(until / 60_000) * 60_000)
  return {
    error: `${OF[scope]} Try again after ${formatUtc(minute)}, or ask the operator.`,
    retryAt: minute.toISOString(),
  }
}

const keyOf = ({ address }: OwnerActor): string | null => (address === null ? null : addressKey(address))

/**
 * Those that are not heard whatever their PIN is: nothing is derived for them. A look without a lock, so that somebody
 * who guesses at a thousand a second costs one look-up and one count for each request.
 */
export async function findHeld<E extends GuardedEntry>(
  context: Context,
  actor: OwnerActor,
  entries: readonly E[],
): Promise<Map<E, Hold>> {
  const now = context.now()
  const euis = entries.map(({ eui }) => eui)
  const counters = await readCounters(context.sql, actor.ownerId, euis, keyOf(actor))
  const held = hold(entries, counters, () => true, now)
  await addTurnedAway(context.sql, actor.ownerId, held.size, now)
  return held
}

/** Those that are not heard, decided while no other claim of this owner is: until the transaction ends. */
export async function holdInTurn<E extends GuardedEntry>(
  tx: Statements,
  actor: OwnerActor,
  entries: readonly E[],
  isRight: (entry: E) => boolean,
  now: Date,
): Promise<{ held: Map<E, Hold>; forgive: Forgive }> {
  const address = keyOf(actor)
  const euis = entries.map(({ eui }) => eui)
  // Sent together, carried out one after the other: what is read is what the lock guards.
  let [, counters] = await Promise.all([lockClaims(tx, actor.ownerId), readCounters(tx, actor.ownerId, euis, address)])
  const own = currentCounter(counters.owner, now.getTime()).failures
  // Only who shares the pauses of the address waits for others there.
  const mayShare = own + entries.filter((entry) => !isRight(entry)).length >= OWN_SHARE
  if (address !== null && counters.address && mayShare) {
    await lockAddress(tx, address)
    counters = await readCounters(tx, actor.ownerId, euis, address)
  }
  const held = hold(entries, counters, isRight, now)
  await addTurnedAway(tx, actor.ownerId, held.size, now)
  const { gateways } = counters
  return {
    held,
    forgive: (given) =>
      clearFailures(
        tx,
        actor.ownerId,
        given.filter((eui) => gateways.has(eui)),
      ),
  }
}

/** A right PIN clears what was counted for its gateway. */
type Forgive = (euis: readonly Eui[]) => Promise<void>

const hold = <E extends GuardedEntry>(
  entries: readonly E[],
  counters: OwnerCounters<Eui>,
  isRight: (entry: E) => boolean,
  now: Date,
) => holdEntries(entries, ({ eui }) => eui, isRight, counters, now.getTime())

/** An episode that was found, for the log behind the commit. */
export type FoundGuessing = NewAlert

/** Counts what was heard and refused; pauses begin, and an operator is told of guessing, once for each episode. */
export async function recordFailures(
  tx: Statements,
  actor: OwnerActor,
  euis: readonly Eui[],
  now: Date,
): Promise<FoundGuessing[]> {
  const counted = await addFailures(tx, actor.ownerId, euis, keyOf(actor), now)
  await setPauses(
    tx,
    counted.flatMap((one) => pauseOf(one, now)),
  )
  const found = await insertAlerts(tx, alertsOf(actor, counted), now)
  for (const { id } of found) await addJob(tx, 'alert-operators', { alert: id }, { jobKey: `alert-operators:${id}` })
  return found
}

export function logGuessing(found: readonly FoundGuessing[]): void {
  for (const { scope, reason, ownerId, eui, address, failures } of found) {
    log.warn({ scope, reason, owner: ownerId, eui, address, failures }, 'claim PINs are being guessed')
  }
}

function pauseOf({ scope, key, added, after }: CountedFailures, now: Date) {
  const before = { ...after, failures: after.failures - added }
  const { heldUntil } = countFailures(before, PIN_LIMITS[scope], added, now.getTime())
  return heldUntil > after.heldUntil ? [{ scope, key, until: new Date(heldUntil) }] : []
}

function alertsOf(actor: OwnerActor, counted: readonly CountedFailures[]): NewAlert[] {
  const of = (scope: PinScope) => counted.filter((one) => one.scope === scope)
  const [owner] = of('owner')
  const [address] = of('address')
  const worst = of('gateway').toSorted((a, b) => b.after.failures - a.after.failures)[0]
  const guessing = findGuessing({
    owner: owner?.after.failures ?? 0,
    gateway: worst?.after.failures ?? 0,
    address: address?.after.failures ?? 0,
  })
  return guessing.flatMap(({ scope, reason }): NewAlert[] => {
    const counter = scope === 'owner' ? owner : address
    if (!counter) return []
    return [
      {
        scope,
        key: counter.key,
        since: new Date(counter.after.since),
        reason,
        ownerId: actor.ownerId,
        eui: reason === 'one-gateway' ? ((worst?.key.slice(actor.ownerId.length + 1) ?? null) as Eui | null) : null,
        address: actor.address,
        failures: (reason === 'one-gateway' ? worst : counter)?.after.failures ?? 0,
      },
    ]
  })
}
