import { clsx } from 'clsx'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

interface DisclosureProps {
  readonly title: string
  readonly children: ReactNode
  readonly className?: string
  readonly onOpen?: (open: boolean) => void
}

/** What few need, behind its name. */
export function Disclosure({ title, children, className, onOpen }: DisclosureProps) {
  return (
    <details
      className={clsx('group min-w-0', className)}
      onToggle={onOpen && (({ currentTarget }) => onOpen(currentTarget.open))}
    >
      <summary className="flex h-8 list-none items-center gap-1 rounded-sm text-sm text-ink-2 hover:text-ink pointer-coarse:h-11">
        <ChevronRight aria-hidden className="size-3.5 transition-transform group-open:rotate-90" />
        {title}
      </summary>
      {children}
    </details>
  )
}
