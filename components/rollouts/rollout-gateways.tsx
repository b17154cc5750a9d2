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
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { paths } from '#lib/client/paths.ts'
import type { Rollout, RolloutGateway } from '#lib/client/rollout-contracts.ts'
import { useRolloutGateways } from '#lib/client/rollout-queries.ts'
import { MEMBER_CODES } from '#lib/domain/rollouts/rollout.ts'
import { MEMBER_LOOKS, MEMBER_ORDER } from './rollout-looks.tsx'

interface Filter {
  readonly state: string
  readonly code: string
  readonly wave: string
  readonly cursor: string
}

const COLUMNS: readonly Column[] = [
  { head: t`Gateway`, className: 'w-[13rem]', skeleton: '10.5rem' },
  { head: t`State`, className: 'w-[9rem]', skeleton: '5rem' },
  { head: t`Why` },
  { head: t`Wave`, className: 'hidden w-[5rem] lg:table-cell' },
  { head: t`Since`, className: 'hidden w-[9rem] lg:table-cell' },
]

/** Where each gateway stands, and why; the filter is in the address. */
export function RolloutGateways({ rollout }: { readonly rollout: Rollout }) {
  const owner = useOwnerId()
  const params = useSearchParams()
  const of = (name: string) => params?.get(name) ?? ''
  const filter: Filter = {
    state: MEMBER_ORDER.find((one) => one === of('state')) ?? '',
    code: MEMBER_CODES.find((one) => one === of('code')) ?? '',
    wave: /^\d{1,3}$/.test(of('wave')) ? of('wave') : '',
    cursor: of('cursor'),
  }
  const { state, code, wave, cursor } = filter
  const { data, error, refetch, isPlaceholderData } = useRolloutGateways(owner, rollout.id, {
    ...(state ? { state } : {}),
    ...(code ? { code } : {}),
    ...(wave ? { wave: Number(wave) } : {}),
    ...(cursor ? { cursor } : {}),
  })
  const show = (patch: Partial<Filter>) => {
    const next = { ...filter, cursor: '', ...patch }
    const search = new URLSearchParams({ tab: 'gateways' })
    for (const [name, value] of Object.entries(next)) if (value) search.set(name, value)
    window.history.replaceState(null, '', `${paths.rollout(owner, rollout.id)}?${search}`)
  }
  const states = MEMBER_ORDER.filter((one) => rollout.counts[one] > 0 || one === state)
  return (
    <>
      <FilterBar>
        <FilterChips label={t`State`}>
          {states.map((one) => (
            <FilterChip
              key={one}
              {...MEMBER_LOOKS[one]}
              count={rollout.counts[one]}
              active={state === one}
              onToggle={() => show({ state: state === one ? '' : one, code: '' })}
            />
          ))}
        </FilterChips>
        {rollout.progressByWave.length > 1 && (
          <FilterSelect
            label={t`Wave`}
            value={wave}
            onChange={(next) => show({ wave: next })}
            options={[
              { value: '', label: t`All waves` },
              ...rollout.progressByWave.map(({ number, label }) => ({
                value: String(number),
                label: t`Wave ${number}, ${label}`,
              })),
            ]}
          />
        )}
        {code && (
          <Button variant="ghost" onClick={() => show({ code: '' })}>
            <Trans>All reasons</Trans>
          </Button>
        )}
      </FilterBar>
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.gateways.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={t`No gateway here`}
          actions={
            <Button onClick={() => show({ state: '', code: '', wave: '' })}>
              <Trans>Show all</Trans>
            </Button>
          }
        >
          <Trans>No gateway of this rollout stands there now.</Trans>
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`Gateways of the rollout`}
            columns={COLUMNS}
            rows={data?.gateways}
            row={(gateway) => <Row key={gateway.gateway} gateway={gateway} />}
            expect={8}
            stale={isPlaceholderData}
          />
          <Paging
            cursor={cursor || undefined}
            next={data?.next ?? null}
            shown={data?.gateways.length ?? 0}
            onCursor={(next) => show({ cursor: next ?? '' })}
          />
        </>
      )}
    </>
  )
}

function Row({ gateway }: { readonly gateway: RolloutGateway }) {
  const owner = useOwnerId()
  const href = paths.gateway(owner, gateway.gateway)
  const { icon, tone, word } = MEMBER_LOOKS[gateway.state]
  const why = gateway.reason || <span className="text-ink-3">–</span>
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
        {gateway.attempts > 1 && (
          <span className="block text-xs text-ink-3">
            <Trans>try {gateway.attempts}</Trans>
          </span>
        )}
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">{why}</Cell>
      <Cell className="hidden text-ink-2 tabular-nums lg:table-cell">{gateway.wave ?? '–'}</Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={gateway.settledAt ?? gateway.offeredAt ?? gateway.armedAt} none="–" plain />
      </Cell>
    </LinkRow>
  )
}
