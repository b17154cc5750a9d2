'use client'

import { t } from '@lingui/core/macro'
import { Activity } from 'lucide-react'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { Link } from '#components/ui/link.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { ShowOlder } from '#components/ui/show-older.tsx'
import { Cell } from '#components/ui/table.tsx'
import type { GatewayEvent } from '#lib/client/contracts.ts'
import { useEvents } from '#lib/client/event-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { EVENT_KINDS, type EventKind } from '#lib/domain/events/event-kinds.ts'
import { KIND_WORDS } from './event-words.ts'

const COLUMNS: readonly Column[] = [
  { head: t`When`, className: 'w-[9rem]', skeleton: '6rem' },
  { head: t`Kind`, className: 'hidden w-[12rem] md:table-cell' },
  { head: t`What`, skeleton: '14rem' },
]

/** All events of the owner, whoever was told. */
export function EventLog() {
  const owner = useOwnerId()
  const [kind, setKind] = useState<EventKind>()
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useEvents(owner, kind)
  const rows = data?.pages.flatMap((page) => page.events)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  return (
    <>
      <FilterBar>
        <FilterSelect
          label={t`Kind`}
          value={kind ?? ''}
          onChange={(value) => setKind(EVENT_KINDS.find((one) => one === value))}
          options={[
            { value: '', label: t`All kinds` },
            ...EVENT_KINDS.map((value) => ({ value, label: KIND_WORDS[value] })),
          ]}
        />
      </FilterBar>
      {rows?.length === 0 ? (
        <EmptyState icon={Activity} title={kind ? t`Nothing found` : t`Nothing happened yet`}>
          {kind
            ? t`No event of this kind is kept.`
            : t`Claims, setups, silence, firmware: what your gateways do appears here as it happens.`}
        </EmptyState>
      ) : (
        <ListTable
          label={t`Events`}
          columns={COLUMNS}
          rows={rows}
          row={(event) => <Row key={event.id} event={event} />}
          expect={6}
        />
      )}
      <ShowOlder {...{ hasNextPage, isFetchingNextPage, fetchNextPage }} />
    </>
  )
}

function Row({ event }: { readonly event: GatewayEvent }) {
  const owner = useOwnerId()
  return (
    <tr>
      <Cell className="text-ink-2">
        <RelativeTime at={event.at} />
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">{KIND_WORDS[event.kind]}</Cell>
      <Cell>
        <span className="block break-words">{event.summary}</span>
        {event.gateway && (
          <Link
            href={paths.gateway(owner, event.gateway)}
            className="mono rounded-sm text-xs text-ink-3 hover:text-accent-ink"
          >
            {formatGatewayTitle(event.gateway)}
          </Link>
        )}
      </Cell>
    </tr>
  )
}
