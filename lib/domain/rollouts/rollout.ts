/** The words of rollouts: what is changed, where a rollout and each of its gateways stands, and how it proceeds. */

export const ROLLOUT_KINDS = ['firmware', 'credentials'] as const
export type RolloutKind = (typeof ROLLOUT_KINDS)[number]

/**
 * `starting`: its gateways are being fixed. `finished`: nothing is left to be started or to be heard of. `aborted`: nothing
 * is started any more.
 */
export const ROLLOUT_STATES = ['draft', 'starting', 'running', 'paused', 'aborted', 'finished'] as const
export type RolloutState = (typeof ROLLOUT_STATES)[number]

/**
 * waiting → armed (the gateway gets it at its next check-in) → offered (it was in an answer: it cannot be called back) →
 * succeeded or failed. `skipped` was left alone, `cancelled` was never started, `returning` goes back to its previous set.
 */
export const MEMBER_STATES = [
  'waiting',
  'armed',
  'offered',
  'succeeded',
  'failed',
  'skipped',
  'cancelled',
  'returning',
  'returned',
] as const
export type MemberState = (typeof MEMBER_STATES)[number]

export const ROLLOUT_ACTIONS = ['start', 'pause', 'resume', 'abort', 'retry', 'return'] as const
export type RolloutAction = (typeof ROLLOUT_ACTIONS)[number]

/** Why a gateway stands where it stands; stable words for programs, each with a sentence for people. */
export const MEMBER_CODES = [
  'model',
  'package',
  'station',
  'unsigned',
  'no-signature',
  'other-key',
  'never-seen',
  'released',
  'changed',
  'already',
  'busy',
  'refused',
  'not-collected',
  'no-change',
  'interrupted',
  'not-back',
  'fell-back',
  'diverged',
  'lns-unreachable',
  'not-returned',
  'no-previous-set',
  'proven',
  'confirmed',
  'aborted',
  'paused',
  'window',
  'retry',
] as const
export type MemberCode = (typeof MEMBER_CODES)[number]

/** Why a rollout stopped by itself or was stopped; `not-started`: it could not start, and is a draft again. */
export const HALT_CODES = ['failures', 'wave-failed', 'by-hand', 'image-gone', 'patch-refused', 'not-started'] as const
export type HaltCode = (typeof HALT_CODES)[number]

/** Weekly opening times: ISO weekdays (1 = Monday) of the local day on which a window begins, `HH:MM` in the zone. */
export interface MaintenanceWindows {
  /** IANA, such as `Europe/Zurich`. */
  readonly zone: string
  readonly windows: readonly { readonly days: readonly number[]; readonly from: string; readonly to: string }[]
}

/** Exact text, or a prefix that ends in `*`; empty lists allow everything. */
export interface Eligibility {
  readonly models: readonly string[]
  readonly packages: readonly string[]
  readonly stations: readonly string[]
  /** Gateways that never checked in: left out, or held until they do. */
  readonly neverSeen: 'skip' | 'wait'
}

/** Percent of all eligible gateways per wave, or a tag per wave; what is left over is the last wave. */
export type WavePlan =
  | { readonly by: 'share'; readonly shares: readonly number[] }
  | { readonly by: 'tag'; readonly tags: readonly string[] }

export interface RolloutPlan {
  readonly waves: WavePlan
  /** The next wave begins when `share` percent of the wave succeeded, and `soakMinutes` after that. */
  readonly success: { readonly share: number; readonly soakMinutes: number }
  /**
   * Pauses when more than `share` percent of the gateways that took the change failed and at least `atLeast` did, or more
   * than `count` in all (null: no such limit).
   */
  readonly failure: { readonly share: number; readonly atLeast: number; readonly count: number | null }
  /** Gateways that are under way at once; null: a whole wave. They may all fail before the first failure is known. */
  readonly maxInFlight: number | null
  /** True: nobody named `maxInFlight`, and it is `defaultRoom` of the eligible gateways from the start on. */
  readonly roomByDefault?: boolean
  readonly windows: MaintenanceWindows | null
  /** From the offer to the proof, in minutes. */
  readonly proofMinutes: number
  /** From the arming to the offer, in hours; a gateway that does not come for it is skipped. */
  readonly collectHours: number
  /**
   * How long a gateway must stay away after it took a new LNS, in minutes: one whose LNS link does not come up returns to
   * CUPS after about eight (cups.md §6). 0: not observed.
   */
  readonly quietMinutes: number
  readonly eligibility: Eligibility
}

export const DEFAULT_SHARES: readonly number[] = [1, 10]
export const DEFAULT_SUCCESS = { share: 95, soakMinutes: 60 } as const
/** Five: of a hundred gateways two are also missed when nothing is wrong with the change. */
export const DEFAULT_FAILURE = { share: 2, atLeast: 5, count: null } as const
/** Of all eligible gateways, in percent: no more at once than the second wave of the default has; and at least so many. */
export const DEFAULT_ROOM = { share: 10, atLeast: 10 } as const
export const DEFAULT_COLLECT_HOURS = 72
/** About a minute when the answer changes the LNS side (rules.md 4), with room for the write and the way. */
export const LNS_PROOF_MINUTES = 30
/** A contact a day (cups.md §6) and two hours. */
export const DAILY_PROOF_MINUTES = 26 * 60
export const DEFAULT_QUIET_MINUTES = 12

/**
 * How many of `eligible` gateways may be under way at once where nobody said otherwise. With it, a rollout never loses more
 * than its failure threshold and this many.
 */
export const defaultRoom = (eligible: number): number =>
  Math.max(DEFAULT_ROOM.atLeast, Math.ceil((eligible * DEFAULT_ROOM.share) / 100))
