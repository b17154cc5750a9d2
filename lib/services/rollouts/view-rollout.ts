/** What the console and the API show of rollouts. */
import { findImage, findVersions } from '#lib/db/firmware-images.ts'
import { listMembers, type MemberView } from '#lib/db/rollout-members.ts'
import {
  countAccepted,
  countReasons,
  countStates,
  listRollouts as findPage,
  findRollout,
  findShownTarget,
  loadProgress,
  loadWaves,
  type ProgressPoint,
  type ReasonCount,
  type RolloutRow,
  type ShownTarget,
  type WaveRow,
} from '#lib/db/rollouts.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { planStep, type StateCounts } from '#lib/domain/rollouts/plan-step.ts'
import type { MemberCode, MemberState, RolloutAction, RolloutState } from '#lib/domain/rollouts/rollout.ts'
import type { Context } from '#lib/services/context.ts'
import { UNKNOWN_ROLLOUT } from './start-rollout.ts'
import { factsOf } from './step-rollout.ts'

export interface RolloutSummaryView extends RolloutRow {
  readonly counts: StateCounts
  readonly waves: number
  readonly subject: string
}

/** Newest first, and whether there are more. */
export async function listRollouts(
  context: Context,
  ownerId: Eui,
  page: Parameters<typeof findPage>[2],
): Promise<{ rows: (RolloutSummaryView & { cursorAt: string })[]; more: boolean }> {
  const rows = await findPage(context.sql, ownerId, { ...page, limit: page.limit + 1 })
  const shown = rows.slice(0, page.limit)
  const crcs = new Set(shown.flatMap(({ fwcrc }) => (fwcrc === null ? [] : [fwcrc])))
  const [counted, versions] = await Promise.all([
    countStates(
      context.sql,
      ownerId,
      shown.map(({ id }) => id),
    ),
    findVersions(context.sql, ownerId, [...crcs]),
  ])
  return {
    rows: shown.map((row) => ({
      ...row,
      ...countsOf(counted.get(row.id)),
      subject: subjectOf(row, versions.get(row.fwcrc ?? -1)),
    })),
    more: rows.length > page.limit,
  }
}

const countsOf = (counted: { counts: StateCounts; waves: number } | undefined) => {
  if (!counted) throw new Error('a rollout without its numbers')
  return counted
}

/** `2.1.0`, or the CRC of an image that is gone; else the URIs or names of what is set. */
function subjectOf(rollout: RolloutRow, version: string | null | undefined): string {
  if (rollout.kind === 'firmware') return version ?? formatCrc(rollout.fwcrc ?? 0)
  const uris = rollout.patchShown.filter(({ name, value }) => name.endsWith('Uri') && value !== 'cleared')
  return uris.length > 0
    ? uris.map(({ value }) => value).join(', ')
    : rollout.patchShown.map(({ name }) => name).join(', ')
}

export interface RolloutView extends RolloutSummaryView {
  readonly target: ShownTarget
  readonly version: string | null
  readonly waveRows: readonly WaveRow[]
  readonly reasons: readonly ReasonCount[]
  readonly progress: readonly ProgressPoint[]
  readonly next: { readonly sentence: string; readonly at: Date | null }
  readonly windowOpen: boolean | null
  readonly actions: readonly (RolloutAction | 'delete')[]
}

const POINTS = 60

/** Throws `not_found`. */
export async function viewRollout(context: Context, ownerId: Eui, id: string): Promise<RolloutView> {
  const { sql } = context
  const now = context.now()
  const rollout = await findRollout(sql, ownerId, id)
  if (!rollout) throw new AppError('not_found', UNKNOWN_ROLLOUT)
  const { startedAt, fwcrc } = rollout
  const [image, waveRows, counted, reasons, progress, accepted, target] = await Promise.all([
    fwcrc === null ? undefined : findImage(sql, ownerId, fwcrc),
    loadWaves(sql, ownerId, id, { countHeld: rollout.plan.eligibility.neverSeen === 'wait' }),
    countStates(sql, ownerId, [id]),
    countReasons(sql, ownerId, id),
    startedAt ? loadProgress(sql, ownerId, id, startedAt, rollout.finishedAt ?? now, POINTS) : [],
    countAccepted(sql, ownerId, id),
    findShownTarget(sql, ownerId, id),
  ])
  if (!target) throw new AppError('not_found', UNKNOWN_ROLLOUT)
  const facts = factsOf(rollout, waveRows, accepted, now)
  const { counts, waves } = countsOf(counted.get(id))
  const version = image?.version ?? null
  return {
    ...rollout,
    target,
    counts,
    waves,
    subject: subjectOf(rollout, version),
    version,
    waveRows,
    reasons,
    progress,
    next: nextOf(rollout, counts, () => planStep(facts)),
    windowOpen: facts.window?.open ?? null,
    actions: actionsOf(rollout, counts),
  }
}

/** What happens next, for a person. */
function nextOf(
  rollout: RolloutRow,
  counts: StateCounts,
  decide: () => ReturnType<typeof planStep>,
): RolloutView['next'] {
  const underWay = counts.offered + counts.armed
  const still = underWay > 0 ? ` ${underWay} under way cannot be called back and are still followed.` : ''
  const returning = counts.returning > 0 ? ` ${counts.returning} return to their previous set.` : ''
  const say = (sentence: string, at: Date | null = rollout.nextStepAt) => ({ sentence, at })
  if (rollout.state === 'draft') {
    const draft = 'A draft: nothing happens until it is started.'
    return say(rollout.halt ? `It could not be started. ${rollout.halt.reason} ${draft}` : draft)
  }
  if (rollout.state === 'starting') return say('Its gateways are being fixed. The first wave begins after that.')
  if (rollout.state === 'finished') return say(`Finished.${returning}`)
  if (rollout.state === 'aborted') return say(`Aborted: no further gateway is started.${still}${returning}`)
  if (rollout.state === 'paused') {
    return say(
      `${rollout.halt?.reason ?? 'Paused.'} No further gateway is started until you resume.${still}${returning}`,
    )
  }
  const decision = decide()
  switch (decision.do) {
    case 'arm':
      return say(decision.count === 1 ? 'Starts one gateway now.' : `Starts ${decision.count} gateways now.`)
    case 'begin-wave':
      return say(`Wave ${decision.wave + 1} begins now.`)
    case 'wait':
      return say(decision.sentence, decision.until ?? rollout.nextStepAt)
    case 'pause':
      return say(decision.reason)
    case 'disarm':
      return say('The maintenance window is over: what was not collected is taken back.')
    case 'reach-wave':
    case 'finish':
      return say('The next step is being taken.')
  }
}

/** What may be done now. */
function actionsOf({ kind, state }: RolloutRow, counts: StateCounts): (RolloutAction | 'delete')[] {
  const failed: readonly 'retry'[] = counts.failed > 0 ? ['retry'] : []
  const touched = counts.offered + counts.succeeded + counts.failed > 0
  const back: readonly 'return'[] = kind === 'credentials' && touched ? ['return'] : []
  const actions: Readonly<Record<RolloutState, readonly (RolloutAction | 'delete')[]>> = {
    draft: ['start', 'delete'],
    starting: ['abort'],
    running: ['pause', 'abort', ...failed, ...back],
    paused: ['resume', 'abort', ...failed, ...back],
    aborted: back,
    finished: [...failed, ...back],
  }
  return [...actions[state]]
}

/** One page of the gateways of a rollout. Throws `not_found`. */
export async function listRolloutGateways(
  context: Context,
  ownerId: Eui,
  id: string,
  page: {
    readonly state?: MemberState | undefined
    readonly code?: MemberCode | undefined
    readonly wave?: number | undefined
    readonly after?: number | undefined
    readonly limit: number
  },
): Promise<{ rows: MemberView[]; more: boolean }> {
  if (!(await findRollout(context.sql, ownerId, id))) throw new AppError('not_found', UNKNOWN_ROLLOUT)
  const rows = await listMembers(context.sql, ownerId, id, { ...page, limit: page.limit + 1 })
  return { rows: rows.slice(0, page.limit), more: rows.length > page.limit }
}
