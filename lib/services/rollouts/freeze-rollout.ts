/**
 * Fixes who takes part in a rollout that was started, in the engine: of a hundred thousand gateways no request waits for it.
 * One transaction: a process that is killed leaves a rollout that is still to be started, and nothing else.
 */
import type { Statements } from '#lib/db/client.ts'
import { countEligible, freezeMembers } from '#lib/db/rollout-members.ts'
import {
  changeRollout,
  findConflicts,
  findRollout,
  findRolloutTarget,
  insertWaves,
  lockRollout,
  lockRolloutsOf,
  type RolloutRow,
  tryHoldFreezing,
} from '#lib/db/rollouts.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { waveSizes } from '#lib/domain/rollouts/plan-step.ts'
import { defaultRoom, type WavePlan } from '#lib/domain/rollouts/rollout.ts'
import { transact } from '#lib/services/bulk.ts'
import type { Context } from '#lib/services/context.ts'
import { loadJudge } from './judge.ts'

export const IMAGE_GONE = 'The image of this rollout was deleted. Upload it again, or roll out another one.'

/** Somebody aborted it in between: nothing of it is stored. */
class Stopped extends Error {}

/**
 * `starting` becomes `running`. Answers why it cannot be started, and then nothing was stored; undefined otherwise, also
 * when another process is at it.
 */
export async function freezeRollout(context: Context, ownerId: Eui, id: string): Promise<AppError | undefined> {
  try {
    await transact(context, (tx) => freeze(context, tx, ownerId, id))
  } catch (error) {
    if (error instanceof AppError) return error
    if (!(error instanceof Stopped)) throw error
  }
  return undefined
}

async function freeze(context: Context, tx: Statements, ownerId: Eui, id: string): Promise<void> {
  if (!(await tryHoldFreezing(tx, id))) return
  const rollout = await findRollout(tx, ownerId, id)
  const target = await findRolloutTarget(tx, ownerId, id)
  if (rollout?.state !== 'starting' || !target) return
  const now = context.now()
  const { plan } = rollout
  const judged = await loadJudge(tx, rollout, now)
  if (!judged) throw new AppError('conflict', IMAGE_GONE)
  const { judge } = judged
  const shares =
    plan.waves.by === 'share' ? waveSizes(await countEligible(tx, { ownerId, target }, judge), plan.waves.shares) : null
  const { matching, eligible, sizes } = await freezeMembers(
    tx,
    { id, ownerId, target },
    judge,
    plan.waves.by === 'tag' ? { tags: plan.waves.tags } : { sizes: shares ?? [] },
  )
  if (eligible === 0) throw nobody(matching)
  await insertWaves(tx, ownerId, id, nameWaves(plan.waves, sizes))
  // Not before: whoever aborts it meanwhile need not wait.
  await lockRolloutsOf(tx, ownerId)
  if ((await lockRollout(tx, ownerId, id))?.state !== 'starting') throw new Stopped()
  await refuseConflicts(tx, rollout)
  await changeRollout(tx, ownerId, id, {
    state: 'running',
    live: true,
    halt: null,
    startedAt: now,
    nextStepAt: now,
    ...(plan.roomByDefault ? { plan: { ...plan, maxInFlight: defaultRoom(eligible) } } : {}),
  })
}

export const nobody = (matching: number): AppError =>
  new AppError(
    'conflict',
    matching === 0
      ? 'No gateway matches the target. Change it, then start.'
      : `None of the ${matching} gateways that match may take part. The preview says why.`,
  )

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
  insistOnNoConflict(await findConflicts(tx, rollout))
}

export function insistOnNoConflict(conflicts: readonly { readonly name: string; readonly count: number }[]): void {
  if (conflicts.length === 0) return
  const list = conflicts
    .slice(0, 3)
    .map(({ name, count }) => `“${name}” (${count === 1 ? 'one gateway' : `${count} gateways`})`)
  throw new AppError(
    'conflict',
    `Under way on the same gateways: ${list.join(', ')}. Wait for its end or abort it, or leave these gateways out.`,
  )
}
