'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { SearchX } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, FilterChip, FilterChips, Paging } from '#components/ui/filter.tsx'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { paths } from '#lib/client/paths.ts'
import type { TrustChange, TrustChangeGatewayPage } from '#lib/client/trust-api.ts'
import { useChangeGateways } from '#lib/client/trust-queries.ts'
import { CHANGE_STAGES } from '#lib/domain/trust-change/trust-change.ts'
import { STAGE_LOOKS } from './trust-words.ts'

const COLUMNS: readonly Column[] = [
  { head: t`Gateway`, className: 'w-[13rem]', skeleton: '10.5rem' },
  { head: t`Stage`, className: 'w-[10rem]', skeleton: '6rem' },
  { head: t`Why` },
  { head: t`Proven`, className: 'hidden w-[9rem] lg:table-cell' },
  { head: t`Last seen`, className: 'hidden w-[9rem] lg:table-cell' },
]

/** Where each gateway of a change stands; the filter is in the address. */
export function ChangeGateways({ change }: { readonly change: TrustChange }) {
  const owner = useOwnerId()
  const params = useSearchParams()
  const stage = CHANGE_STAGES.find((one) => one === params?.get('stage'))
  const cursor = params?.get('cursor') || undefined
  const { data, error, refetch, isPlaceholderData } = useChangeGateways(owner, change.id, { stage, cursor })
  const show = (patch: { stage?: string | undefined; cursor?: string | undefined }) => {
    const search = new URLSearchParams({ tab: 'gateways' })
    for (const [name, value] of Object.entries({ stage, ...patch })) if (value) search.set(name, value)
    window.history.replaceState(null, '', `${paths.trustChange(owner, change.id)}?${search}`)
  }
  return (
    <>
      <FilterBar>
        <FilterChips label={t`Stage`}>
          {CHANGE_STAGES.filter((one) => change.counts[one] > 0 || one === stage).map((one) => (
            <FilterChip
              key={one}
              {...STAGE_LOOKS[one]}
              count={change.counts[one]}
              active={stage === one}
              onToggle={() => show({ stage: stage === one ? undefined : one })}
            />
          ))}
        </FilterChips>
      </FilterBar>
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.gateways.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={t`No gateway here`}
          actions={
            <Button onClick={() => show({ stage: undefined })}>
              <Trans>Show all</Trans>
            </Button>
          }
        >
          <Trans>No gateway of this change stands there now.</Trans>
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`Gateways of the change`}
            columns={COLUMNS}
            rows={data?.gateways}
            row={(one) => <Row key={one.gateway} gateway={one} />}
            expect={8}
            stale={isPlaceholderData}
          />
          <Paging
            cursor={cursor}
            next={data?.next ?? null}
            shown={data?.gateways.length ?? 0}
            onCursor={(next) => show({ cursor: next })}
          />
        </>
      )}
    </>
  )
}

function Row({ gateway }: { readonly gateway: TrustChangeGatewayPage['gateways'][number] }) {
  const href = paths.gateway(useOwnerId(), gateway.gateway)
  const { icon, tone, word } = STAGE_LOOKS[gateway.stage]
  return (
    <LinkRow href={href}>
      <Cell>
        <Link href={href} className="mono rounded-sm whitespace-nowrap group-hover:text-accent-ink">
          {formatGatewayTitle(gateway.gateway)}
        </Link>
        {gateway.name && <span className="block truncate text-xs text-ink-3 max-md:max-w-[52vw]">{gateway.name}</span>}
        {gateway.reason && <span className="mt-0.5 block text-xs text-ink-2 md:hidden">{gateway.reason}</span>}
      </Cell>
      <Cell className="max-md:text-right max-md:align-top">
        <State icon={icon} tone={tone}>
          {word}
        </State>
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">{gateway.reason || <span className="text-ink-3">–</span>}</Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={gateway.provenAt} none={t`Not yet`} plain />
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={gateway.lastSeen} plain />
      </Cell>
    </LinkRow>
  )
}
