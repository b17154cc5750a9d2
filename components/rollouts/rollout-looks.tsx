import { t } from '@lingui/core/macro'
import {
  ArrowDownToLine,
  Ban,
  Check,
  CircleDashed,
  CirclePause,
  Clock,
  Hourglass,
  type LucideIcon,
  Minus,
  Play,
  Undo2,
  X,
} from 'lucide-react'
import { State, type Tone } from '#components/ui/state.tsx'
import type { RolloutSummary, RolloutWave } from '#lib/client/rollout-contracts.ts'
import type { MemberState, RolloutState } from '#lib/domain/rollouts/rollout.ts'

export interface Look {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly word: string
}

export const ROLLOUT_LOOKS: Readonly<Record<RolloutState, Look>> = {
  draft: { icon: CircleDashed, tone: 'muted', word: t`Draft` },
  starting: { icon: Play, tone: 'info', word: t`Starting` },
  running: { icon: Play, tone: 'info', word: t`Running` },
  paused: { icon: CirclePause, tone: 'warn', word: t`Paused` },
  finished: { icon: Check, tone: 'ok', word: t`Finished` },
  aborted: { icon: Ban, tone: 'muted', word: t`Aborted` },
}

/** One that stopped by itself is not one that somebody stopped. */
const HALTED: Look = { icon: CirclePause, tone: 'alert', word: t`Halted` }

export const lookOf = ({ state, halt }: Pick<RolloutSummary, 'state' | 'halt'>): Look =>
  state === 'paused' && halt && halt.code !== 'by-hand' ? HALTED : ROLLOUT_LOOKS[state]

export function RolloutMark({
  rollout,
  className,
}: {
  readonly rollout: Pick<RolloutSummary, 'state' | 'halt'>
  readonly className?: string
}) {
  const { icon, tone, word } = lookOf(rollout)
  return (
    <State icon={icon} tone={tone} className={className}>
      {word}
    </State>
  )
}

export const MEMBER_LOOKS: Readonly<Record<MemberState, Look>> = {
  succeeded: { icon: Check, tone: 'ok', word: t`Succeeded` },
  offered: { icon: ArrowDownToLine, tone: 'info', word: t`Sent` },
  armed: { icon: Clock, tone: 'info', word: t`Next check-in` },
  failed: { icon: X, tone: 'danger', word: t`Failed` },
  returning: { icon: Undo2, tone: 'warn', word: t`Returning` },
  returned: { icon: Undo2, tone: 'alert', word: t`Returned` },
  waiting: { icon: Hourglass, tone: 'muted', word: t`Waiting` },
  cancelled: { icon: Ban, tone: 'muted', word: t`Not started` },
  skipped: { icon: Minus, tone: 'muted', word: t`Left out` },
}

/** In the order of the bars: what is done, under way, gone wrong, and not begun. */
export const MEMBER_ORDER = Object.keys(MEMBER_LOOKS) as MemberState[]

export const WAVE_LOOKS: Readonly<Record<RolloutWave['state'], Look>> = {
  waiting: { icon: Hourglass, tone: 'muted', word: t`Waiting` },
  running: { icon: Play, tone: 'info', word: t`Running` },
  soaking: { icon: Clock, tone: 'info', word: t`Soaking` },
  done: { icon: Check, tone: 'ok', word: t`Done` },
  accepted: { icon: Check, tone: 'warn', word: t`Accepted` },
}
