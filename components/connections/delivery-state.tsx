import { t } from '@lingui/core/macro'
import type { LucideIcon } from 'lucide-react'
import { Check, CircleX, Clock, Unplug } from 'lucide-react'
import { State, type Tone } from '#components/ui/state.tsx'
import type { Delivery } from '#lib/client/contracts.ts'
import type { DeliveryState } from '#lib/domain/deliveries/delivery-status.ts'

interface Look {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly word: string
}

/** Icon, word and colour of each state of a delivery. */
export const DELIVERY_LOOKS: Readonly<Record<DeliveryState, Look>> = {
  waiting: { icon: Clock, tone: 'info', word: t`Waiting` },
  delivered: { icon: Check, tone: 'ok', word: t`Delivered` },
  dead: { icon: CircleX, tone: 'danger', word: t`Dead` },
  lost: { icon: Unplug, tone: 'warn', word: t`Lost` },
}

export function DeliveryStateWord({ state }: { readonly state: DeliveryState }) {
  const { icon, tone, word } = DELIVERY_LOOKS[state]
  return (
    <State icon={icon} tone={tone}>
      {word}
    </State>
  )
}

/** `2xx`, or `Error 5xx`, or `Unreachable`. */
export function resultText({ status, httpStatus }: Pick<Delivery, 'status' | 'httpStatus'>): string {
  const answer = httpStatus === null ? '' : `${Math.floor(httpStatus / 100)}xx`
  return [status, answer].filter(Boolean).join(' ')
}
