import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface EmptyStateProps {
  readonly icon: LucideIcon
  readonly title: string
  readonly children: ReactNode
  readonly actions?: ReactNode
  /** It is the whole page, so its title is the page's. */
  readonly page?: boolean
}

/** Teaches: what this is, one action, one link. */
export function EmptyState({ icon: Icon, title, children, actions, page }: EmptyStateProps) {
  const Heading = page ? 'h1' : 'h2'
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-4 py-16 text-center">
      <Icon aria-hidden className="mb-3 size-6 text-ink-3" strokeWidth={1.5} />
      <Heading className="text-base font-semibold">{title}</Heading>
      <div className="mt-1 text-sm text-ink-2">{children}</div>
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  )
}
