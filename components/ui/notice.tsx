import { clsx } from 'clsx'
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const KINDS = {
  info: { icon: Info, box: 'border-line bg-sunken', tint: 'text-ink-3' },
  warning: { icon: TriangleAlert, box: 'border-transparent bg-warn-soft', tint: 'text-warn' },
  error: { icon: CircleAlert, box: 'border-transparent bg-danger-soft', tint: 'text-danger' },
} as const

interface NoticeProps {
  readonly kind?: keyof typeof KINDS
  readonly children: ReactNode
  readonly actions?: ReactNode
  readonly className?: string
}

/** A sentence that belongs to this place of the page. Errors are read out when they appear. */
export function Notice({ kind = 'info', children, actions, className }: NoticeProps) {
  const { icon: Icon, box, tint } = KINDS[kind]
  return (
    <div
      role={kind === 'error' ? 'alert' : undefined}
      className={clsx('flex items-start gap-2 rounded-md border px-3 py-2 text-sm', box, className)}
    >
      <Icon aria-hidden className={clsx('mt-0.5 size-4 shrink-0', tint)} />
      <div className="min-w-0 flex-1 break-words">{children}</div>
      {actions}
    </div>
  )
}
