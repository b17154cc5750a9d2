'use client'

import { t } from '@lingui/core/macro'
import { clsx } from 'clsx'
import { usePathname } from 'next/navigation'
import { useConsole } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { paths, segmentText } from '#lib/client/paths.ts'

/** Between the pages of the settings. */
export function SettingsNav() {
  const { owner } = useConsole()
  const pathname = usePathname() ?? ''
  const pages = [
    { label: t`Members`, href: paths.members(owner.id) },
    { label: t`API tokens`, href: paths.tokens(owner.id) },
    { label: t`Owner`, href: paths.ownerSettings(owner.id) },
    { label: t`Your account`, href: paths.accountOf(owner.id) },
  ]
  return (
    <nav aria-label={t`Settings`} className="mb-5 flex gap-4 overflow-x-auto overflow-y-hidden border-b">
      {pages.map(({ label, href }) => {
        // Whatever way the segments are encoded.
        const active = segmentText(pathname) === segmentText(href)
        return (
          <Link
            key={href}
            href={href}
            aria-current={active ? 'page' : undefined}
            className={clsx(
              'flex h-9 shrink-0 items-center border-b-2 text-sm whitespace-nowrap transition-colors hover:text-ink focus-visible:outline-offset-[-2px] pointer-coarse:h-11',
              active ? 'border-accent font-medium text-ink' : 'border-transparent text-ink-2',
            )}
          >
            {label}
          </Link>
        )
      })}
    </nav>
  )
}
