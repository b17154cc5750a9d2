import { Ban, Check, Clock, type LucideIcon, Undo2, Unlink, X } from 'lucide-react'
import type { Tone } from '#components/ui/state.tsx'
import { formatCount } from '#lib/client/format.ts'
import type { TransferState } from '#lib/domain/transfers/transfer.ts'

export const STATE_LOOKS: Readonly<Record<TransferState, { icon: LucideIcon; tone: Tone; word: string }>> = {
  offered: { icon: Clock, tone: 'info', word: 'Offered' },
  accepted: { icon: Check, tone: 'ok', word: 'Accepted' },
  declined: { icon: X, tone: 'muted', word: 'Declined' },
  withdrawn: { icon: Undo2, tone: 'muted', word: 'Withdrawn' },
  expired: { icon: Ban, tone: 'muted', word: 'Expired' },
  void: { icon: Unlink, tone: 'muted', word: 'Void' },
}

export const gatewayCount = (count: number): string => (count === 1 ? 'one gateway' : `${formatCount(count)} gateways`)
