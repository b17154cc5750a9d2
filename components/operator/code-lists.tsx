'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell } from '#components/ui/table.tsx'
import { type CodeList, useCodeLists } from '#lib/client/batch-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { CodeImportForm } from './code-import.tsx'

const DeleteDialog = dynamic(() => import('./delete-codes-dialog.tsx').then((module) => module.DeleteCodesDialog), {
  loading: () => null,
})

const COLUMNS: readonly Column[] = [
  { head: t`Name`, skeleton: '9rem' },
  { head: t`Flavor`, className: 'hidden md:table-cell' },
  { head: t`Claimed`, className: 'text-right', skeleton: '4rem' },
  { head: t`Imported`, className: 'hidden md:table-cell' },
  ACTIONS,
]

export function CodeLists() {
  const { data, error, refetch } = useCodeLists()
  const [deleting, setDeleting] = useState<CodeList>()
  return (
    <>
      <PageHeader
        crumbs={[{ label: t`Batches`, href: paths.batches }]}
        title={t`Claim codes of other makers`}
        lead={t`For gateways whose label carries a code that follows no rule, such as the Wi-Fi password of The Things Indoor Gateway. Codes are kept as hashes and count exactly as they are written.`}
      />
      <CodeImportForm />
      <section aria-labelledby="lists" className="mt-8">
        <h2 id="lists" className="mb-2 text-base font-semibold">
          <Trans>Imported lists</Trans>
        </h2>
        {error && !data ? (
          <Problem error={error} onRetry={() => void refetch()} />
        ) : data?.lists.length === 0 ? (
          <p className="text-sm text-ink-3">
            <Trans>None yet.</Trans>
          </p>
        ) : (
          <ListTable
            label={t`Imported lists`}
            columns={COLUMNS}
            rows={data?.lists}
            row={(list) => (
              <tr key={list.id}>
                <Cell>
                  <span className="block break-words font-medium">{list.name}</span>
                  <span className="block text-xs text-ink-3">{list.manufacturer}</span>
                </Cell>
                <Cell className="hidden md:table-cell">{list.flavor}</Cell>
                <Cell className="text-right tabular-nums">
                  {formatCount(list.claimed)}{' '}
                  <span className="text-ink-3">
                    <Trans>of {formatCount(list.count)}</Trans>
                  </span>
                </Cell>
                <Cell className="hidden md:table-cell">
                  <RelativeTime at={list.createdAt} />
                </Cell>
                <Cell className="text-right">
                  <Button variant="ghost" aria-label={t`Delete ${list.name}`} onClick={() => setDeleting(list)}>
                    <Trans>Delete</Trans>
                  </Button>
                </Cell>
              </tr>
            )}
            expect={2}
            loose
          />
        )}
      </section>
      {deleting && <DeleteDialog list={deleting} onClose={() => setDeleting(undefined)} />}
    </>
  )
}
