'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { ArrowLeftRight } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Paging } from '#components/ui/filter.tsx'
import { Link } from '#components/ui/link.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { type TransferDetail, type TransferGateway, useTransfer } from '#lib/client/transfer-api.ts'
import type { TransferAction } from '#lib/domain/transfers/transfer.ts'
import { TransferMark } from './transfer-list.tsx'
import { gatewayCount, STATE_LOOKS } from './transfer-words.ts'

const DecideDialog = dynamic(() => import('./decide-dialog.tsx').then((module) => module.DecideDialog), {
  loading: () => null,
})

/** One offer: what it means, and where each of its gateways stands. */
export function TransferPage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const may = useCan('gateway:claim')
  const [cursor, setCursor] = useState<string>()
  const { data, error, refetch } = useTransfer(owner, id, cursor)
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [asked, setAsked] = useState<TransferAction>()
  const crumbs = [{ label: t`Transfers`, href: paths.transfers(owner, data?.direction === 'outgoing') }]
  if (error instanceof ApiProblem && !data && (error.status === 404 || error.status === 422)) return <NoSuchTransfer />
  if (error && !data) {
    return (
      <>
        <PageHeader crumbs={crumbs} title={t`Transfer`} />
        <Problem error={error} onRetry={() => void refetch()} />
      </>
    )
  }
  if (!data) return <Waiting what={t`the transfer`} />
  const incoming = data.direction === 'incoming'
  const decides = may && data.open > 0
  const picked = data.gateways.filter((one) => one.state === 'offered' && chosen.has(one.gateway))
  const some = picked.length > 0 && picked.length < data.open
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={
          incoming ? (
            t`Offered by ${data.fromName ?? data.from}`
          ) : (
            <Trans>
              Offered to <span className="mono">{data.to}</span>
            </Trans>
          )
        }
        aside={<TransferMark transfer={data} />}
        actions={
          decides && (
            <>
              <Button onClick={() => setAsked(incoming ? 'decline' : 'withdraw')}>
                {incoming ? t`Decline` : t`Withdraw`} {some ? formatCount(picked.length) : ''}
              </Button>
              {incoming && (
                <Button variant="primary" onClick={() => setAsked('accept')}>
                  <Trans>Accept {some ? formatCount(picked.length) : t`all`}</Trans>
                </Button>
              )}
            </>
          )
        }
      />
      <About transfer={data} />
      <h2 className="mt-8 mb-2 text-base font-semibold">
        <Trans>Gateways</Trans>
      </h2>
      <ListTable
        label={t`Gateways`}
        columns={columnsFor(data, decides, chosen, setChosen)}
        rows={data.gateways}
        row={(one) => (
          <Row
            key={one.gateway}
            one={one}
            transfer={data}
            decides={decides}
            chosen={chosen.has(one.gateway)}
            onToggle={() => setChosen(toggled(chosen, one.gateway))}
          />
        )}
      />
      <Paging cursor={cursor} next={data.next} shown={data.gateways.length} onCursor={setCursor} />
      {asked && (
        <DecideDialog
          transfer={data}
          action={asked}
          gateways={some ? picked : undefined}
          onClose={() => setAsked(undefined)}
          onDone={() => {
            setAsked(undefined)
            setChosen(new Set())
          }}
        />
      )}
    </>
  )
}

/** Another owner's, and one that never was, alike. */
function NoSuchTransfer() {
  return (
    <EmptyState
      page
      icon={ArrowLeftRight}
      title={t`No such transfer`}
      actions={
        <ButtonLink href={paths.transfers(useOwnerId())}>
          <Trans>Back to transfers</Trans>
        </ButtonLink>
      }
    >
      <Trans>It is neither from this owner nor to it.</Trans>
    </EmptyState>
  )
}

function toggled(chosen: ReadonlySet<string>, gateway: string): ReadonlySet<string> {
  const next = new Set(chosen)
  if (!next.delete(gateway)) next.add(gateway)
  return next
}

function columnsFor(
  { gateways }: TransferDetail,
  decides: boolean,
  chosen: ReadonlySet<string>,
  choose: (chosen: ReadonlySet<string>) => void,
): readonly Column[] {
  const open = gateways.filter((one) => one.state === 'offered').map((one) => one.gateway)
  const count = open.filter((one) => chosen.has(one)).length
  const all = open.length > 0 && count === open.length
  return [
    ...(decides
      ? [
          {
            head: (
              <Checkbox
                label={t`All gateways of this page`}
                checked={all}
                mixed={count > 0 && !all}
                onChange={() => choose(new Set(all ? [] : open))}
              />
            ),
            className: 'w-10',
            skeleton: '1rem',
          },
        ]
      : []),
    { head: t`Gateway`, skeleton: '10rem' },
    { head: t`Flavor`, className: 'hidden w-[12rem] md:table-cell' },
    { head: t`State`, className: 'w-[8.5rem]', skeleton: '5rem' },
    { head: t`Decided`, className: 'hidden w-[9rem] lg:table-cell' },
  ]
}

interface RowProps {
  readonly one: TransferGateway
  readonly transfer: TransferDetail
  readonly decides: boolean
  readonly chosen: boolean
  readonly onToggle: () => void
}

function Row({ one, transfer, decides, chosen, onToggle }: RowProps) {
  const owner = useOwnerId()
  const audits = useCan('owner:admin')
  const { icon, tone, word } = STATE_LOOKS[one.state]
  const title = formatGatewayTitle(one.gateway)
  const incoming = transfer.direction === 'incoming'
  const mine = incoming ? one.state === 'accepted' : one.state !== 'accepted' && one.state !== 'void'
  return (
    <tr>
      {decides && (
        <Cell>{one.state === 'offered' && <Checkbox label={title} checked={chosen} onChange={onToggle} />}</Cell>
      )}
      <Cell>
        {mine ? (
          <Link href={paths.gateway(owner, one.gateway)} className="mono rounded-sm hover:text-accent-ink">
            {title}
          </Link>
        ) : (
          <span className="mono">{title}</span>
        )}
        {one.name && <span className="block truncate text-xs text-ink-3">{one.name}</span>}
        {!incoming && one.state === 'accepted' && audits && (
          <Link
            href={`${paths.audit(owner)}?object=${encodeURIComponent(one.gateway)}`}
            className="block w-fit rounded-sm text-xs text-ink-2 underline underline-offset-3"
          >
            <Trans>Your history of it</Trans>
          </Link>
        )}
        {one.inherits && incoming && (
          <span className="block text-xs text-warn">
            <Trans>Keeps a credential that its giver knows</Trans>
          </span>
        )}
      </Cell>
      <Cell className="hidden break-words md:table-cell">{one.flavor ?? <span className="text-ink-3">–</span>}</Cell>
      <Cell className="max-md:text-right max-md:align-top">
        <State icon={icon} tone={tone}>
          {word}
        </State>
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={one.settledAt} none="–" plain />
      </Cell>
    </tr>
  )
}

function About({ transfer }: { readonly transfer: TransferDetail }) {
  const { direction, from, to, note, withLabels, open, total } = transfer
  return (
    <Facts
      columns
      facts={[
        [
          direction === 'incoming' ? t`From` : t`To`,
          <span key="who" className="mono">
            {direction === 'incoming' ? from : to}
          </span>,
        ],
        [
          t`Gateways`,
          open > 0 && open < total
            ? t`${gatewayCount(total)}, ${formatCount(open)} to be decided`
            : gatewayCount(total),
        ],
        [t`Offered`, <RelativeTime key="at" at={transfer.offeredAt} />],
        [open > 0 ? t`Ends` : t`Time to decide`, <RelativeTime key="end" at={transfer.expiresAt} />],
        [t`Names and tags`, withLabels ? t`Go along, with sites` : t`Stay with the giver`],
        ...(note ? [[t`Note`, note] as const] : []),
      ]}
    />
  )
}
