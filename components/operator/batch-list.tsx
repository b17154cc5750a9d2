'use client'

import { PackageOpen } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Paging } from '#components/ui/filter.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Cell } from '#components/ui/table.tsx'
import { type Batch, useBatches } from '#lib/client/batch-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'

const COLUMNS: readonly Column[] = [
  { head: 'Range', skeleton: '14rem' },
  { head: 'Flavor', skeleton: '6rem' },
  { head: 'Manufacturer', className: 'hidden lg:table-cell' },
  { head: 'Key check', className: 'hidden md:table-cell' },
  { head: 'Claimed', className: 'hidden text-right md:table-cell' },
  { head: 'Seen', className: 'hidden text-right md:table-cell' },
]

export function BatchList() {
  const [cursor, setCursor] = useState<string>()
  const { data, error, refetch } = useBatches(cursor)
  const create = (
    <ButtonLink href={paths.newBatch} variant="primary">
      Create batch
    </ButtonLink>
  )
  return (
    <>
      <PageHeader
        title="Batches"
        lead="Ranges of gateways that share a root key, for all owners of this installation."
        actions={
          <>
            <ButtonLink href={paths.claimCodes} variant="ghost">
              Codes of other makers
            </ButtonLink>
            {create}
          </>
        }
      />
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.batches.length === 0 ? (
        <EmptyState icon={PackageOpen} title="No batches yet" actions={create}>
          A batch puts a range of identifiers under a root key. From it follow the token that each gateway signs in with
          and the claim PIN on its label.
        </EmptyState>
      ) : (
        <>
          <ListTable
            label="Batches"
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
          <span className="sr-only">to </span>
          {formatGatewayTitle(batch.to)}
        </span>
      </Cell>
      <Cell className="break-words">{batch.flavor}</Cell>
      <Cell className="hidden break-words lg:table-cell">{batch.manufacturer}</Cell>
      <Cell className="mono hidden md:table-cell">{batch.keyCheckValue}</Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">
        {formatCount(batch.claimed)} <span className="text-ink-3">of {formatCount(batch.size)}</span>
      </Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(batch.seen)}</Cell>
    </LinkRow>
  )
}
