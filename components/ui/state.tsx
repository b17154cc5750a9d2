import { clsx } from 'clsx'
import type { LucideIcon } from 'lucide-react'

export type Tone = 'ok' | 'info' | 'warn' | 'alert' | 'danger' | 'muted'

export const TONES: Record<Tone, string> = {
  ok: 'text-ok',
  info: 'text-info',
  warn: 'text-warn',
  alert: 'text-alert',
  danger: 'text-danger',
  muted: 'text-ink-3',
}

interface StateProps {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly children: string
  readonly className?: string
}

/** State is icon + word + colour, always. */
export function State({ icon: Icon, tone, children, className }: StateProps) {
  return (
    <span
      className={clsx(
        'inline-flex items-center gap-1.5 align-middle text-sm whitespace-nowrap',
        TONES[tone],
        className,
      )}
    >
      <Icon aria-hidden className="size-3.5 shrink-0" strokeWidth={2.25} />
      <span>{children}</span>
    </span>
  )
}

/** A quiet word in a box: a kind, a role, a right. */
export function Badge({ children, mono }: { readonly children: string; readonly mono?: boolean }) {
  return (
    <span
      className={clsx(
        'inline-flex h-5 items-center rounded-sm border border-line-2 px-1.5 text-xs whitespace-nowrap text-ink-2',
        mono && 'mono',
      )}
    >
      {children}
    </span>
  )
}
