import { t } from '@lingui/core/macro'
import type { LucideIcon } from 'lucide-react'
import { Check, CircleDashed, CirclePause, CircleX } from 'lucide-react'
import { State, type Tone } from '#components/ui/state.tsx'
import type { Health } from '#lib/domain/deliveries/delivery-status.ts'

interface Look {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly word: string
}

/** Icon, word and colour of each health (tunnel.md §3). */
export const HEALTH_LOOKS: Readonly<Record<Health, Look>> = {
  active: { icon: Check, tone: 'ok', word: t`Active` },
  initialising: { icon: CircleDashed, tone: 'muted', word: t`Initialising` },
  'connection-error': { icon: CircleX, tone: 'danger', word: t`Connection error` },
  deactivated: { icon: CirclePause, tone: 'muted', word: t`Deactivated` },
}

export function ConnectionHealth({ state, className }: { readonly state: Health; readonly className?: string }) {
  const { icon, tone, word } = HEALTH_LOOKS[state]
  return (
    <State icon={icon} tone={tone} className={className}>
      {word}
    </State>
  )
}
