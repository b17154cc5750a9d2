'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { LucideIcon } from 'lucide-react'
import { ArrowUpRight, Check, CheckCheck, CircleX, Clock } from 'lucide-react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { NextTry } from '#components/ui/next-try.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { ShowOlder } from '#components/ui/show-older.tsx'
import { State, type Tone } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { useDownlinks } from '#lib/client/connection-queries.ts'
import type { Connection, Downlink } from '#lib/client/contracts.ts'

interface Look {
  readonly icon: LucideIcon
  readonly tone: Tone
  readonly word: string
}

const LOOKS: Readonly<Record<Downlink['state'], Look>> = {
  waiting: { icon: Clock, tone: 'info', word: t`Waiting` },
  'handed-over': { icon: ArrowUpRight, tone: 'info', word: t`Handed over` },
  sent: { icon: Check, tone: 'ok', word: t`Sent` },
  acknowledged: { icon: CheckCheck, tone: 'ok', word: t`Acknowledged` },
  failed: { icon: CircleX, tone: 'danger', word: t`Failed` },
}

const COLUMNS: readonly Column[] = [
  { head: t`Accepted`, className: 'hidden w-[9rem] md:table-cell' },
  { head: t`Device`, className: 'w-[12rem]', skeleton: '9rem' },
  { head: t`Payload`, className: 'hidden md:table-cell' },
  { head: t`State`, className: 'w-[9rem]', skeleton: '6rem' },
]

/** What the application server sent, and what became of it, newest first. */
export function DownlinkList({ connection }: { readonly connection: Connection }) {
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useDownlinks(
    useOwnerId(),
    connection.id,
  )
  const rows = data?.pages.flatMap((page) => page.downlinks)
  return (
    <section aria-labelledby="downlink-list" className="min-w-0">
      <h2 id="downlink-list" className="mb-2 text-base font-semibold">
        <Trans>Downlinks of the last 30 days</Trans>
      </h2>
      <Problem error={error} onRetry={() => void refetch()} className="mb-2" />
      {rows?.length === 0 ? (
        <p className="text-sm text-ink-2">
          <Trans>None was accepted yet. Refused ones are answered with the reason, and not kept.</Trans>
        </p>
      ) : (
        <ListTable
          label={t`Downlinks`}
          columns={COLUMNS}
          rows={rows}
          row={(downlink) => <Row key={downlink.id} downlink={downlink} />}
          expect={3}
        />
      )}
      <ShowOlder {...{ hasNextPage, isFetchingNextPage, fetchNextPage }} />
    </section>
  )
}

function Row({ downlink }: { readonly downlink: Downlink }) {
  const { icon, tone, word } = LOOKS[downlink.state]
  const options = [
    downlink.confirmed && 'confirmed',
    downlink.flush && 'flush',
    downlink.fCntDn !== null && t`FCntDn ${downlink.fCntDn}`,
    downlink.correlationId && t`CorrelationID ${downlink.correlationId}`,
  ].filter(Boolean)
  return (
    <tr>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={downlink.acceptedAt} />
      </Cell>
      <Cell>
        <span className="mono">{downlink.device.toUpperCase()}</span>
        <span className="block text-xs text-ink-3 md:hidden">
          <RelativeTime at={downlink.acceptedAt} plain />
        </span>
      </Cell>
      <Cell className="hidden md:table-cell">
        <span className="mono block truncate text-ink-2">
          {downlink.fPort !== null && <span className="text-ink-3">{downlink.fPort}: </span>}
          {downlink.payload ?? (downlink.flush ? t`queue flushed` : 'hidden')}
        </span>
        {options.length > 0 && <span className="block truncate text-xs text-ink-3">{options.join(', ')}</span>}
      </Cell>
      <Cell>
        <State icon={icon} tone={tone}>
          {word}
        </State>
        {downlink.cause && <span className="block text-xs break-words text-ink-3">{downlink.cause}</span>}
        {downlink.state === 'waiting' && downlink.attempts > 0 && downlink.nextTryAt && (
          <NextTry at={downlink.nextTryAt} />
        )}
      </Cell>
    </tr>
  )
}
