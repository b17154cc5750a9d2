'use client'

import { Building2, SearchX } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useSearchParams } from 'next/navigation'
import { useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, Paging, SearchBox } from '#components/ui/filter.tsx'
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
  { head: 'Name', skeleton: '9rem' },
  { head: 'Gateways', className: 'hidden w-[7rem] text-right md:table-cell' },
  { head: 'Members', className: 'hidden w-[6rem] text-right lg:table-cell' },
  { head: 'Added by hand', className: 'w-[8rem] text-right', skeleton: '4rem' },
  { head: 'Wrong PINs today', className: 'hidden w-[9rem] text-right lg:table-cell' },
  { head: 'Created', className: 'hidden w-[9rem] lg:table-cell' },
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
    <Button variant="primary" onClick={() => setOpen('new')}>
      Create owner
    </Button>
  )
  const empty = data?.owners.length === 0
  return (
    <>
      <PageHeader
        title="Owners"
        lead="Organisations that manage gateways here, and how many each may add by hand."
        actions={create}
      />
      <FilterBar>
        <SearchBox
          value={q}
          onSearch={(text) => show({ q: text })}
          label="Search owners"
          placeholder="Name or identifier"
        />
      </FilterBar>
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : empty && q ? (
        <EmptyState
          icon={SearchX}
          title="Nothing found"
          actions={<Button onClick={() => show({})}>Clear the search</Button>}
        >
          No owner has “{q}” in its name or identifier.
        </EmptyState>
      ) : empty && !cursor ? (
        <EmptyState icon={Building2} title="No owners yet">
          An owner is an organisation with members of its own, gateways, firmware and connections.
        </EmptyState>
      ) : (
        <>
          <ListTable
            label="Owners"
            columns={COLUMNS}
            rows={data?.owners}
            row={(owner) => <Row key={owner.ownerid} owner={owner} onChange={() => setOpen(owner)} />}
            what="the owners"
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
        <span className="mono block truncate text-xs text-ink-3">{ownerid}</span>
        <span className="block text-xs text-ink-3 tabular-nums md:hidden">{formatCount(gateways)} gateways</span>
      </Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(gateways)}</Cell>
      <Cell className="hidden text-right tabular-nums lg:table-cell">{formatCount(members)}</Cell>
      <Cell className="text-right tabular-nums">
        <span className={addsUsed >= addLimit ? 'text-warn' : undefined}>
          {formatCount(addsUsed)} <span className="text-ink-3">of {formatCount(addLimit)}</span>
        </span>
      </Cell>
      <Cell className="hidden text-right tabular-nums lg:table-cell">
        {claimFailures > 0 ? (
          <Link
            href={paths.claimAttempts}
            prefetch={false}
            className="rounded-sm text-warn underline underline-offset-3"
          >
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
        <Button onClick={onChange} aria-label={`Change ${name}`}>
          Change
        </Button>
      </Cell>
    </tr>
  )
}
