/**
 * Whether a gateway may be sent its firmware in this answer, and what a later check-in says of it (cups.md §5, rules.md
 * 5 and 20). A Station with keys aborts whatever none of them signed; one without keys runs everything that is unsigned,
 * as root, and aborts what is signed. An aborted update looks like a normal session: only `package` proves anything.
 */

import { formatCrc } from './crc-text.ts'
import { formatUtc } from './time-text.ts'

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
  /** Of the image; empty = for any. */
  readonly imageModel: string
  /** As the gateway reports it. */
  readonly model: string | null
  /** The explicit choice to send it to another model. */
  readonly anyModel: boolean
  /** The answer carries URIs or credentials. */
  readonly changesElse: boolean
  readonly now: Date
}

export type GateDecision =
  | { readonly send: true; readonly signature: HeldSignature | null }
  | { readonly send: false; readonly wait: WaitCode; readonly reason: string }

export type WaitCode = 'time' | 'other-changes' | 'no-signature' | 'other-key' | 'unsigned' | 'other-model'

/** How keys and moments are written: with names and in the reader's time zone, where those are known. */
export interface GateWords {
  key(crc: number): string
  time(at: Date): string
}

export const PLAIN_WORDS: GateWords = { key: formatCrc, time: formatUtc }

/** Every condition, in the order in which an owner meets them. */
export function mayBeSent(facts: GateFacts, words: GateWords = PLAIN_WORDS): GateDecision {
  const { notBefore, notAfter, keys, signatures } = facts
  const wait = (code: WaitCode): GateDecision => ({ send: false, wait: code, reason: waitSentence(code, facts, words) })
  if (notBefore && notBefore > facts.now) return wait('time')
  if (notAfter && notAfter <= facts.now) return wait('time')
  if (isOtherModel(facts)) return wait('other-model')
  const chosen = keys.length > 0 ? firstMatch(keys, signatures) : undefined
  if (keys.length > 0 && !chosen) return wait(signatures.length === 0 ? 'no-signature' : 'other-key')
  if (keys.length === 0 && !facts.allowUnsigned) return wait('unsigned')
  if (facts.changesElse) return wait('other-changes')
  return { send: true, signature: chosen ?? null }
}

/** The one sentence for each reason to wait: what is, and what helps. */
export function waitSentence(code: WaitCode, facts: GateFacts, words: GateWords): string {
  const naming = (crcs: readonly number[]) => {
    const names = crcs.map((crc) => words.key(crc)).join(', ')
    return crcs.length === 1 ? `the key ${names}` : `the keys ${names}`
  }
  const { notBefore, notAfter, keys, signatures, imageModel, model, now } = facts
  switch (code) {
    case 'time':
      if (notAfter && notAfter <= now) return 'Its maintenance window is over. The rollout sends it in the next one.'
      return `Not before ${notBefore ? words.time(notBefore) : 'its time'}; then with the first check-in.`
    case 'other-model':
      return `The image is for the model ${imageModel}; the gateway reports ${model}. Choose an image for that model, or allow another model.`
    case 'no-signature':
      return `The gateway runs signed firmware only: it holds ${naming(keys)}. Sign the image with ${keys.length === 1 ? 'that key' : 'one of them'}.`
    case 'other-key':
      return `The gateway holds ${naming(keys)}; the image is signed with ${naming(signatures.map((one) => one.keyCrc))}. Sign it with a key that the gateway holds.`
    case 'unsigned':
      return 'The gateway reports no signing key: it would run the file as root without any check. Allow unsigned firmware for this schedule, or put a sig-0.key on the gateway.'
    case 'other-changes':
      return 'URIs and credentials go first; firmware goes with the check-in after.'
  }
}

const isOtherModel = ({ imageModel, model, anyModel }: Pick<GateFacts, 'imageModel' | 'model' | 'anyModel'>): boolean =>
  imageModel !== '' && Boolean(model) && imageModel !== model && !anyModel

/** What is known of an image and of the gateway that it is to be scheduled for. */
export interface FitFacts {
  readonly imageModel: string
  /** CRCs of the keys that signed the image. */
  readonly signers: readonly number[]
  /** Null: the gateway was never here. */
  readonly reported: { readonly model: string | null; readonly keys: readonly number[] } | null
  readonly anyModel: boolean
}

/**
 * Why the image can never go to the gateway as both are, told when it is scheduled. What only waits is no refusal: an
 * image without any signature can still be signed, and a gateway that was never here may fit.
 */
export function refuseUnfit(
  { imageModel, signers, reported, anyModel }: FitFacts,
  words: GateWords = PLAIN_WORDS,
): string | undefined {
  if (!reported) return undefined
  const signatures = signers.map((keyCrc) => ({ keyCrc, der: NOTHING }))
  const facts = { ...UNCONDITIONAL, ...reported, imageModel, signatures, anyModel }
  const decision = mayBeSent(facts, words)
  return !decision.send && (decision.wait === 'other-model' || decision.wait === 'other-key')
    ? decision.reason
    : undefined
}

const NOTHING = new Uint8Array()
const UNCONDITIONAL = { notBefore: null, allowUnsigned: true, changesElse: false, now: new Date(0) }

function firstMatch(keys: readonly number[], signatures: readonly HeldSignature[]): HeldSignature | undefined {
  for (const key of keys) {
    const found = signatures.find((one) => one.keyCrc === key)
    if (found) return found
  }
  return undefined
}

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
