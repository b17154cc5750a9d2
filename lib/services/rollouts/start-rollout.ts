/** Keeps rollouts as drafts, and starts them: from then on their gateways are fixed. */
import { randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { assignWavesBySize, assignWavesByTag, freezeMembers } from '#lib/db/rollout-members.ts'
import {
  changeRollout,
  deleteRollout,
  findConflicts,
  insertRollout,
  insertWaves,
  lockRollout,
  lockRolloutsOf,
  type RolloutRow,
} from '#lib/db/rollouts.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { waveSizes } from '#lib/domain/rollouts/plan-step.ts'
import type { WavePlan } from '#lib/domain/rollouts/rollout.ts'
import { transact } from '#lib/services/bulk.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { loadJudge } from './judge.ts'
import { sealPatch, showPatch } from './patch.ts'
import { insistOnTrial, prepareRollout, type RolloutRequest, tryPatch } from './prepare-rollout.ts'
import { enqueueStep } from './step-rollout.ts'

export const UNKNOWN_ROLLOUT = 'There is no such rollout. It may have been deleted.'
export const IMAGE_GONE = 'The image of this rollout was deleted. Upload it again, or roll out another one.'

/** Its identifier. Throws `invalid`, and `conflict` where it is to be started and cannot be. */
export async function createRollout(
  context: Context,
  actor: OwnerActor,
  request: RolloutRequest & { readonly name: string; readonly start: boolean },
): Promise<string> {
  const { ownerId } = actor
  const prepared = await prepareRollout(context, ownerId, request)
  const now = context.now()
  const judged = await loadJudge(context.sql, { ...prepared, ownerId }, now)
  if (!judged) throw new AppError('conflict', IMAGE_GONE)
  insistOnTrial(await tryPatch(context, actor, request.target, prepared.patch, judged.judge))
  const id = randomUUID()
  await transact(context, async (tx) => {
    await insertRollout(
      tx,
      {
        ownerId,
        name: request.name,
        target: request.target,
        createdBy: actor.id,
        patchShown: prepared.patch ? showPatch(prepared.patch) : [],
        ...prepared,
      },
      id,
      prepared.patch && sealPatch(context, id, prepared.patch),
      now,
    )
    await audit(tx, actor, 'rollout.create', { rollout: id, name: request.name, kind: prepared.kind })
    if (request.start) await start(context, tx, actor, id)
  })
  return id
}

/** Throws `not_found` or `conflict`. */
export async function startRollout(context: Context, actor: OwnerActor, id: string): Promise<void> {
  await transact(context, (tx) => start(context, tx, actor, id))
}

async function start(context: Context, tx: Statements, actor: OwnerActor, id: string): Promise<void> {
  const { ownerId } = actor
  await lockRolloutsOf(tx, ownerId)
  const rollout = await lockRollout(tx, ownerId, id)
  if (!rollout) throw new AppError('not_found', UNKNOWN_ROLLOUT)
  if (rollout.state !== 'draft') throw new AppError('conflict', 'This rollout was started already.')
  const now = context.now()
  const judged = await loadJudge(tx, rollout, now)
  if (!judged) throw new AppError('conflict', IMAGE_GONE)
  const { matching, eligible } = await freezeMembers(tx, rollout, judged.judge)
  if (eligible === 0) {
    throw new AppError(
      'conflict',
      matching === 0
        ? 'No gateway matches the target. Change it, then start.'
        : `None of the ${matching} gateways that match may take part. The preview says why.`,
    )
  }
  await insertWaves(tx, ownerId, id, await assignWaves(tx, rollout, eligible))
  await refuseConflicts(tx, rollout)
  await changeRollout(tx, ownerId, id, { state: 'running', live: true, startedAt: now, nextStepAt: now })
  await audit(tx, actor, 'rollout.start', { rollout: id, name: rollout.name, gateways: eligible })
  await enqueueStep(tx, id)
}

async function assignWaves(tx: Statements, rollout: RolloutRow, eligible: number) {
  const { ownerId, id, plan } = rollout
  if (plan.waves.by === 'tag') {
    return nameWaves(plan.waves, await assignWavesByTag(tx, ownerId, id, plan.waves.tags))
  }
  const sizes = waveSizes(eligible, plan.waves.shares)
  await assignWavesBySize(tx, ownerId, id, sizes)
  return nameWaves(plan.waves, sizes)
}

/** What each wave is called: its share or tag, and the rest. */
export function nameWaves(plan: WavePlan, sizes: readonly number[]): { label: string; size: number }[] {
  return sizes.map((size, number) => {
    const label =
      plan.by === 'tag'
        ? plan.tags[number]
        : number < sizes.length - 1 && plan.shares[number] !== undefined
          ? `${plan.shares[number]} %`
          : undefined
    return { label: label ?? 'Rest', size }
  })
}

/** Two rollouts of a kind would set the same gateway against each other. */
export async function refuseConflicts(tx: Statements, rollout: RolloutRow): Promise<void> {
  const conflicts = await findConflicts(tx, rollout)
  if (conflicts.length === 0) return
  const list = conflicts
    .slice(0, 3)
    .map(({ name, count }) => `“${name}” (${count === 1 ? 'one gateway' : `${count} gateways`})`)
  throw new AppError(
    'conflict',
    `Under way on the same gateways: ${list.join(', ')}. Wait for its end or abort it, or leave these gateways out.`,
  )
}

/** Only a draft: what was started stays as a record. */
export async function deleteDraft(context: Context, actor: OwnerActor, id: string): Promise<void> {
  await transact(context, async (tx) => {
    const rollout = await lockRollout(tx, actor.ownerId, id)
    if (!rollout) throw new AppError('not_found', UNKNOWN_ROLLOUT)
    if (rollout.state !== 'draft') {
      throw new AppError('conflict', 'Only a draft can be deleted. A rollout that was started stays as a record.')
    }
    await deleteRollout(tx, actor.ownerId, id)
    await audit(tx, actor, 'rollout.delete', { rollout: id, name: rollout.name })
  })
}

export const audit = (tx: Statements, actor: OwnerActor, action: string, detail: Record<string, unknown>) =>
  insertAuditEntries(tx, [{ ownerId: actor.ownerId, actor: actor.id, action, address: actor.address, detail }])
