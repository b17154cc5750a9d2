'use client'

import { clsx } from 'clsx'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useConsole } from '#components/shell/owner-context.tsx'
import { paths, segmentText } from '#lib/client/paths.ts'

/** Between the pages of the settings. */
export function SettingsNav() {
  const { owner } = useConsole()
  const pathname = usePathname() ?? ''
  const pages = [
    { label: 'Members', href: paths.members(owner.id) },
    { label: 'API tokens', href: paths.tokens(owner.id) },
    { label: 'Owner', href: paths.ownerSettings(owner.id) },
    { label: 'Your account', href: paths.accountOf(owner.id) },
  ]
  return (
    <nav aria-label="Settings" className="mb-5 flex gap-4 overflow-x-auto overflow-y-hidden border-b">
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
