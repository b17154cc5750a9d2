/** What the API answers about rollouts and tags, and what it takes, as the console reads it. */
import type { ScheduleState } from '#lib/domain/firmware-gate.ts'
import type { ExpiryBucket } from '#lib/domain/fleet/facets.ts'
import type { GatewayState } from '#lib/domain/gateway-state.ts'
import type {
  HaltCode,
  MemberCode,
  MemberState,
  RolloutAction,
  RolloutKind,
  RolloutPlan,
  RolloutState,
} from '#lib/domain/rollouts/rollout.ts'
import type { DoubtCode } from '#lib/domain/setup-doubts.ts'
import type { SetupBody } from './contracts.ts'

export type MemberCounts = Readonly<Record<MemberState, number>>

export interface RolloutHalt {
  readonly code: HaltCode
  readonly reason: string
  readonly at: string
}

export interface RolloutSummary {
  readonly id: string
  readonly name: string
  readonly kind: RolloutKind
  readonly state: RolloutState
  /** What the change is, in a few words. */
  readonly subject: string
  readonly counts: MemberCounts
  readonly total: number
  /** The current one, from 1; 0: not started. */
  readonly wave: number
  readonly waves: number
  /** Why it stands still; null while it does not. */
  readonly halt: RolloutHalt | null
  readonly createdAt: string
  readonly createdBy: string
  /** Where it is still known. */
  readonly createdByName: string | null
  readonly startedAt: string | null
  readonly finishedAt: string | null
}

export interface RolloutPage {
  readonly rollouts: readonly RolloutSummary[]
  readonly next: string | null
}

export interface RolloutWave {
  /** From 1. */
  readonly number: number
  readonly label: string
  readonly size: number
  readonly state: 'waiting' | 'running' | 'soaking' | 'done' | 'accepted'
  readonly counts: MemberCounts
  readonly startedAt: string | null
  readonly completedAt: string | null
}

export interface Rollout extends RolloutSummary {
  readonly change:
    | {
        readonly kind: 'firmware'
        readonly fwcrc: number
        readonly version: string | null
        readonly allowUnsigned: boolean
      }
    | { readonly kind: 'credentials'; readonly fields: readonly { readonly name: string; readonly value: string }[] }
  readonly target: Readonly<Record<string, unknown>>
  readonly plan: RolloutPlan
  readonly progressByWave: readonly RolloutWave[]
  /** Failed and skipped ones, by reason. */
  readonly reasons: readonly {
    readonly state: MemberState
    readonly code: MemberCode
    readonly reason: string
    readonly count: number
  }[]
  /** Running totals, for a chart. */
  readonly progress: readonly {
    readonly at: string
    readonly started: number
    readonly succeeded: number
    readonly failed: number
  }[]
  readonly next: { readonly sentence: string; readonly at: string | null }
  readonly windowOpen: boolean | null
  readonly actions: readonly (RolloutAction | 'delete')[]
}

export type RolloutTargetBody =
  | {
      readonly by: 'filter'
      readonly q?: string
      readonly state?: GatewayState
      readonly tag?: string
      readonly site?: string
      readonly flavor?: string
      readonly model?: string
      readonly station?: string
      readonly package?: string
      readonly lns?: string
      readonly cups?: string
      readonly expires?: ExpiryBucket
      readonly firmware?: number
      readonly update?: ScheduleState
      readonly refused?: true
    }
  | { readonly by: 'tags'; readonly tags: readonly string[] }
  | { readonly by: 'gateways'; readonly gateways: readonly string[] }

export type RolloutChangeBody =
  | { readonly kind: 'firmware'; readonly fwcrc: number; readonly allowUnsigned?: boolean }
  | ({ readonly kind: 'credentials' } & Omit<SetupBody, 'revision'>)

/** What `POST /api/v1/rollouts/preview` takes; everything of the plan may be left out. */
export interface RolloutPreviewBody extends Partial<Omit<RolloutPlan, 'eligibility'>> {
  readonly target: RolloutTargetBody
  readonly change: RolloutChangeBody
  readonly eligibility?: Partial<RolloutPlan['eligibility']>
}

export interface CreateRolloutBody extends RolloutPreviewBody {
  readonly name: string
  /** False: kept as a draft. */
  readonly start?: boolean
  /** Codes of doubts that are meant. */
  readonly confirm?: readonly string[]
}

export interface RolloutPreview {
  readonly matching: number
  readonly eligible: number
  /** Never seen: they wait for their first check-in. */
  readonly held: number
  readonly ineligible: readonly { readonly code: MemberCode; readonly reason: string; readonly count: number }[]
  readonly waves: readonly { readonly label: string; readonly size: number }[]
  readonly conflicts: readonly { readonly id: string; readonly name: string; readonly count: number }[]
  readonly windows: {
    readonly openNow: boolean
    readonly next: { readonly from: string; readonly to: string }
    /** Gateways whose next daily check-in falls into a window, and those that check in outside. */
    readonly reachable: number
    readonly outside: number
  } | null
  /** What `setup` would refuse, tried on the first `tried` gateways. */
  readonly refused: readonly { readonly gateway: string; readonly reason: string }[]
  readonly tried: number
  /** What `setup` would remark, such as a CA that does not verify this server. */
  readonly warnings: readonly string[]
  /** What is seldom meant, to be confirmed at the start. */
  readonly doubts: readonly { readonly code: DoubtCode; readonly detail: string }[]
  /** Gateways under way at once: so many may fail beyond the threshold. Null: a whole wave. */
  readonly maxInFlight: number | null
}

export interface RolloutActionBody {
  readonly action: RolloutAction
  /** Of `return`. */
  readonly scope?: 'all' | 'failed'
  /** Of `resume`: another threshold from now on. */
  readonly failure?: RolloutPlan['failure']
  /** Of `start`: codes of doubts that are meant. */
  readonly confirm?: readonly string[]
}

export interface RolloutActionResult {
  readonly rollout: Rollout
  readonly affected: number
  readonly left: readonly { readonly gateway: string; readonly reason: string }[]
}

export interface RolloutGateway {
  readonly gateway: string
  readonly eui: string
  readonly name: string
  readonly wave: number | null
  readonly state: MemberState
  readonly code: MemberCode | null
  readonly reason: string
  readonly attempts: number
  readonly armedAt: string | null
  readonly offeredAt: string | null
  readonly settledAt: string | null
  readonly lastSeen: string | null
}

export interface RolloutGatewayPage {
  readonly gateways: readonly RolloutGateway[]
  readonly next: string | null
}

/** `POST /api/v1/gateways/tags`. */
export interface ChangeTagsBody {
  readonly target: RolloutTargetBody
  readonly add?: readonly string[]
  readonly remove?: readonly string[]
  readonly site?: string
  /** Answer what the changed ones had before. */
  readonly undo?: boolean
}

export interface TagsChanged {
  readonly matching: number
  readonly changed: number
  /** Have as many tags as fit already. */
  readonly full: number
  /** Those that stayed as they were, with the reason. */
  readonly left: readonly { readonly gateway: string; readonly error: string }[]
  /** With `undo`; null where they are too many. */
  readonly before?:
    | readonly { readonly gateway: string; readonly tags: readonly string[]; readonly site: string }[]
    | null
}

export interface TagCounts {
  readonly tags: readonly { readonly tag: string; readonly count: number }[]
  readonly sites: readonly { readonly site: string; readonly count: number }[]
}
