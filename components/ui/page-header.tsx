import { t } from '@lingui/core/macro'
import { Fragment, type ReactNode } from 'react'
import { Link } from '#components/ui/link.tsx'

export interface Crumb {
  readonly label: string
  readonly href: string
  readonly mono?: boolean
}

export function Breadcrumbs({ crumbs }: { readonly crumbs: readonly Crumb[] }) {
  return (
    <nav aria-label={t`Breadcrumbs`} className="mb-1 flex min-w-0 items-center gap-1.5 text-sm text-ink-3">
      {crumbs.map((crumb, index) => (
        <Fragment key={crumb.href}>
          {index > 0 && <span aria-hidden>/</span>}
          <Link href={crumb.href} className={`truncate rounded-sm hover:text-ink ${crumb.mono ? 'mono' : ''}`}>
            {crumb.label}
          </Link>
        </Fragment>
      ))}
    </nav>
  )
}

interface PageHeaderProps {
  readonly title: ReactNode
  /** Beside the title: a count, a copy button. */
  readonly aside?: ReactNode
  readonly lead?: ReactNode
  readonly actions?: ReactNode
  readonly crumbs?: readonly Crumb[]
}

export function PageHeader({ title, aside, lead, actions, crumbs }: PageHeaderProps) {
  return (
    <header className="mb-5">
      {crumbs && <Breadcrumbs crumbs={crumbs} />}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="min-w-0">
          <div className="flex min-w-0 flex-wrap items-center gap-x-2">
            <h1 className="min-w-0 text-xl font-semibold tracking-[-0.01em]">{title}</h1>
            {aside}
          </div>
          {lead && <div className="mt-1 max-w-[72ch] text-sm text-pretty text-ink-2">{lead}</div>}
        </div>
        {actions && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </div>
    </header>
  )
}
