'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeftRight } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Paging } from '#components/ui/filter.tsx'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { type Direction, type Transfer, useTransfers } from '#lib/client/transfer-api.ts'
import { STATE_LOOKS } from './transfer-words.ts'

const columns = (direction: Direction): readonly Column[] => [
  { head: direction === 'incoming' ? t`From` : t`To`, skeleton: '9rem' },
  { head: t`Gateways`, className: 'hidden w-[7rem] text-right md:table-cell' },
  { head: t`State`, className: 'w-[8.5rem]', skeleton: '5rem' },
  { head: t`Offered`, className: 'hidden w-[9rem] lg:table-cell' },
  { head: t`Ends`, className: 'hidden w-[9rem] md:table-cell' },
]

/** What is offered to this owner, and what it offers; the side and the page are in the address. */
export function TransferList() {
  const owner = useOwnerId()
  const params = useSearchParams()
  const direction: Direction = params?.get('direction') === 'outgoing' ? 'outgoing' : 'incoming'
  const show = (next: Direction, cursor?: string) => {
    const search = new URLSearchParams()
    if (next === 'outgoing') search.set('direction', next)
    if (cursor) search.set('cursor', cursor)
    window.history.pushState(null, '', window.location.pathname + (search.size > 0 ? `?${search}` : ''))
  }
  const panel = (
    <Panel
      direction={direction}
      cursor={params?.get('cursor') ?? undefined}
      onCursor={(next) => show(direction, next)}
    />
  )
  return (
    <>
      <PageHeader
        title={t`Transfers`}
        lead={
          <Trans>
            Gateways that change their owner, with the consent of both. Whoever gives gateways to you needs the
            identifier of your owner:{' '}
            <span className="inline-flex items-center gap-0.5 align-middle">
              <span className="mono text-ink">{owner}</span>
              <CopyButton text={owner} what={t`your owner`} />
            </span>
          </Trans>
        }
      />
      <Tabs
        label={t`Transfers`}
        value={direction}
        onChange={(next) => show(next)}
        tabs={[
          { value: 'incoming', label: t`To you`, panel },
          { value: 'outgoing', label: t`From you`, panel },
        ]}
      />
    </>
  )
}

interface PanelProps {
  readonly direction: Direction
  readonly cursor: string | undefined
  readonly onCursor: (cursor: string | undefined) => void
}

function Panel({ direction, cursor, onCursor }: PanelProps) {
  const owner = useOwnerId()
  const { data, error, refetch, isPlaceholderData } = useTransfers(owner, { direction, cursor })
  // What is shown meanwhile is of the other tab.
  const rows =
    isPlaceholderData && data?.transfers.some((one) => one.direction !== direction) ? undefined : data?.transfers
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (rows?.length === 0 && !cursor && !isPlaceholderData) return <NoTransfers direction={direction} />
  return (
    <>
      <ListTable
        label={direction === 'incoming' ? t`Offered to you` : t`Offered by you`}
        columns={columns(direction)}
        rows={rows}
        row={(transfer) => <Row key={transfer.id} transfer={transfer} />}
        expect={2}
        what={t`the transfers`}
      />
      <Paging cursor={cursor} next={data?.next ?? null} shown={rows?.length ?? 0} onCursor={onCursor} />
    </>
  )
}

function Row({ transfer }: { readonly transfer: Transfer }) {
  const href = paths.transfer(useOwnerId(), transfer.id)
  const { direction, from, to, fromName, total, note } = transfer
  return (
    <LinkRow href={href}>
      <Cell grow>
        <Link href={href} className="block truncate rounded-sm font-medium group-hover:text-accent-ink">
          {direction === 'incoming' ? (fromName ?? from) : <span className="mono">{to}</span>}
        </Link>
        {note && <span className="block truncate text-xs text-ink-3">{note}</span>}
        <span className="block text-xs text-ink-3 tabular-nums md:hidden">
          <Trans>{formatCount(total)} in all</Trans>
        </span>
      </Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(total)}</Cell>
      <Cell className="max-md:text-right max-md:align-top">
        <TransferMark transfer={transfer} />
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={transfer.offeredAt} plain />
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={transfer.expiresAt} plain />
      </Cell>
    </LinkRow>
  )
}

/** Open as long as anything is to be decided. */
export function TransferMark({
  transfer,
}: {
  readonly transfer: Pick<Transfer, 'open' | 'accepted' | 'total' | 'direction'>
}) {
  const { open, accepted, total, direction } = transfer
  if (open > 0) {
    const { icon, tone } = STATE_LOOKS.offered
    return (
      <State icon={icon} tone={tone}>
        {direction === 'incoming' ? t`To be decided` : t`Waits`}
      </State>
    )
  }
  if (accepted > 0) {
    const { icon, tone, word } = STATE_LOOKS.accepted
    return (
      <State icon={icon} tone={tone}>
        {accepted < total ? t`${formatCount(accepted)} accepted` : word}
      </State>
    )
  }
  return <State icon={STATE_LOOKS.expired.icon} tone="muted">{t`Ended`}</State>
}

function NoTransfers({ direction }: { readonly direction: Direction }) {
  const owner = useOwnerId()
  const gateways = (
    <ButtonLink href={paths.gateways(owner)}>
      <Trans>Go to the gateways</Trans>
    </ButtonLink>
  )
  return direction === 'incoming' ? (
    <EmptyState icon={ArrowLeftRight} title={t`Nothing is offered to you`}>
      <Trans>
        When another owner offers gateways to <span className="mono">{owner}</span>, you accept or decline here, and on
        every page a line says so. With the claim PIN of its label you can claim a gateway that nobody owns.
      </Trans>
    </EmptyState>
  ) : (
    <EmptyState icon={ArrowLeftRight} title={t`You offer nothing`} actions={gateways}>
      <Trans>
        Select gateways in the list and choose “Transfer”, or do it on a gateway’s page. Nothing changes until the other
        owner accepts.
      </Trans>
    </EmptyState>
  )
}
