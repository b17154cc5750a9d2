'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Bookmark, Columns3, Download, Pencil, SlidersHorizontal } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { MenuEntry } from '#components/ui/menu-entry.ts'
import { fleetApi } from '#lib/client/fleet-api.ts'
import { useViews } from '#lib/client/fleet-queries.ts'
import { keepColumns } from '#lib/client/own-columns.ts'
import { LIST_COLUMNS } from '#lib/domain/fleet/columns.ts'
import { type ChangeQuery, filterOf, type ListQuery, type UrlText, VIEW_NAMES } from './list-query.ts'

const ColumnsDialog = dynamic(() => import('./columns-dialog.tsx').then((module) => module.ColumnsDialog), {
  loading: () => null,
})
const SaveViewDialog = dynamic(() => import('./view-dialogs.tsx').then((module) => module.SaveViewDialog), {
  loading: () => null,
})
const ManageViewsDialog = dynamic(() => import('./view-dialogs.tsx').then((module) => module.ManageViewsDialog), {
  loading: () => null,
})

interface ViewMenuProps {
  readonly query: ListQuery
  readonly text: UrlText
  readonly change: ChangeQuery
}

/** Saved views, the choice of columns, and the list as a file. */
export function ViewMenu({ query, text, change }: ViewMenuProps) {
  const owner = useOwnerId()
  const [open, setOpen] = useState<'columns' | 'save' | 'manage'>()
  const views = useViews(owner).data?.views ?? []
  const close = () => setOpen(undefined)
  const entries: MenuEntry[] = [
    ...views.map(
      (view): MenuEntry => ({
        kind: 'item',
        key: view.id,
        label: view.shared ? t`${view.name} · shared` : view.name,
        icon: Bookmark,
        onSelect: () => change(Object.fromEntries(VIEW_NAMES.map((name) => [name, view.query[name] ?? '']))),
      }),
    ),
    ...(views.length > 0 ? [{ kind: 'separator', key: 'views' } as const] : []),
    { kind: 'item', key: 'save', label: t`Save this view…`, icon: Bookmark, onSelect: () => setOpen('save') },
    ...(views.length > 0
      ? [
          {
            kind: 'item',
            key: 'manage',
            label: t`Rename or delete a view…`,
            icon: Pencil,
            onSelect: () => setOpen('manage'),
          } as const,
        ]
      : []),
    { kind: 'item', key: 'columns', label: t`Columns…`, icon: Columns3, onSelect: () => setOpen('columns') },
    {
      kind: 'item',
      key: 'export',
      label: t`Export as CSV`,
      icon: Download,
      onSelect: () => window.location.assign(csvOf(owner, query)),
    },
  ]
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button>
            <SlidersHorizontal aria-hidden className="size-3.5" /> <Trans>View</Trans>
          </Button>
        }
        entries={entries}
      />
      {open === 'columns' && (
        <ColumnsDialog
          columns={query.columns}
          onChange={(columns) => {
            keepColumns(columns)
            change({ columns }, 'replace')
          }}
          onClose={close}
        />
      )}
      {open === 'save' && <SaveViewDialog text={{ ...text, columns: query.columns.join(',') }} onClose={close} />}
      {open === 'manage' && <ManageViewsDialog onClose={close} />}
    </>
  )
}

/** The column of names shows site and tags below them, so the file has them too. */
const csvOf = (owner: string, query: ListQuery): string =>
  fleetApi.csv(owner, {
    ...filterOf(query),
    sort: query.sort,
    order: query.order,
    columns: LIST_COLUMNS.filter(
      (column) => query.columns.includes(column) || (column === 'site' && query.columns.includes('name')),
    ).join(','),
  })
