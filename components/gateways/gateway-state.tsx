import { t } from '@lingui/core/macro'
import type { LucideIcon } from 'lucide-react'
import { Check, CircleDashed, Clock, EqualNot, Moon, Undo2 } from 'lucide-react'
import { State, type Tone } from '#components/ui/state.tsx'
import type { GatewayStateKind } from '#lib/client/contracts.ts'

interface Look {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly word: string
}

/** Icon, word and colour of each state (UI.md “Tokens”). */
export const STATE_LOOKS: Readonly<Record<GatewayStateKind, Look>> = {
  'in-sync': { icon: Check, tone: 'ok', word: t`In sync` },
  pending: { icon: Clock, tone: 'info', word: t`Pending` },
  'fell-back': { icon: Undo2, tone: 'warn', word: t`Fell back` },
  diverged: { icon: EqualNot, tone: 'alert', word: t`Diverged` },
  silent: { icon: Moon, tone: 'muted', word: t`Silent` },
  'never-seen': { icon: CircleDashed, tone: 'muted', word: t`Never seen` },
}

export function GatewayState({ state, className }: { readonly state: GatewayStateKind; readonly className?: string }) {
  const look = STATE_LOOKS[state]
  return (
    <State icon={look.icon} tone={look.tone} className={className}>
      {look.word}
    </State>
  )
}
