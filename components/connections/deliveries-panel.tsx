'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { History, RotateCcw, SearchX } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, FilterChip, FilterChips, Paging, SearchBox } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { NextTry } from '#components/ui/next-try.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx'
import { Cell } from '#components/ui/table.tsx'
import { useDeliveries } from '#lib/client/connection-queries.ts'
import type { Connection, Delivery, DeliveryPage } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { DELIVERY_STATES } from '#lib/domain/deliveries/delivery-status.ts'
import { type DeliveryFilter, PERIODS, useDeliveryFilter, wholeDevEui } from './delivery-query.ts'
import { DELIVERY_LOOKS, DeliveryStateWord, resultText } from './delivery-state.tsx'
import { DestinationNotice } from './destination-notice.tsx'

const DeliveryDialog = dynamic(() => import('./delivery-dialog.tsx').then((module) => module.DeliveryDialog), {
  loading: () => null,
})
const ReplayDialog = dynamic(() => import('./replay-dialog.tsx').then((module) => module.ReplayDialog), {
  loading: () => null,
})

const PAGE_SIZE = 50
const PERIOD_WORDS = { '1': t`Last hour`, '24': t`Last 24 hours`, '168': t`Last 7 days` } as const
const HOUR = 3_600_000

const COLUMNS: readonly Column[] = [
  { head: t`Accepted`, className: 'hidden w-[9rem] md:table-cell' },
  { head: t`Device`, className: 'w-[12rem]', skeleton: '9rem' },
  { head: t`Report`, className: 'hidden lg:table-cell' },
  { head: t`State`, className: 'w-[8rem]', skeleton: '5rem' },
  { head: t`Answer`, className: 'hidden w-[10rem] md:table-cell' },
  { head: t`Attempts`, className: 'hidden w-[6rem] text-right lg:table-cell' },
  { head: t`Took`, className: 'hidden w-[6rem] text-right md:table-cell' },
]

/** What went out, what waits and what failed, newest first. */
export function DeliveriesPanel({ connection }: { readonly connection: Connection }) {
  const owner = useOwnerId()
  const may = useCan('connection:write') && connection.access === 'full'
  const [filter, change] = useDeliveryFilter()
  const [open, setOpen] = useState<string>()
  const [replaying, setReplaying] = useState(false)
  const device = wholeDevEui(filter.device)
  const from = useSince(filter.since)
  const { data, error, refetch, isPlaceholderData } = useDeliveries(owner, connection.id, {
    state: filter.state,
    device,
    from,
    cursor: filter.cursor,
    limit: PAGE_SIZE,
  })
  const filtered = Boolean(filter.state || filter.device || filter.since)
  const none = data?.deliveries.length === 0
  return (
    <>
      {data && <DestinationNotice destination={data.destination} active={connection.active} />}
      {(!none || filtered) && (
        <div className="flex flex-wrap items-start justify-between gap-x-4">
          <Filters filter={filter} change={change} destination={data?.destination} />
          {may && (
            <Button onClick={() => setReplaying(true)} className="mb-2">
              <RotateCcw aria-hidden className="size-3.5" /> <Trans>Replay a range</Trans>
            </Button>
          )}
        </div>
      )}
      {filter.device && !device && (
        <p role="status" className="mb-2 text-sm text-ink-3">
          <Trans>A DevEUI has 16 hex digits, in any notation. Shown are all devices.</Trans>
        </p>
      )}
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : none ? (
        filtered ? (
          <EmptyState
            icon={SearchX}
            title={t`Nothing found`}
            actions={
              <Button onClick={() => change({ state: undefined, device: '', since: undefined })}>
                <Trans>Clear the filter</Trans>
              </Button>
            }
          >
            <Trans>No delivery fits the filter.</Trans>
          </EmptyState>
        ) : (
          <EmptyState icon={History} title={t`No deliveries yet`}>
            <Trans>
              Each report appears here with its attempts and what your application server answered. What to enter in
              your network server stands under Keys. Test reports go past the queue and are not listed.
            </Trans>
          </EmptyState>
        )
      ) : (
        <>
          {error && <Problem error={error} onRetry={() => void refetch()} className="mb-2" />}
          <Rows page={data} stale={isPlaceholderData} may={connection.access === 'full'} onOpen={setOpen} />
          <Paging
            cursor={filter.cursor}
            next={data?.next ?? null}
            shown={data?.deliveries.length ?? 0}
            onCursor={(cursor) => change({ cursor })}
          />
        </>
      )}
      {open && <DeliveryDialog connection={connection} delivery={open} may={may} onClose={() => setOpen(undefined)} />}
      {replaying && (
        <ReplayDialog connection={connection} device={device} from={from} onClose={() => setReplaying(false)} />
      )}
    </>
  )
}

/** The start of the period, to the minute: one request a minute, not one a tick. */
function useSince(hours: string | undefined): string | undefined {
  const now = useNow()
  if (!hours) return undefined
  return new Date(Math.floor((now.getTime() - Number(hours) * HOUR) / 60_000) * 60_000).toISOString()
}

interface FiltersProps {
  readonly filter: DeliveryFilter
  readonly change: (patch: Partial<DeliveryFilter>, how?: 'push' | 'replace') => void
  readonly destination: DeliveryPage['destination'] | undefined
}

function Filters({ filter, change, destination }: FiltersProps) {
  return (
    <FilterBar>
      <SearchBox
        label={t`Device`}
        placeholder={t`DevEUI`}
        value={filter.device}
        onSearch={(device) => change({ device }, 'replace')}
      />
      <FilterSelect
        label={t`Accepted`}
        value={filter.since ?? ''}
        onChange={(value) => change({ since: PERIODS.find((one) => one === value) })}
        options={[
          { value: '', label: t`All times` },
          ...PERIODS.map((value) => ({ value, label: PERIOD_WORDS[value] })),
        ]}
      />
      <FilterChips label={t`State`}>
        {DELIVERY_STATES.map((state) => (
          <FilterChip
            key={state}
            {...DELIVERY_LOOKS[state]}
            count={destination?.[state]}
            active={filter.state === state}
            onToggle={() => change({ state: filter.state === state ? undefined : state })}
          />
        ))}
      </FilterChips>
    </FilterBar>
  )
}

interface RowsProps {
  readonly page: DeliveryPage | undefined
  readonly stale: boolean
  /** The reports may be read. */
  readonly may: boolean
  readonly onOpen: (id: string) => void
}

function Rows({ page, stale, may, onOpen }: RowsProps) {
  return (
    <ListTable
      label={t`Deliveries`}
      columns={COLUMNS}
      rows={page?.deliveries}
      row={(delivery) => (
        <Row key={delivery.id} delivery={delivery} onOpen={may ? () => onOpen(delivery.id) : undefined} />
      )}
      expect={8}
      what={t`the deliveries`}
      stale={stale}
    />
  )
}

function Row({ delivery, onOpen }: { readonly delivery: Delivery; readonly onOpen: (() => void) | undefined }) {
  const answer = resultText(delivery)
  return (
    <tr
      className={clsx('hover:bg-hover', onOpen && 'cursor-pointer has-focus-visible:bg-hover')}
      onClick={(event) => {
        if (window.getSelection()?.toString() || (event.target as Element).closest('button')) return
        onOpen?.()
      }}
    >
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={delivery.acceptedAt} plain />
      </Cell>
      <Cell>
        {onOpen ? (
          <button type="button" onClick={onOpen} className="mono rounded-sm text-left hover:text-accent-ink">
            {delivery.device.toUpperCase()}
          </button>
        ) : (
          <span className="mono">{delivery.device.toUpperCase()}</span>
        )}
        <span className="block text-xs text-ink-3 lg:hidden">
          {delivery.kind}
          <span className="block md:hidden">
            <RelativeTime at={delivery.acceptedAt} plain />
          </span>
        </span>
      </Cell>
      <Cell className="hidden truncate text-ink-2 lg:table-cell">
        {delivery.kind}
        {delivery.replays > 0 && (
          <span className="ml-2 text-xs text-ink-3">
            <Trans>replayed</Trans>
          </span>
        )}
      </Cell>
      <Cell className="max-md:text-right">
        <DeliveryStateWord state={delivery.state} />
        <span className="block text-xs text-ink-3 md:hidden">{answer}</span>
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        {answer || <span className="text-ink-3">–</span>}
        {delivery.nextAt && delivery.attempts > 0 && <NextTry at={delivery.nextAt} />}
      </Cell>
      <Cell className="hidden text-right text-ink-2 lg:table-cell">{formatCount(delivery.attempts)}</Cell>
      <Cell className="hidden text-right whitespace-nowrap text-ink-2 md:table-cell">
        {delivery.durationMs === null ? '–' : t`${formatCount(delivery.durationMs)} ms`}
      </Cell>
    </tr>
  )
}
