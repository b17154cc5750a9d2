'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Download, FileKey, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { notify } from '#components/ui/toast.tsx'
import { base64ToBytes } from '#lib/client/base64.ts'
import type { SigningKey } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { useSigningKeys } from '#lib/client/queries.ts'
import { saveBlob } from '#lib/client/station-files.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { Author } from './author.tsx'

const DeleteKeyDialog = dynamic(() => import('./delete-key-dialog.tsx').then((module) => module.DeleteKeyDialog), {
  loading: () => null,
})

const COLUMNS: readonly Column[] = [
  { head: t`Name`, skeleton: '9rem' },
  { head: t`CRC-32`, className: 'w-[9rem]', skeleton: '6rem' },
  { head: t`Signed`, className: 'hidden w-[10rem] md:table-cell' },
  { head: t`Added`, className: 'hidden w-[12rem] lg:table-cell' },
  {
    head: (
      <span className="sr-only">
        <Trans>Actions</Trans>
      </span>
    ),
    className: 'w-[5.5rem]',
    skeleton: '3rem',
  },
]

/** The public keys that lie on gateways as sig-N.key. */
export function KeyList({ onAdd }: { readonly onAdd: () => void }) {
  const owner = useOwnerId()
  const may = useCan('firmware:write')
  const { data, error, refetch } = useSigningKeys(owner)
  const [deleting, setDeleting] = useState<SigningKey>()
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (data?.keys.length === 0) {
    return (
      <EmptyState
        icon={FileKey}
        title={t`No signing keys yet`}
        actions={
          may && (
            <Button {...CREATE_KEY} variant="primary" onClick={onAdd}>
              <Trans>Add signing key</Trans>
            </Button>
          )
        }
      >
        <Trans>
          The public half of the key that you sign firmware with. A gateway keeps it as{' '}
          <span className="mono whitespace-nowrap">sig-0.key</span>, reports its CRC, and runs nothing that it did not
          sign. Gatehouse verifies every signature with it before a gateway gets one.
        </Trans>
      </EmptyState>
    )
  }
  return (
    <>
      <ListTable
        label={t`Signing keys`}
        columns={COLUMNS}
        rows={data?.keys}
        row={(key) => <KeyRow key={key.id} signingKey={key} may={may} onDelete={() => setDeleting(key)} />}
        expect={2}
      />
      {deleting && <DeleteKeyDialog signingKey={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  )
}

interface KeyRowProps {
  readonly signingKey: SigningKey
  readonly may: boolean
  readonly onDelete: () => void
}

function KeyRow({ signingKey, may, onDelete }: KeyRowProps) {
  const { name, keycrc, publicKey, signatures, kept, createdAt, createdBy, createdByName } = signingKey
  const save = () => {
    const bytes = base64ToBytes(publicKey)
    saveBlob(new Blob([bytes.slice().buffer], { type: 'application/octet-stream' }), 'sig-0.key')
    notify(t`Saved the public key ${formatCrc(keycrc)} as sig-0.key`)
  }
  const signed = signatures === 0 ? t`No image` : signatures === 1 ? t`1 image` : t`${formatCount(signatures)} images`
  return (
    <tr>
      <Cell grow>
        <span className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1">
          <span className="truncate font-medium">{name}</span>
          {kept && <Badge>{t`Kept here`}</Badge>}
        </span>
        <span className="block text-xs text-ink-3 md:hidden">{signed}</span>
      </Cell>
      <Cell className="text-ink-2">
        <CopyValue text={String(keycrc)} shown={formatCrc(keycrc)} what={t`the CRC of ${name}`} />
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">{signed}</Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={createdAt} />{' '}
        <span className="text-ink-3">
          <Author actor={createdBy} name={createdByName} />
        </span>
      </Cell>
      <Cell className="text-right whitespace-nowrap">
        <IconButton label={t`Save ${name} as sig-0.key`} onClick={save}>
          <Download aria-hidden className="size-4" />
        </IconButton>
        {may && (
          <IconButton label={t`Delete the key ${name}`} onClick={onDelete}>
            <Trash2 aria-hidden className="size-4" />
          </IconButton>
        )}
      </Cell>
    </tr>
  )
}
