'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { PackageOpen } from 'lucide-react'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Paging } from '#components/ui/filter.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Cell } from '#components/ui/table.tsx'
import { type Batch, useBatches } from '#lib/client/batch-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'

const COLUMNS: readonly Column[] = [
  { head: t`Range`, skeleton: '14rem' },
  { head: t`Flavor`, skeleton: '6rem' },
  { head: t`Manufacturer`, className: 'hidden lg:table-cell' },
  { head: t`Key check`, className: 'hidden md:table-cell' },
  { head: t`Claimed`, className: 'hidden text-right md:table-cell' },
  { head: t`Seen`, className: 'hidden text-right md:table-cell' },
]

export function BatchList() {
  const [cursor, setCursor] = useState<string>()
  const { data, error, refetch } = useBatches(cursor)
  const create = (
    <ButtonLink href={paths.newBatch} {...CREATE_KEY} variant="primary">
      <Trans>Create batch</Trans>
    </ButtonLink>
  )
  return (
    <>
      <PageHeader
        title={t`Batches`}
        lead={t`Ranges of gateways that share a root key, for all owners of this installation.`}
        actions={
          <>
            <ButtonLink href={paths.claimCodes} variant="ghost">
              <Trans>Codes of other makers</Trans>
            </ButtonLink>
            {create}
          </>
        }
      />
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.batches.length === 0 ? (
        <EmptyState icon={PackageOpen} title={t`No batches yet`} actions={create}>
          <Trans>
            A batch puts a range of identifiers under a root key. From it follow the token that each gateway signs in
            with and the claim PIN on its label.
          </Trans>
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`Batches`}
            columns={COLUMNS}
            rows={data?.batches}
            row={(batch) => <BatchRow key={batch.id} batch={batch} href={paths.batch(batch.id)} />}
            expect={3}
            loose
          />
          <Paging cursor={cursor} next={data?.next ?? null} shown={data?.batches.length ?? 0} onCursor={setCursor} />
        </>
      )}
    </>
  )
}

function BatchRow({ batch, href }: { readonly batch: Batch; readonly href: string }) {
  return (
    <LinkRow href={href}>
      <Cell>
        <Link href={href} className="mono block rounded-sm font-medium">
          {formatGatewayTitle(batch.from)}
        </Link>
        <span className="mono block text-ink-3">
          <span className="sr-only">
            <Trans>to</Trans>{' '}
          </span>
          {formatGatewayTitle(batch.to)}
        </span>
      </Cell>
      <Cell className="break-words">{batch.flavor}</Cell>
      <Cell className="hidden break-words lg:table-cell">{batch.manufacturer}</Cell>
      <Cell className="mono hidden md:table-cell">{batch.keyCheckValue}</Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">
        {formatCount(batch.claimed)}{' '}
        <span className="text-ink-3">
          <Trans>of {formatCount(batch.size)}</Trans>
        </span>
      </Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(batch.seen)}</Cell>
    </LinkRow>
  )
}
