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
  draft: { icon: CircleDashed, tone: 'muted', word: 'Draft' },
  starting: { icon: Play, tone: 'info', word: 'Starting' },
  running: { icon: Play, tone: 'info', word: 'Running' },
  paused: { icon: CirclePause, tone: 'warn', word: 'Paused' },
  finished: { icon: Check, tone: 'ok', word: 'Finished' },
  aborted: { icon: Ban, tone: 'muted', word: 'Aborted' },
}

/** One that stopped by itself is not one that somebody stopped. */
const HALTED: Look = { icon: CirclePause, tone: 'alert', word: 'Halted' }

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
  succeeded: { icon: Check, tone: 'ok', word: 'Succeeded' },
  offered: { icon: ArrowDownToLine, tone: 'info', word: 'Sent' },
  armed: { icon: Clock, tone: 'info', word: 'Next check-in' },
  failed: { icon: X, tone: 'danger', word: 'Failed' },
  returning: { icon: Undo2, tone: 'warn', word: 'Returning' },
  returned: { icon: Undo2, tone: 'alert', word: 'Returned' },
  waiting: { icon: Hourglass, tone: 'muted', word: 'Waiting' },
  cancelled: { icon: Ban, tone: 'muted', word: 'Not started' },
  skipped: { icon: Minus, tone: 'muted', word: 'Left out' },
}

/** In the order of the bars: what is done, under way, gone wrong, and not begun. */
export const MEMBER_ORDER = Object.keys(MEMBER_LOOKS) as MemberState[]

export const WAVE_LOOKS: Readonly<Record<RolloutWave['state'], Look>> = {
  waiting: { icon: Hourglass, tone: 'muted', word: 'Waiting' },
  running: { icon: Play, tone: 'info', word: 'Running' },
  soaking: { icon: Clock, tone: 'info', word: 'Soaking' },
  done: { icon: Check, tone: 'ok', word: 'Done' },
  accepted: { icon: Check, tone: 'warn', word: 'Accepted' },
}
