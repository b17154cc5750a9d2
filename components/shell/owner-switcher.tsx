'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ChevronsUpDown } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { Menu } from '#components/ui/menu.tsx'
import { leaveFor } from '#components/ui/unsaved.ts'
import { paths } from '#lib/client/paths.ts'
import { useConsole } from './owner-context.tsx'

/** The owner of this page; another one opens its gateways. */
export function OwnerSwitcher() {
  const { me, owner } = useConsole()
  const router = useRouter()
  return (
    <Menu
      entries={[
        {
          kind: 'choice',
          key: 'owner',
          label: t`Owner`,
          value: owner.id,
          onChange: (id) => leaveFor(paths.gateways(id), () => router.push(paths.gateways(id))),
          options: me.owners.map((option) => ({
            value: option.id,
            label: (
              <>
                <span className="truncate">{option.name}</span>
                <span className="mono text-xs text-ink-3">{option.id}</span>
              </>
            ),
          })),
        },
      ]}
      trigger={
        <button
          type="button"
          className="flex h-11 min-w-0 flex-1 items-center gap-2 rounded-md px-2 text-left hover:bg-hover data-popup-open:bg-hover"
        >
          <span
            aria-hidden
            className="grid size-6 shrink-0 place-items-center rounded-sm bg-accent text-xs font-semibold text-on-accent"
          >
            {owner.name.slice(0, 1).toUpperCase()}
          </span>
          <span className="min-w-0 flex-1">
            <span className="block truncate text-sm/4 font-medium">
              <span className="sr-only">
                <Trans>Owner</Trans>{' '}
              </span>
              {owner.name}
            </span>
            <span className="mono block truncate text-xs/4 text-ink-3">{owner.id}</span>
          </span>
          <ChevronsUpDown aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        </button>
      }
    />
  )
}
