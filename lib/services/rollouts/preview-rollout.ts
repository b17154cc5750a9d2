/** Who would take part in a rollout, who would not and why, and what the waves would be: nothing is stored. */
import { countByTag, countTarget, findTargetConflicts, type TargetNumbers } from '#lib/db/rollout-members.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { waveSizes } from '#lib/domain/rollouts/plan-step.ts'
import { defaultRoom } from '#lib/domain/rollouts/rollout.ts'
import { nextWindow, type OpenWindow, openWindow, windowsBetween } from '#lib/domain/rollouts/windows.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { IMAGE_GONE, nameWaves } from './freeze-rollout.ts'
import { loadJudge } from './judge.ts'
import { prepareRollout, type RolloutRequest, type Trial, tryPatch } from './prepare-rollout.ts'

export interface RolloutPreview extends TargetNumbers {
  readonly waves: readonly { readonly label: string; readonly size: number }[]
  readonly conflicts: readonly { readonly id: string; readonly name: string; readonly count: number }[]
  readonly windows: { readonly openNow: boolean; readonly next: OpenWindow } | null
  readonly trial: Trial
  /** Gateways under way at once; null: a whole wave. */
  readonly maxInFlight: number | null
}

const WEEK = 7 * 86_400_000

/** Throws `invalid` for what could not be created. */
export async function previewRollout(
  context: Context,
  actor: OwnerActor,
  request: RolloutRequest,
): Promise<RolloutPreview> {
  const { ownerId } = actor
  const now = context.now()
  const { target } = request
  const prepared = await prepareRollout(context, ownerId, request)
  const { plan } = prepared
  const judged = await loadJudge(context.sql, { ...prepared, ownerId }, now)
  if (!judged) throw new AppError('conflict', IMAGE_GONE)
  const { judge } = judged
  const { sql } = context
  const coming = plan.windows && windowsBetween(plan.windows, now, new Date(now.getTime() + WEEK))
  const open = plan.windows ? openWindow(plan.windows, now) : undefined
  const next = open ?? (plan.windows ? nextWindow(plan.windows, now) : undefined)
  if (plan.windows && !next) {
    throw new AppError('invalid', 'These windows do not open within two weeks. Choose other hours.')
  }
  const [numbers, conflicts, byTag, trial] = await Promise.all([
    countTarget(sql, ownerId, target, judge, coming),
    findTargetConflicts(sql, ownerId, target, judge),
    plan.waves.by === 'tag' ? countByTag(sql, ownerId, target, judge, plan.waves.tags) : null,
    tryPatch(context, actor, target, prepared.patch, judge),
  ])
  const sizes = byTag ?? waveSizes(numbers.eligible, plan.waves.by === 'share' ? plan.waves.shares : [])
  return {
    ...numbers,
    waves: nameWaves(plan.waves, sizes),
    conflicts,
    windows: next ? { openNow: open !== undefined, next } : null,
    trial,
    maxInFlight: plan.roomByDefault ? defaultRoom(numbers.eligible) : plan.maxInFlight,
  }
}
