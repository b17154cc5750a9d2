import { t } from '@lingui/core/macro'
import { ArrowDownToLine, Check, Clock, Equal, Hourglass, type LucideIcon, Unplug, X } from 'lucide-react'
import { State, type Tone } from '#components/ui/state.tsx'
import type { ScheduleState, WaitCode } from '#lib/domain/firmware-gate.ts'

interface Look {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly word: string
}

/** Icon, word and colour of each state, in the order in which a schedule passes through them. */
export const SCHEDULE_LOOKS: Readonly<Record<ScheduleState, Look>> = {
  scheduled: { icon: Clock, tone: 'info', word: t`Scheduled` },
  offered: { icon: ArrowDownToLine, tone: 'info', word: t`Sent` },
  confirmed: { icon: Check, tone: 'ok', word: t`Confirmed` },
  'no-change': { icon: Equal, tone: 'warn', word: t`No change` },
  interrupted: { icon: Unplug, tone: 'alert', word: t`Interrupted` },
  cancelled: { icon: X, tone: 'muted', word: t`Cancelled` },
}

/** Nothing goes out before somebody signs the image, puts a key on the gateway or allows it unsigned. */
const BLOCKED: Look = { icon: Hourglass, tone: 'warn', word: t`Waiting` }
const isBlocked = (wait: WaitCode | null | undefined): boolean =>
  wait === 'no-signature' || wait === 'other-key' || wait === 'unsigned'

interface ScheduleStateMarkProps {
  readonly state: ScheduleState
  readonly waits?: WaitCode | null
  readonly className?: string
}

export function ScheduleStateMark({ state, waits, className }: ScheduleStateMarkProps) {
  const { icon, tone, word } = isBlocked(waits) ? BLOCKED : SCHEDULE_LOOKS[state]
  return (
    <State icon={icon} tone={tone} className={className}>
      {word}
    </State>
  )
}
