import { t } from '@lingui/core/macro'
import { Ban, Check, Clock, type LucideIcon, Undo2, Unlink, X } from 'lucide-react'
import type { Tone } from '#components/ui/state.tsx'
import { formatCount } from '#lib/client/format.ts'
import type { TransferState } from '#lib/domain/transfers/transfer.ts'

export const STATE_LOOKS: Readonly<Record<TransferState, { icon: LucideIcon; tone: Tone; word: string }>> = {
  offered: { icon: Clock, tone: 'info', word: t`Offered` },
  accepted: { icon: Check, tone: 'ok', word: t`Accepted` },
  declined: { icon: X, tone: 'muted', word: t`Declined` },
  withdrawn: { icon: Undo2, tone: 'muted', word: t`Withdrawn` },
  expired: { icon: Ban, tone: 'muted', word: t`Expired` },
  void: { icon: Unlink, tone: 'muted', word: t`Void` },
}

export const gatewayCount = (count: number): string =>
  count === 1 ? t`one gateway` : t`${formatCount(count)} gateways`
