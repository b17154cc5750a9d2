'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowDownToLine, CircleAlert, History, List, type LucideIcon, Package, Undo2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, FilterChip, FilterChips } from '#components/ui/filter.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { ShowOlder } from '#components/ui/show-older.tsx'
import type { Tone } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import type { CheckIn } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { useCheckIns } from '#lib/client/gateway-page-queries.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { CHECK_IN_FILTERS, type CheckInFilter } from '#lib/domain/gateway-page/check-in-filter.ts'
import { ANSWERS, answerText, formatCredential } from './check-in-words.ts'
import { usePageQuery } from './page-query.ts'

const CheckInDialog = dynamic(() => import('./check-in-dialog.tsx').then((module) => module.CheckInDialog), {
  loading: () => null,
})

const LOOKS: Readonly<Record<CheckInFilter, { icon: LucideIcon; tone: Tone; word: string }>> = {
  all: { icon: List, tone: 'muted', word: t`All` },
  updates: { icon: ArrowDownToLine, tone: 'info', word: t`Updates` },
  'fell-back': { icon: Undo2, tone: 'warn', word: t`Fall-backs` },
  firmware: { icon: Package, tone: 'info', word: t`Firmware` },
  faults: { icon: CircleAlert, tone: 'danger', word: t`Our faults` },
}

const COLUMNS: readonly Column[] = [
  { head: t`Last time`, className: 'w-[9rem]', skeleton: '5rem' },
  { head: t`Answer`, skeleton: '14rem' },
  { head: t`Reported LNS`, className: 'hidden w-[19rem] lg:table-cell' },
  { head: t`Credential CRCs`, className: 'hidden w-[10rem] xl:table-cell' },
  { head: t`Address`, className: 'hidden w-[9rem] md:table-cell' },
]

/** The whole log of one gateway, newest first; each entry opens decoded. */
export function CheckInLog({ gateway }: { readonly gateway: string }) {
  const { query, change } = usePageQuery()
  const show = CHECK_IN_FILTERS.find((one) => one === query.show) ?? 'all'
  const { data, error, refetch, isPlaceholderData, ...more } = useCheckIns(useOwnerId(), gateway, show)
  const entries = data?.pages.flatMap((page) => page.checkIns)
  const open = query['check-in']
  return (
    <>
      <FilterBar>
        <FilterChips label={t`Which check-ins`}>
          {CHECK_IN_FILTERS.map((filter) => (
            <FilterChip
              key={filter}
              {...LOOKS[filter]}
              active={show === filter}
              onToggle={() => change({ show: filter === 'all' ? '' : filter }, 'replace')}
            />
          ))}
        </FilterChips>
      </FilterBar>
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : entries?.length === 0 ? (
        <EmptyState icon={History} title={show === 'all' ? t`No check-ins yet` : t`No such check-ins`}>
          {show === 'all'
            ? t`Each check-in with what the gateway reported and what it was answered appears here. Equal ones in a row are counted together.`
            : t`No entry of the log fits the filter.`}
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`Check-ins`}
            columns={COLUMNS}
            rows={entries}
            stale={isPlaceholderData}
            what={t`the check-ins`}
            row={(entry) => <CheckInRow key={entry.id} entry={entry} onOpen={() => change({ 'check-in': entry.id })} />}
          />
          <ShowOlder {...more} />
        </>
      )}
      {open && <CheckInDialog gateway={gateway} id={open} onClose={() => change({ 'check-in': '' })} />}
    </>
  )
}

function CheckInRow({ entry, onOpen }: { readonly entry: CheckIn; readonly onOpen: () => void }) {
  const { icon: Icon, word, tint } = ANSWERS[entry.answer.kind]
  const { reported } = entry
  return (
    <tr
      className="cursor-pointer hover:bg-hover has-focus-visible:bg-hover"
      onClick={(event) => {
        if (window.getSelection()?.toString() || (event.target as Element).closest('button')) return
        onOpen()
      }}
    >
      <Cell className="align-top text-ink-2">
        <RelativeTime at={entry.lastAt} plain />
        {entry.times > 1 && (
          <span className="block text-xs text-ink-3">
            <Trans>{formatCount(entry.times)} times</Trans>
          </span>
        )}
      </Cell>
      <Cell className="align-top">
        <button
          type="button"
          onClick={onOpen}
          className="flex items-center gap-1.5 rounded-sm text-left hover:text-accent-ink pointer-coarse:min-h-6"
        >
          <Icon aria-hidden className={`size-3.5 shrink-0 ${tint}`} />
          {word}
        </button>
        <span className="block wrap-anywhere text-ink-2">{answerText(entry.answer)}</span>
        {entry.fellBack && (
          <span className="block text-warn">
            <Trans>Fell back to an older credential</Trans>
          </span>
        )}
        <span className="block text-xs text-ink-3">{formatCredential(entry.credential)}</span>
      </Cell>
      <Cell className="mono hidden truncate align-top text-ink-2 lg:table-cell">{reported.tcUri ?? '–'}</Cell>
      <Cell className="hidden align-top text-xs whitespace-nowrap text-ink-2 xl:table-cell">
        <span className="block">
          <Trans>
            LNS <span className="mono">{reported.tcCredCrc === null ? '–' : formatCrc(reported.tcCredCrc)}</span>
          </Trans>
        </span>
        <span className="block">
          <Trans>
            CUPS <span className="mono">{reported.cupsCredCrc === null ? '–' : formatCrc(reported.cupsCredCrc)}</span>
          </Trans>
        </span>
      </Cell>
      <Cell className="mono hidden align-top text-ink-2 md:table-cell">{entry.address}</Cell>
    </tr>
  )
}
