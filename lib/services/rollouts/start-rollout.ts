/** Keeps rollouts as drafts, and starts them: from then on their gateways are fixed. */

import { randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { countTarget, findTargetConflicts, sampleTarget } from '#lib/db/rollout-members.ts'
import {
  changeRollout,
  deleteRollout,
  findRollout,
  findRolloutTarget,
  insertRollout,
  lockRollout,
} from '#lib/db/rollouts.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { transact } from '#lib/services/bulk.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { IMAGE_GONE, insistOnNoConflict, nobody } from './freeze-rollout.ts'
import { loadJudge } from './judge.ts'
import { openPatch, sealPatch, showPatch } from './patch.ts'
import { insistOnConfirmed, insistOnTrial, prepareRollout, type RolloutRequest, tryPatch } from './prepare-rollout.ts'
import { enqueueStep } from './step-rollout.ts'

export const UNKNOWN_ROLLOUT = 'There is no such rollout. It may have been deleted.'

/**
 * Its identifier. Throws `invalid`, and `conflict` where it is to be started and cannot be. `also` belongs to the same transaction: what
 * it throws leaves nothing behind.
 */
export async function createRollout(
  context: Context,
  actor: OwnerActor,
  request: RolloutRequest & {
    readonly name: string
    readonly start: boolean
    /** Codes of doubts that are meant; left out, nobody is asked. */
    readonly confirm?: readonly string[]
  },
  also?: (tx: Statements, id: string) => Promise<void>,
): Promise<string> {
  const { ownerId } = actor
  const prepared = await prepareRollout(context, ownerId, request)
  const now = context.now()
  const judged = await loadJudge(context.sql, { ...prepared, ownerId }, now)
  if (!judged) throw new AppError('conflict', IMAGE_GONE)
  const trial = await tryPatch(context, actor, request.target, prepared.patch, judged.judge)
  insistOnTrial(trial)
  if (request.start) insistOnConfirmed(trial, request.confirm)
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
    await also?.(tx, id)
    if (request.start) await start(context, tx, actor, id)
  })
  return id
}

/** Throws `not_found` or `conflict`; also for doubts about its values that `confirm` does not name, unless it is left out. */
export async function startRollout(
  context: Context,
  actor: OwnerActor,
  id: string,
  confirm?: readonly string[],
): Promise<void> {
  if (confirm) await insistOnConfirmedDraft(context, actor, id, confirm)
  await transact(context, (tx) => start(context, tx, actor, id))
}

/** Tried before the rollout is locked: a trial has a transaction of its own. */
async function insistOnConfirmedDraft(
  context: Context,
  actor: OwnerActor,
  id: string,
  confirm: readonly string[],
): Promise<void> {
  const rollout = await findRollout(context.sql, actor.ownerId, id)
  if (rollout?.state !== 'draft' || !rollout.patchEnc) return
  const judged = await loadJudge(context.sql, rollout, context.now())
  const target = await findRolloutTarget(context.sql, actor.ownerId, id)
  if (!judged || !target) return
  const patch = openPatch(context, id, rollout.patchEnc)
  insistOnConfirmed(await tryPatch(context, actor, target, patch, judged.judge), confirm)
}

/** What can be said at once is; the gateways are fixed in the engine, however many there are. */
async function start(context: Context, tx: Statements, actor: OwnerActor, id: string): Promise<void> {
  const { ownerId } = actor
  const rollout = await lockRollout(tx, ownerId, id)
  if (!rollout) throw new AppError('not_found', UNKNOWN_ROLLOUT)
  if (rollout.state !== 'draft') throw new AppError('conflict', 'This rollout was started already.')
  const now = context.now()
  const judged = await loadJudge(tx, rollout, now)
  if (!judged) throw new AppError('conflict', IMAGE_GONE)
  const target = await findRolloutTarget(tx, ownerId, id)
  if (!target) throw new Error(`rollout ${id} has no target`)
  const [some] = await sampleTarget(tx, ownerId, target, judged.judge, 1)
  if (!some) throw nobody((await countTarget(tx, ownerId, target, judged.judge, null)).matching)
  insistOnNoConflict(await findTargetConflicts(tx, ownerId, target, judged.judge))
  await changeRollout(tx, ownerId, id, { state: 'starting', live: true, halt: null, nextStepAt: now })
  await audit(tx, actor, 'rollout.start', { rollout: id, name: rollout.name })
  await enqueueStep(tx, id)
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

export const audit = (tx: Statements, actor: OwnerActor, action: AuditAction, detail: Record<string, unknown>) =>
  insertAuditEntries(tx, [{ ownerId: actor.ownerId, actor: actor.id, action, address: actor.address, detail }])
