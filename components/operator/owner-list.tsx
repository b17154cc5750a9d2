'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Building2, SearchX } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { CopyValue } from '#components/ui/copy-value.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, Paging, SearchBox } from '#components/ui/filter.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { ACTIONS, type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell } from '#components/ui/table.tsx'
import { formatCount } from '#lib/client/format.ts'
import { type OperatorOwner, useOwners } from '#lib/client/operator-api.ts'
import { paths } from '#lib/client/paths.ts'

const OwnerDialog = dynamic(() => import('./owner-dialog.tsx').then((module) => module.OwnerDialog), {
  loading: () => null,
})

const COLUMNS: readonly Column[] = [
  { head: t`Name`, skeleton: '9rem' },
  { head: t`Gateways`, className: 'hidden w-[7rem] text-right md:table-cell' },
  { head: t`Members`, className: 'hidden w-[6rem] text-right lg:table-cell' },
  { head: t`Added by hand`, className: 'w-[8rem] text-right', skeleton: '4rem' },
  { head: t`Wrong PINs today`, className: 'hidden w-[9rem] text-right lg:table-cell' },
  { head: t`Created`, className: 'hidden w-[9rem] lg:table-cell' },
  ACTIONS,
]

/** Every owner by name; the search and the page are in the address. */
export function OwnerList() {
  const params = useSearchParams()
  const q = params?.get('q') ?? ''
  const cursor = params?.get('cursor') ?? undefined
  const { data, error, refetch, isPlaceholderData } = useOwners({ q: q || undefined, cursor })
  const [open, setOpen] = useState<OperatorOwner | 'new'>()
  const show = (next: { q?: string; cursor?: string | undefined }) => {
    const search = new URLSearchParams()
    if (next.q) search.set('q', next.q)
    if (next.cursor) search.set('cursor', next.cursor)
    window.history.replaceState(null, '', window.location.pathname + (search.size > 0 ? `?${search}` : ''))
  }
  const create = (
    <Button {...CREATE_KEY} variant="primary" onClick={() => setOpen('new')}>
      <Trans>Create owner</Trans>
    </Button>
  )
  const empty = data?.owners.length === 0
  return (
    <>
      <PageHeader
        title={t`Owners`}
        lead={t`Organisations that manage gateways here, and how many each may add by hand.`}
        actions={create}
      />
      <FilterBar>
        <SearchBox
          value={q}
          onSearch={(text) => show({ q: text })}
          label={t`Search owners`}
          placeholder={t`Name or identifier`}
        />
      </FilterBar>
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : empty && q ? (
        <EmptyState
          icon={SearchX}
          title={t`Nothing found`}
          actions={
            <Button onClick={() => show({})}>
              <Trans>Clear the search</Trans>
            </Button>
          }
        >
          <Trans>No owner has “{q}” in its name or identifier.</Trans>
        </EmptyState>
      ) : empty && !cursor ? (
        <EmptyState icon={Building2} title={t`No owners yet`}>
          <Trans>An owner is an organisation with members of its own, gateways, firmware and connections.</Trans>
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`Owners`}
            columns={COLUMNS}
            rows={data?.owners}
            row={(owner) => <Row key={owner.ownerid} owner={owner} onChange={() => setOpen(owner)} />}
            what={t`the owners`}
            stale={isPlaceholderData}
          />
          <Paging
            cursor={cursor}
            next={data?.next ?? null}
            shown={data?.owners.length ?? 0}
            onCursor={(next) => show({ q, cursor: next })}
          />
        </>
      )}
      {open && <OwnerDialog owner={open === 'new' ? undefined : open} onClose={() => setOpen(undefined)} />}
    </>
  )
}

function Row({ owner, onChange }: { readonly owner: OperatorOwner; readonly onChange: () => void }) {
  const { name, ownerid, gateways, members, addsUsed, addLimit, claimFailures } = owner
  return (
    <tr>
      <Cell>
        <span className="block truncate font-medium">{name}</span>
        <CopyValue text={ownerid} what={t`the identifier of ${name}`} className="text-xs text-ink-3" />
        <span className="block text-xs text-ink-3 tabular-nums md:hidden">
          <Trans>{formatCount(gateways)} gateways</Trans>
        </span>
      </Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(gateways)}</Cell>
      <Cell className="hidden text-right tabular-nums lg:table-cell">{formatCount(members)}</Cell>
      <Cell className="text-right tabular-nums">
        <span className={addsUsed >= addLimit ? 'text-warn' : undefined}>
          {formatCount(addsUsed)}{' '}
          <span className="text-ink-3">
            <Trans>of {formatCount(addLimit)}</Trans>
          </span>
        </span>
      </Cell>
      <Cell className="hidden text-right tabular-nums lg:table-cell">
        {claimFailures > 0 ? (
          <Link href={paths.claimAttempts} className="rounded-sm text-warn underline underline-offset-3">
            {formatCount(claimFailures)}
          </Link>
        ) : (
          <span className="text-ink-3">–</span>
        )}
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={owner.createdAt} plain />
      </Cell>
      <Cell className="text-right">
        <Button onClick={onChange} aria-label={t`Change ${name}`}>
          <Trans>Change</Trans>
        </Button>
      </Cell>
    </tr>
  )
}
