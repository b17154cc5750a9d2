/** The words of trust: when something ends, what it is for, and how a gateway stands. */
import { t } from '@lingui/core/macro'
import {
  Archive,
  Ban,
  CalendarClock,
  CalendarX2,
  Check,
  CheckCheck,
  Clock,
  Hourglass,
  type LucideIcon,
  Send,
  ShieldCheck,
  TriangleAlert,
  Undo2,
  X,
} from 'lucide-react'
import type { Tone } from '#components/ui/state.tsx'
import type { CertificateUse } from '#lib/client/trust-api.ts'
import type { HolderState } from '#lib/domain/trust-change/holder-state.ts'
import type { ChangeStage, TrustChangeState } from '#lib/domain/trust-change/trust-change.ts'

interface Look {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly word: string
}

const DAY = 86_400_000

export const BUCKET_LOOKS = {
  ended: { icon: CalendarX2, tone: 'danger', word: t`Ended` },
  '30-days': { icon: TriangleAlert, tone: 'alert', word: t`Within 30 days` },
  '90-days': { icon: CalendarClock, tone: 'warn', word: t`Within 90 days` },
  year: { icon: CalendarClock, tone: 'muted', word: t`Within a year` },
  later: { icon: ShieldCheck, tone: 'muted', word: t`Later` },
} as const satisfies Record<string, Look>
export type BucketName = keyof typeof BUCKET_LOOKS
export const BUCKET_ORDER = Object.keys(BUCKET_LOOKS) as BucketName[]

/** Of a certificate by its end. */
export function endLook(validTo: string, now: Date): Look {
  const days = (Date.parse(validTo) - now.getTime()) / DAY
  if (days <= 0) return BUCKET_LOOKS.ended
  if (days <= 30) return { ...BUCKET_LOOKS['30-days'], word: t`Ends soon` }
  return days <= 90 ? { ...BUCKET_LOOKS['90-days'], word: t`Ends` } : { ...BUCKET_LOOKS.later, word: t`Valid` }
}

export const HOLDER_LOOKS: Readonly<Record<HolderState, Look & { readonly hint: string }>> = {
  proven: { icon: Check, tone: 'ok', word: t`Proven`, hint: t`Authenticated with, or reported by its CRC.` },
  offered: { icon: Send, tone: 'info', word: t`Sent`, hint: t`In an answer; the proof has not come yet.` },
  waiting: { icon: Clock, tone: 'info', word: t`Next check-in`, hint: t`Goes out at the next check-in.` },
  rejected: { icon: X, tone: 'danger', word: t`Does not work`, hint: t`The gateway had to use another credential.` },
  earlier: {
    icon: Hourglass,
    tone: 'warn',
    word: t`Earlier`,
    hint: t`Not wanted any more; the gateway may still use it.`,
  },
  backup: { icon: Archive, tone: 'muted', word: t`cups-bak only`, hint: t`Frozen in Station’s backup, for recovery.` },
}

export const PART_WORDS: Readonly<Record<CertificateUse['part'], string>> = {
  trust: t`CA of a server`,
  crt: t`Client certificate`,
  'client-ca': t`CA of client certificates`,
}

export const CATEGORY_WORDS = { cups: 'CUPS', tc: 'LNS' } as const

export const STAGE_LOOKS: Readonly<Record<ChangeStage, Look>> = {
  waiting: { icon: Clock, tone: 'muted', word: t`Former root` },
  'step-1': { icon: Send, tone: 'info', word: t`Step 1 under way` },
  'stuck-1': { icon: X, tone: 'danger', word: t`Stuck in step 1` },
  proven: { icon: Check, tone: 'ok', word: t`Proven` },
  'step-2': { icon: Send, tone: 'info', word: t`Step 2 under way` },
  'stuck-2': { icon: X, tone: 'danger', word: t`Stuck in step 2` },
  done: { icon: CheckCheck, tone: 'ok', word: t`Moved` },
}

export const CHANGE_LOOKS: Readonly<Record<TrustChangeState, Look>> = {
  open: { icon: Hourglass, tone: 'info', word: t`Open` },
  finished: { icon: Check, tone: 'ok', word: t`Finished` },
  cancelled: { icon: Ban, tone: 'muted', word: t`Cancelled` },
}

export const VERDICT_LOOKS = {
  breaks: { icon: X, tone: 'danger', word: t`Break` },
  holds: { icon: Check, tone: 'ok', word: t`Go on` },
  unknown: { icon: TriangleAlert, tone: 'warn', word: t`Unknown` },
  frozen: { icon: Undo2, tone: 'warn', word: t`cups-bak breaks` },
} as const satisfies Record<string, Look>

/** What uses it, in one line per part and category, without servers. */
export const totalsOf = (uses: readonly CertificateUse[]): CertificateUse[] =>
  uses.filter(({ server }) => server === null)
export const serversOf = (uses: readonly CertificateUse[]): CertificateUse[] =>
  uses.filter(({ server }) => server !== null)

/** The CN, or the whole name. */
export const shortName = (subject: string): string => /(?:^|, )CN=([^,]+)/.exec(subject)?.[1] ?? subject
