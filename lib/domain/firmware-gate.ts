/**
 * Whether a gateway may be sent its firmware in this answer, and what a later check-in says of it (cups.md §5, rules.md
 * 5 and 20). A Station with keys aborts whatever none of them signed; one without keys runs everything that is unsigned,
 * as root, and aborts what is signed. An aborted update looks like a normal session: only `package` proves anything.
 */

export type ScheduleState = 'scheduled' | 'offered' | 'interrupted' | 'confirmed' | 'no-change' | 'cancelled'

/** What is held for the image of a schedule. */
export interface HeldSignature {
  readonly keyCrc: number
  readonly der: Uint8Array
}

export interface GateFacts {
  readonly notBefore: Date | null
  /** End of the maintenance window; left out: none. */
  readonly notAfter?: Date | null
  readonly allowUnsigned: boolean
  readonly signatures: readonly HeldSignature[]
  /** CRCs that the gateway reports. */
  readonly keys: readonly number[]
  /** The answer carries URIs or credentials. */
  readonly changesElse: boolean
  readonly now: Date
}

export type GateDecision =
  | { readonly send: true; readonly signature: HeldSignature | null }
  | { readonly send: false; readonly wait: WaitCode; readonly reason: string }

export type WaitCode = 'time' | 'other-changes' | 'no-signature' | 'other-key' | 'unsigned'

/** Every condition, in the order in which an owner meets them. */
export function mayBeSent(facts: GateFacts): GateDecision {
  const { notBefore, notAfter, keys, signatures } = facts
  if (notBefore && notBefore > facts.now) {
    return wait('time', `Not before ${notBefore.toISOString()}.`)
  }
  if (notAfter && notAfter <= facts.now) {
    return wait('time', 'Its maintenance window is over. The rollout sends it in the next one.')
  }
  const chosen = keys.length > 0 ? firstMatch(keys, signatures) : undefined
  if (keys.length > 0 && !chosen) {
    return signatures.length === 0
      ? wait('no-signature', `The gateway runs signed firmware only (${naming(keys)}). Add a signature for the image.`)
      : wait(
          'other-key',
          `The gateway holds ${naming(keys)}; the image is signed with ${naming(signatures.map((one) => one.keyCrc))}. Sign it with a key that the gateway holds.`,
        )
  }
  if (keys.length === 0 && !facts.allowUnsigned) {
    return wait(
      'unsigned',
      'The gateway reports no signing key: it would run the file as root without any check. Allow unsigned firmware for this schedule, or put a sig-0.key on the gateway.',
    )
  }
  if (facts.changesElse)
    return wait('other-changes', 'URIs and credentials go first; firmware goes at the check-in after.')
  return { send: true, signature: chosen ?? null }
}

const wait = (code: WaitCode, reason: string): GateDecision => ({ send: false, wait: code, reason })

/** In the order of the gateway's keys: `sig-0.key` first. */
function firstMatch(keys: readonly number[], signatures: readonly HeldSignature[]): HeldSignature | undefined {
  for (const key of keys) {
    const found = signatures.find((one) => one.keyCrc === key)
    if (found) return found
  }
  return undefined
}

const naming = (crcs: readonly number[]): string => `${crcs.length === 1 ? 'key' : 'keys'} ${crcs.join(', ')}`

/** An offer that went out, as a later check-in finds it. */
export interface OpenOffer {
  readonly state: ScheduleState
  readonly packageBefore: string | null
  readonly offeredAt: Date
  /** The last time that bytes were counted. */
  readonly sentAt: Date | null
  readonly endedAt: Date | null
}

export interface Settlement {
  readonly state: 'interrupted' | 'confirmed' | 'no-change'
  /** Later check-ins need not look any more. */
  readonly closed: boolean
  readonly reason: string
}

/** A transfer counts its bytes every few seconds; one that did not for this long was killed with its process. */
export const TRANSFER_LOST_MS = 90_000
/** Station's contacts are a minute apart: what comes sooner is not the next one. */
const NEXT_CONTACT_MS = 10_000
/** Until the daily contact has passed: a slow update changes `package` after the first check-in that follows it. */
const LATE_MS = 25 * 3_600_000

/**
 * What a check-in that came in at `receivedAt` with `reported` as its `package` says of an offer; undefined: nothing yet,
 * because the transfer still runs or the check-in came in before it had ended.
 */
export function settleOffer(offer: OpenOffer, reported: string | null, receivedAt: Date): Settlement | undefined {
  const lost = offer.endedAt === null
  const quietSince = (offer.sentAt ?? offer.offeredAt).getTime()
  if (offer.endedAt ? receivedAt <= offer.endedAt : receivedAt.getTime() - quietSince < TRANSFER_LOST_MS)
    return undefined
  const soon = offer.endedAt !== null && receivedAt.getTime() - offer.endedAt.getTime() < NEXT_CONTACT_MS
  const name = (version: string | null) => (version ? `“${version}”` : 'none')
  if ((reported ?? '') !== (offer.packageBefore ?? '')) {
    return {
      state: 'confirmed',
      closed: true,
      reason: `The package changed from ${name(offer.packageBefore)} to ${name(reported)}.`,
    }
  }
  if (soon) return undefined
  if (offer.state === 'interrupted' || lost) {
    return {
      state: 'interrupted',
      closed: true,
      reason: lost
        ? 'The transfer was cut on our side: the process that sent it ended. Schedule it again.'
        : 'The connection was cut during the transfer. Schedule it again.',
    }
  }
  const late = receivedAt.getTime() - offer.offeredAt.getTime() > LATE_MS
  if (offer.state === 'no-change' && !late) return undefined
  return {
    state: 'no-change',
    closed: late,
    reason: `The image was sent, and the package is still ${name(reported)}: Station aborted the update, or the update did not change version.txt.`,
  }
}
