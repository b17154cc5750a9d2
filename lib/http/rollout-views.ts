/** How rollouts are read from requests and printed: identifiers as ID6, times in ISO 8601, waves from 1. */
import type { z } from 'zod'
import type { MemberView } from '#lib/db/rollout-members.ts'
import { formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { startedAndFailed } from '#lib/domain/rollouts/plan-step.ts'
import type {
  planInput,
  rolloutAnswer,
  rolloutGateways,
  rolloutPreviewAnswer,
  rolloutPreviewBody,
  rolloutSummary,
} from '#lib/schemas/rollouts.ts'
import type { RolloutRequest } from '#lib/services/rollouts/prepare-rollout.ts'
import type { RolloutPreview } from '#lib/services/rollouts/preview-rollout.ts'
import type { RolloutSummaryView, RolloutView } from '#lib/services/rollouts/view-rollout.ts'
import { readTarget } from './gateway-target.ts'

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

/** How a rollout is to proceed, as requests name it. */
export type PlanInput = Pick<z.infer<typeof rolloutPreviewBody>, keyof typeof planInput>

export function readPlan(body: PlanInput): RolloutRequest['plan'] {
  const { waves, success, failure, maxInFlight, windows, proofMinutes, collectHours, quietMinutes, eligibility } = body
  return {
    waves,
    success,
    failure,
    maxInFlight: maxInFlight ?? null,
    roomByDefault: maxInFlight === undefined,
    windows,
    proofMinutes,
    collectHours,
    quietMinutes,
    eligibility,
  }
}

export const readRollout = (body: z.infer<typeof rolloutPreviewBody>): RolloutRequest => ({
  target: readTarget(body.target),
  change: body.change,
  plan: readPlan(body),
})

export function printSummary(view: RolloutSummaryView): z.infer<typeof rolloutSummary> {
  return {
    id: view.id,
    name: view.name,
    kind: view.kind,
    state: view.state,
    subject: view.subject,
    counts: view.counts,
    total: Object.values(view.counts).reduce((sum, count) => sum + count, 0),
    wave: view.wave + 1,
    waves: view.waves,
    halt: view.halt,
    createdAt: view.createdAt.toISOString(),
    createdBy: view.createdBy,
    createdByName: view.createdByName,
    startedAt: iso(view.startedAt),
    finishedAt: iso(view.finishedAt),
  }
}

export function printRollout(view: RolloutView): z.infer<typeof rolloutAnswer> {
  const { target, plan } = view
  return {
    ...printSummary(view),
    change:
      view.kind === 'firmware'
        ? { kind: 'firmware', fwcrc: view.fwcrc ?? 0, version: view.version, allowUnsigned: view.allowUnsigned }
        : { kind: 'credentials', fields: [...view.patchShown] },
    target: withoutFragment(target),
    plan: { ...plan, roomByDefault: plan.roomByDefault ?? false } as z.infer<typeof rolloutAnswer>['plan'],
    progressByWave: view.waveRows.map((wave, number) => ({
      number: number + 1,
      label: wave.label,
      size: wave.size,
      state: waveState(view, number),
      counts: wave.counts,
      startedAt: iso(wave.startedAt),
      completedAt: iso(wave.completedAt),
    })),
    reasons: [...view.reasons],
    progress: progressOf(view),
    next: { sentence: view.next.sentence, at: iso(view.next.at) },
    windowOpen: view.windowOpen,
    actions: [...view.actions],
  }
}

/** The last point is what is so now: gateways that are tried again have no former moments any more. */
function progressOf(view: RolloutView) {
  const points = view.progress.map((point) => ({ ...point, at: point.at.toISOString() }))
  const last = points.at(-1)
  const { started, failed } = startedAndFailed(view.waveRows)
  const { succeeded } = view.counts
  if (last && last.started === started && last.succeeded === succeeded && last.failed === failed) return points
  return last ? [...points.slice(0, -1), { at: last.at, started, succeeded, failed }] : points
}

/** As the request named it. */
function withoutFragment(target: RolloutView['target']): Record<string, unknown> {
  if (target.by !== 'filter') return { ...target }
  const { fragment: _, text, ...rest } = target
  return { ...rest, ...(text === undefined ? {} : { q: text }) }
}

function waveState(view: RolloutView, number: number) {
  const wave = view.waveRows[number]
  if (wave?.accepted) return 'accepted' as const
  if (!wave?.startedAt) return 'waiting' as const
  if (wave.completedAt) return 'done' as const
  return wave.reachedAt && number < view.waveRows.length - 1 ? ('soaking' as const) : ('running' as const)
}

export function printPreview(preview: RolloutPreview): z.infer<typeof rolloutPreviewAnswer> {
  const { matching, eligible, held, left, waves, conflicts, windows, reachable, trial, maxInFlight } = preview
  return {
    matching,
    eligible,
    held,
    ineligible: [...left],
    waves: [...waves],
    conflicts: [...conflicts],
    windows: windows && {
      openNow: windows.openNow,
      next: { from: windows.next.from.toISOString(), to: windows.next.to.toISOString() },
      reachable,
      outside: eligible - reachable,
    },
    refused: trial.refused.map(({ gateway, reason }) => ({ gateway: formatId6(gateway), reason })),
    tried: trial.tried,
    warnings: [...trial.warnings],
    doubts: [...trial.doubts],
    maxInFlight,
  }
}

export function printMembers(rows: readonly MemberView[], next: string | null): z.infer<typeof rolloutGateways> {
  return {
    gateways: rows.map((row) => ({
      gateway: formatId6(row.eui),
      eui: formatEui64(row.eui),
      name: row.name,
      wave: row.wave === null ? null : row.wave + 1,
      state: row.state,
      code: row.code,
      reason: row.reason,
      attempts: row.attempts,
      armedAt: iso(row.armedAt),
      offeredAt: iso(row.offeredAt),
      settledAt: iso(row.settledAt),
      lastSeen: iso(row.lastSeen),
    })),
    next,
  }
}
