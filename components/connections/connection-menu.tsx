'use client'

import { t } from '@lingui/core/macro'
import { Copy, Ellipsis, Pencil, Play, Square, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import type { MenuEntry } from '#components/ui/menu-entry.ts'
import type { ConnectionRow } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useActivation } from './use-activation.ts'

const DuplicateDialog = dynamic(() => import('./duplicate-dialog.tsx').then((module) => module.DuplicateDialog), {
  loading: () => null,
})
const DeleteDialog = dynamic(() => import('./delete-dialog.tsx').then((module) => module.DeleteDialog), {
  loading: () => null,
})
const DeactivateDialog = dynamic(() => import('./deactivate-dialog.tsx').then((module) => module.DeactivateDialog), {
  loading: () => null,
})

interface ConnectionMenuProps {
  readonly connection: ConnectionRow
  /** On the connection's own page, where “Edit” stands beside it. */
  readonly onPage?: boolean
}

/** What can be done with one connection; nothing for those who may only look. */
export function ConnectionMenu({ connection, onPage }: ConnectionMenuProps) {
  const owner = useOwnerId()
  const router = useRouter()
  const may = useCan('connection:write') && connection.access === 'full'
  const [dialog, setDialog] = useState<'duplicate' | 'delete' | 'deactivate'>()
  const activate = useActivation(connection)
  if (!may) return null
  const close = () => setDialog(undefined)
  const entries: MenuEntry[] = [
    ...(onPage
      ? []
      : [
          {
            kind: 'item' as const,
            key: 'edit',
            label: t`Edit`,
            icon: Pencil,
            onSelect: () => router.push(paths.editConnection(owner, connection.id)),
          },
        ]),
    connection.active
      ? {
          kind: 'item',
          key: 'deactivate',
          label: t`Deactivate`,
          icon: Square,
          onSelect: () => setDialog('deactivate'),
        }
      : { kind: 'item', key: 'activate', label: t`Activate`, icon: Play, onSelect: () => activate.mutate(true) },
    { kind: 'item', key: 'duplicate', label: t`Duplicate`, icon: Copy, onSelect: () => setDialog('duplicate') },
    { kind: 'separator', key: 'line' },
    { kind: 'item', key: 'delete', label: t`Delete`, icon: Trash2, onSelect: () => setDialog('delete') },
  ]
  return (
    <>
      <Menu
        align="end"
        entries={entries}
        trigger={
          <IconButton label={t`More for ${connection.name}`} className={onPage ? 'size-8!' : undefined}>
            <Ellipsis aria-hidden className="size-4" />
          </IconButton>
        }
      />
      {dialog === 'duplicate' && <DuplicateDialog connection={connection} onClose={close} />}
      {dialog === 'delete' && <DeleteDialog connection={connection} onClose={close} />}
      {dialog === 'deactivate' && <DeactivateDialog connection={connection} onClose={close} />}
    </>
  )
}
