/**
 * The engine of rollouts: looks at what check-ins have left behind, asks `planStep`, and carries the answer out, slice by
 * slice. Each slice is a transaction under the rollout's lock: two workers at once do one slice after the other, and a
 * process that is killed loses at most the slice that was not stored (docs/decisions/0041).
 */

import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { addJob, addJobs } from '#lib/db/job-queue.ts'
import {
  disarmFirmware,
  holdArmed,
  mayMendThemselves,
  observeCredentials,
  observeFirmware,
  skipOverdue,
  withdrawCredentials,
} from '#lib/db/rollout-outcomes.ts'
import {
  changeRollout,
  countAccepted,
  findOverdueRollouts,
  findRolloutOwner,
  loadWaves,
  lockRollout,
  markWave,
  type RolloutRow,
  type WaveRow,
} from '#lib/db/rollouts.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { planStep, type StepDecision, type StepFacts } from '#lib/domain/rollouts/plan-step.ts'
import type { HaltCode, MaintenanceWindows } from '#lib/domain/rollouts/rollout.ts'
import { nextWindow, openWindow } from '#lib/domain/rollouts/windows.ts'
import { transact } from '#lib/services/bulk.ts'
import type { Context } from '#lib/services/context.ts'
import { recordRolloutStop } from '#lib/services/events/record-events.ts'
import { loadListenerTrust } from '#lib/services/listener-trust.ts'
import type { SetupAids } from '#lib/services/setup-gateways.ts'
import { tellProven } from '#lib/services/trust/tell-proven.ts'
import { armMembers, engineOf } from './arm-members.ts'
import { freezeRollout } from './freeze-rollout.ts'
import { returnMembers } from './return-members.ts'

/** Between two looks at a rollout that waits, in milliseconds. */
const POLL = 20_000
/** A failure may turn into a success for this long: a contact a day (cups.md §6) and two hours. In milliseconds. */
const LATE = 26 * 3_600_000
/** Between two looks for such. */
const LATE_POLL = 300_000
/** A job that did not come for this long is put into the queue again, in milliseconds. */
const LOST = 60_000
/**
 * Between two looks at the outcomes while gateways are being armed or taken back, in milliseconds; and at most this share
 * of the time is spent on them, however many are under way.
 */
const LOOK_EVERY = 1_000
const LOOK_SHARE = 0.2
/** Gateways that are taken back in one transaction. */
const DISARM = 1_000

const STEP_TASK = 'rollout-step'
const jobKeyOf = (id: string): string => `rollout:${id}`

/** Puts the next look into the queue, in the transaction of the change that it follows from. */
export const enqueueStep = (tx: Statements, id: string, runAt?: Date): Promise<void> =>
  addJob(tx, STEP_TASK, { id }, { jobKey: jobKeyOf(id), ...(runAt ? { runAt } : {}) })

/** Until there is nothing to do now, or `signal` fires. Nothing when there is no such rollout any more. */
export async function stepRollout(context: Context, id: string, signal?: AbortSignal): Promise<void> {
  const ownerId = await findRolloutOwner(context.sql, id)
  if (!ownerId) return
  const refused = await freezeRollout(context, ownerId, id)
  if (refused) return putBack(context, ownerId, id, refused.message)
  const aids: SetupAids = { cache: new Map(), trust: await loadListenerTrust(context) }
  let nextLook = performance.now()
  for (let more = true; more; ) {
    // What was stopped in the middle goes on in another process.
    if (signal?.aborted) return enqueueStep(context.sql, id)
    const began = performance.now()
    const look = began >= nextLook
    more = await transact(context, async (tx) => {
      const rollout = await lockRollout(tx, ownerId, id)
      return rollout?.live ? stepOnce(context, tx, rollout, aids, look) : false
    })
    const ended = performance.now()
    if (look) nextLook = ended + Math.max(LOOK_EVERY, (ended - began) / LOOK_SHARE)
  }
}

/** It cannot be started: a draft again, which says why. */
async function putBack(context: Context, ownerId: Eui, id: string, reason: string): Promise<void> {
  await transact(context, async (tx) => {
    const rollout = await lockRollout(tx, ownerId, id)
    if (rollout?.state !== 'starting') return
    const halt = { code: 'not-started', reason, at: context.now().toISOString() } as const
    await changeRollout(tx, ownerId, id, { state: 'draft', live: false, nextStepAt: null, halt })
    await audit(tx, rollout, 'rollout.halt', { code: halt.code, reason })
  })
}

/** One slice; true: there may be more to do at once. */
async function stepOnce(
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  aids: SetupAids,
  look: boolean,
): Promise<boolean> {
  // Another process fixes its gateways.
  if (rollout.state === 'starting') return false
  if (rollout.kind === 'credentials' && (await returnMembers(context, tx, rollout, aids)) > 0) return true
  if (look) await observe(context, tx, rollout)
  const waves = await loadWaves(tx, rollout.ownerId, rollout.id, {
    countHeld: rollout.plan.eligibility.neverSeen === 'wait',
  })
  if (rollout.state !== 'running') return rest(context, tx, rollout, waves)
  const accepted = await countAccepted(tx, rollout.ownerId, rollout.id)
  return carryOut(context, tx, rollout, planStep(factsOf(rollout, waves, accepted, context.now())), aids)
}

/** Takes over what check-ins have left behind since. */
async function observe(context: Context, tx: Statements, rollout: RolloutRow): Promise<void> {
  const now = context.now()
  const { proofMinutes, collectHours, quietMinutes } = rollout.plan
  const observed = { ...rollout, proofMinutes, collectHours, quietMinutes }
  // Armed in a window whose end no worker saw, or held by a pause that was over at once: it does not go out any more.
  if (rollout.state === 'running') {
    await disarm(context, tx, rollout, { state: 'waiting', code: 'window' }, { over: true })
  }
  if (rollout.kind === 'firmware') {
    await observeFirmware(tx, observed, now)
  } else {
    const overdue = { state: 'skipped', code: 'not-collected' } as const
    await withdrawCredentials(tx, rollout, overdue, DISARM, now, { overdueHours: collectHours })
    await observeCredentials(tx, observed, now)
  }
  if (rollout.state === 'running') await skipOverdue(tx, observed, now)
}

/** What `planStep` is asked with. */
export function factsOf(
  rollout: RolloutRow,
  waves: readonly WaveRow[],
  accepted: StepFacts['accepted'],
  now: Date,
): StepFacts {
  return {
    plan: rollout.plan,
    wave: rollout.wave,
    waves,
    accepted,
    window: windowAt(rollout.plan.windows, now),
    now,
  }
}

function windowAt(windows: MaintenanceWindows | null, now: Date): StepFacts['window'] {
  if (!windows) return null
  const open = openWindow(windows, now)
  return open ? { open: true, to: open.to } : { open: false, next: nextWindow(windows, now)?.from ?? null }
}

async function carryOut(
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  decision: StepDecision,
  aids: SetupAids,
): Promise<boolean> {
  const { id, ownerId } = rollout
  const now = context.now()
  switch (decision.do) {
    case 'arm':
      if (!(await armMembers(context, tx, rollout, decision, aids))) {
        await halt(context, tx, rollout, 'image-gone', 'The image was deleted. Abort the rollout.')
      }
      return true
    case 'disarm':
      await disarm(context, tx, rollout, { state: 'waiting', code: 'window' })
      return true
    case 'begin-wave':
      if (rollout.wave >= 0) await markWave(tx, ownerId, id, rollout.wave, { completedAt: now })
      await markWave(tx, ownerId, id, decision.wave, { startedAt: now })
      await changeRollout(tx, ownerId, id, { wave: decision.wave })
      return true
    case 'reach-wave':
      await markWave(tx, ownerId, id, decision.wave, { reachedAt: now })
      return true
    case 'pause':
      await halt(context, tx, rollout, decision.code, decision.reason)
      return true
    case 'finish':
      if (rollout.wave >= 0) await markWave(tx, ownerId, id, rollout.wave, { completedAt: now })
      await changeRollout(tx, ownerId, id, { state: 'finished', finishedAt: now })
      await audit(tx, rollout, 'rollout.finish', {})
      await tellProven(tx, rollout, now)
      return true
    case 'wait': {
      const at = new Date(Math.min(decision.until?.getTime() ?? Number.POSITIVE_INFINITY, now.getTime() + POLL))
      await changeRollout(tx, ownerId, id, { nextStepAt: at })
      await enqueueStep(tx, id, at)
      return false
    }
  }
}

/** A rollout that does not run: what is armed is taken back, what is under way is still heard of. */
async function rest(
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  waves: readonly WaveRow[],
): Promise<boolean> {
  const { id, ownerId, state } = rollout
  if (waves.some(({ counts }) => counts.armed > 0)) {
    const ended = state === 'aborted'
    await disarm(context, tx, rollout, {
      state: ended ? 'cancelled' : 'waiting',
      code: ended ? 'aborted' : 'paused',
    })
    return true
  }
  const now = context.now().getTime()
  const underWay = waves.some(({ counts }) => counts.offered + counts.returning > 0)
  const late = !underWay && (await mayMendThemselves(tx, rollout, new Date(now - LATE)))
  const at = underWay || late ? new Date(now + (late ? LATE_POLL : POLL)) : null
  await changeRollout(tx, ownerId, id, { live: at !== null, nextStepAt: at })
  if (at) await enqueueStep(tx, id, at)
  return false
}

async function disarm(
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  to: Parameters<typeof disarmFirmware>[2],
  which?: Parameters<typeof disarmFirmware>[5],
): Promise<void> {
  const take = rollout.kind === 'firmware' ? disarmFirmware : withdrawCredentials
  await take(tx, rollout, to, DISARM, context.now(), which)
}

async function halt(
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  code: HaltCode,
  reason: string,
): Promise<void> {
  const at = context.now().toISOString()
  await changeRollout(tx, rollout.ownerId, rollout.id, { state: 'paused', halt: { code, reason, at } })
  await holdArmed(tx, rollout, context.now())
  await audit(tx, rollout, 'rollout.halt', { code, reason })
  const { id, ownerId, name } = rollout
  await recordRolloutStop(tx, { id, ownerId, name, halted: true, reason }, context.now())
}

const audit = (tx: Statements, rollout: RolloutRow, action: AuditAction, detail: Record<string, unknown>) =>
  insertAuditEntries(tx, [
    {
      ownerId: rollout.ownerId,
      actor: engineOf(rollout).id,
      action,
      detail: { rollout: rollout.id, name: rollout.name, ...detail },
    },
  ])

/** Puts rollouts whose job was lost into the queue again. */
export async function resumeLostRollouts(context: Context): Promise<void> {
  const ids = await findOverdueRollouts(context.sql, new Date(context.now().getTime() - LOST))
  await addJobs(
    context.sql,
    STEP_TASK,
    ids.map((id) => ({ payload: { id }, jobKey: jobKeyOf(id) })),
  )
}
