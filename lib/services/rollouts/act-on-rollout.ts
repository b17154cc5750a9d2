/** What a person does to a rollout: pause, resume, abort, retry, return. Each is one transaction; the engine does the rest. */
import type { Statements } from '#lib/db/client.ts'
import { acceptOutcomes, cancelWaiting, forgetPause, retryFailed } from '#lib/db/rollout-members.ts'
import { holdArmed } from '#lib/db/rollout-outcomes.ts'
import { callBack } from '#lib/db/rollout-returns.ts'
import { changeRollout, loadWaves, lockRollout, lockRolloutsOf, markWave, type RolloutRow } from '#lib/db/rollouts.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { MEMBER_SENTENCES } from '#lib/domain/rollouts/member-sentence.ts'
import { judgeWave } from '#lib/domain/rollouts/plan-step.ts'
import type { RolloutAction, RolloutPlan, RolloutState } from '#lib/domain/rollouts/rollout.ts'
import { transact } from '#lib/services/bulk.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { recordRolloutStop } from '#lib/services/events/record-events.ts'
import { guardRollout } from '#lib/services/trust/guard-rollout.ts'
import { refuseConflicts } from './freeze-rollout.ts'
import { audit, startRollout, UNKNOWN_ROLLOUT } from './start-rollout.ts'
import { enqueueStep } from './step-rollout.ts'

export interface ActionOptions {
  /** Of `return`. */
  readonly scope?: 'all' | 'failed'
  /** Of `resume`: other thresholds from now on. */
  readonly failure?: RolloutPlan['failure'] | undefined
  /** Of `start`: codes of doubts that are meant; left out, nobody is asked. */
  readonly confirm?: readonly string[]
}

export interface ActionResult {
  /** Gateways that were changed. */
  readonly affected: number
  /** Of `return`: left alone, because something else has set them since. */
  readonly left: readonly { readonly eui: Eui; readonly reason: string }[]
}

/** Of gateways that are left alone, in an answer. */
const LISTED = 1_000

/** States in which an action makes sense. */
const FROM: Readonly<Record<Exclude<RolloutAction, 'start'>, readonly RolloutState[]>> = {
  pause: ['running'],
  resume: ['paused'],
  abort: ['starting', 'running', 'paused'],
  retry: ['running', 'paused', 'finished'],
  return: ['running', 'paused', 'aborted', 'finished'],
}

/** Throws `not_found`, or `conflict` when the rollout is not in a state for it. */
export async function actOnRollout(
  context: Context,
  actor: OwnerActor,
  id: string,
  action: RolloutAction,
  options: ActionOptions = {},
): Promise<ActionResult> {
  await guardRollout(context, actor.ownerId, id, action)
  if (action === 'start') {
    await startRollout(context, actor, id, options.confirm)
    return NOTHING
  }
  return transact(context, async (tx) => {
    if (action === 'retry') await lockRolloutsOf(tx, actor.ownerId)
    const rollout = await lockRollout(tx, actor.ownerId, id)
    if (!rollout) throw new AppError('not_found', UNKNOWN_ROLLOUT)
    if (!FROM[action].includes(rollout.state)) throw new AppError('conflict', wrongState(rollout.state, action))
    const { detail = {}, ...result } = await ACTIONS[action](context, tx, rollout, options)
    await changeRollout(tx, rollout.ownerId, id, { live: true, nextStepAt: context.now() })
    await audit(tx, actor, `rollout.${action}`, { rollout: id, name: rollout.name, ...detail })
    await enqueueStep(tx, id)
    return result
  })
}

const NOTHING: ActionResult = { affected: 0, left: [] }

type Act = (
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  options: ActionOptions,
) => Promise<ActionResult & { readonly detail?: Record<string, unknown> }>

const pause: Act = async (context, tx, rollout) => {
  const at = context.now().toISOString()
  const reason = 'Paused by hand.'
  await changeRollout(tx, rollout.ownerId, rollout.id, { state: 'paused', halt: { code: 'by-hand', reason, at } })
  await holdArmed(tx, rollout, context.now())
  const { id, ownerId, name } = rollout
  await recordRolloutStop(tx, { id, ownerId, name, halted: false, reason }, context.now())
  return NOTHING
}

/** Whoever resumes accepts what has failed until now: only later failures count. */
const resume: Act = async (context, tx, rollout, { failure }) => {
  const { ownerId, id, plan } = rollout
  await forgetPause(tx, rollout)
  await acceptOutcomes(tx, rollout)
  await changeRollout(tx, ownerId, id, {
    state: 'running',
    halt: null,
    ...(failure ? { plan: { ...plan, failure } } : {}),
    ...(rollout.startedAt ? {} : { startedAt: context.now() }),
  })
  const current = (await loadWaves(tx, ownerId, id, { countHeld: true }))[rollout.wave]
  if (current && judgeWave(current, plan.success.share).verdict === 'lost') {
    await markWave(tx, ownerId, id, rollout.wave, { accepted: true })
  }
  return { ...NOTHING, detail: failure ? { failure } : {} }
}

const abort: Act = async (context, tx, rollout) => {
  const affected = await cancelWaiting(tx, rollout, context.now())
  await holdArmed(tx, rollout, context.now())
  await changeRollout(tx, rollout.ownerId, rollout.id, { state: 'aborted', halt: null, finishedAt: context.now() })
  return { affected, left: [] }
}

const retry: Act = async (context, tx, rollout) => {
  const affected = await retryFailed(tx, rollout, context.now())
  if (affected === 0) throw new AppError('conflict', 'No gateway of this rollout has failed that could be tried again.')
  await refuseConflicts(tx, rollout)
  await acceptOutcomes(tx, rollout)
  if (rollout.state === 'finished') {
    await changeRollout(tx, rollout.ownerId, rollout.id, { state: 'running', halt: null, finishedAt: null })
  }
  return { affected, left: [], detail: { gateways: affected } }
}

/** All of them: nothing more is started then. Only the failed ones: the rollout goes on as it is. */
const back: Act = async (context, tx, rollout, { scope = 'all' }) => {
  if (rollout.kind !== 'credentials') {
    throw new AppError('conflict', 'Firmware cannot be taken back. Roll out the former image instead.')
  }
  const now = context.now()
  if (scope === 'all' && (rollout.state === 'running' || rollout.state === 'paused')) {
    await abort(context, tx, rollout, {})
  }
  const { returning, left } = await callBack(tx, rollout, scope, MEMBER_SENTENCES.changed, now, LISTED)
  if (returning === 0 && left.length === 0 && rollout.state !== 'running' && rollout.state !== 'paused') {
    throw new AppError('conflict', 'No gateway of this rollout has anything to return from.')
  }
  return { affected: returning, left, detail: { scope, gateways: returning, left: left.length } }
}

const ACTIONS: Readonly<Record<Exclude<RolloutAction, 'start'>, Act>> = { pause, resume, abort, retry, return: back }

function wrongState(state: RolloutState, action: RolloutAction): string {
  const words: Readonly<Record<RolloutState, string>> = {
    draft: 'This rollout is not started.',
    starting: 'This rollout is being started.',
    running: 'This rollout is running.',
    paused: 'This rollout is paused.',
    aborted: 'This rollout is aborted.',
    finished: 'This rollout is finished.',
  }
  return `${words[state]} There is nothing to ${action}.`
}
