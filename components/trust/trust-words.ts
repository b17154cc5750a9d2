/** The words of trust: when something ends, what it is for, and how a gateway stands. */
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
  ended: { icon: CalendarX2, tone: 'danger', word: 'Ended' },
  '30-days': { icon: TriangleAlert, tone: 'alert', word: 'Within 30 days' },
  '90-days': { icon: CalendarClock, tone: 'warn', word: 'Within 90 days' },
  year: { icon: CalendarClock, tone: 'muted', word: 'Within a year' },
  later: { icon: ShieldCheck, tone: 'muted', word: 'Later' },
} as const satisfies Record<string, Look>
export type BucketName = keyof typeof BUCKET_LOOKS
export const BUCKET_ORDER = Object.keys(BUCKET_LOOKS) as BucketName[]

/** Of a certificate by its end. */
export function endLook(validTo: string, now: Date): Look {
  const days = (Date.parse(validTo) - now.getTime()) / DAY
  if (days <= 0) return BUCKET_LOOKS.ended
  if (days <= 30) return { ...BUCKET_LOOKS['30-days'], word: 'Ends soon' }
  return days <= 90 ? { ...BUCKET_LOOKS['90-days'], word: 'Ends' } : { ...BUCKET_LOOKS.later, word: 'Valid' }
}

export const HOLDER_LOOKS: Readonly<Record<HolderState, Look & { readonly hint: string }>> = {
  proven: { icon: Check, tone: 'ok', word: 'Proven', hint: 'Authenticated with, or reported by its CRC.' },
  offered: { icon: Send, tone: 'info', word: 'Sent', hint: 'In an answer; the proof has not come yet.' },
  waiting: { icon: Clock, tone: 'info', word: 'Next check-in', hint: 'Goes out at the next check-in.' },
  rejected: { icon: X, tone: 'danger', word: 'Does not work', hint: 'The gateway had to use another credential.' },
  earlier: {
    icon: Hourglass,
    tone: 'warn',
    word: 'Earlier',
    hint: 'Not wanted any more; the gateway may still use it.',
  },
  backup: { icon: Archive, tone: 'muted', word: 'cups-bak only', hint: 'Frozen in Station’s backup, for recovery.' },
}

export const PART_WORDS: Readonly<Record<CertificateUse['part'], string>> = {
  trust: 'CA of a server',
  crt: 'Client certificate',
  'client-ca': 'CA of client certificates',
}

export const CATEGORY_WORDS = { cups: 'CUPS', tc: 'LNS' } as const

export const STAGE_LOOKS: Readonly<Record<ChangeStage, Look>> = {
  waiting: { icon: Clock, tone: 'muted', word: 'Former root' },
  'step-1': { icon: Send, tone: 'info', word: 'Step 1 under way' },
  'stuck-1': { icon: X, tone: 'danger', word: 'Stuck in step 1' },
  proven: { icon: Check, tone: 'ok', word: 'Proven' },
  'step-2': { icon: Send, tone: 'info', word: 'Step 2 under way' },
  'stuck-2': { icon: X, tone: 'danger', word: 'Stuck in step 2' },
  done: { icon: CheckCheck, tone: 'ok', word: 'Moved' },
}

export const CHANGE_LOOKS: Readonly<Record<TrustChangeState, Look>> = {
  open: { icon: Hourglass, tone: 'info', word: 'Open' },
  finished: { icon: Check, tone: 'ok', word: 'Finished' },
  cancelled: { icon: Ban, tone: 'muted', word: 'Cancelled' },
}

export const VERDICT_LOOKS = {
  breaks: { icon: X, tone: 'danger', word: 'Break' },
  holds: { icon: Check, tone: 'ok', word: 'Go on' },
  unknown: { icon: TriangleAlert, tone: 'warn', word: 'Unknown' },
  frozen: { icon: Undo2, tone: 'warn', word: 'cups-bak breaks' },
} as const satisfies Record<string, Look>

/** What uses it, in one line per part and category, without servers. */
export const totalsOf = (uses: readonly CertificateUse[]): CertificateUse[] =>
  uses.filter(({ server }) => server === null)
export const serversOf = (uses: readonly CertificateUse[]): CertificateUse[] =>
  uses.filter(({ server }) => server !== null)

/** The CN, or the whole name. */
export const shortName = (subject: string): string => /(?:^|, )CN=([^,]+)/.exec(subject)?.[1] ?? subject
