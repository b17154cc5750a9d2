'use client'

import { clsx } from 'clsx'
import { RadioTower, SearchX } from 'lucide-react'
import dynamic from 'next/dynamic'
import Link from 'next/link'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, FilterChip, FilterChips, FilterSelect, Paging, SearchBox } from '#components/ui/filter.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell, Head, SkeletonRows, Table } from '#components/ui/table.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import type { GatewayPage, GatewayRow } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useGateways } from '#lib/client/queries.ts'
import { useTags } from '#lib/client/rollout-queries.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'
import { GatewayState, STATE_LOOKS } from './gateway-state.tsx'
import { formatGatewayTitle } from './gateway-title.ts'
import { isFiltered, type ListQuery, useListQuery } from './list-query.ts'
import { type Selection, useSelection } from './use-selection.ts'

const SelectionBar = dynamic(() => import('./selection-bar.tsx').then((module) => module.SelectionBar), {
  loading: () => null,
})

const PAGE_SIZE = 50

export function GatewayList() {
  const { owner } = useConsole()
  const [query, change] = useListQuery()
  const { data, error, refetch, isPlaceholderData } = useGateways(owner.id, {
    ...query,
    q: query.q.trim(),
    limit: PAGE_SIZE,
  })
  const total = data?.counts.all
  const filtered = isFiltered(query)
  const selection = useSelection(data?.gateways.map(({ gateway }) => gateway) ?? [])
  const none = data && data.gateways.length === 0
  return (
    <>
      <PageHeader
        title="Gateways"
        aside={total ? <span className="text-base text-ink-3 tabular-nums">{formatCount(total)}</span> : undefined}
        actions={total === 0 && !filtered ? undefined : <ListActions />}
      />
      {(total !== 0 || filtered || !data) && <GatewayFilters query={query} change={change} counts={data?.counts} />}
      {error ? (
        <Problem error={error} onRetry={() => void refetch()} className="mt-4" />
      ) : none ? (
        filtered ? (
          <NothingFound
            query={query}
            clear={() => change({ q: '', state: undefined, tag: undefined, site: undefined })}
          />
        ) : (
          <NoGateways />
        )
      ) : (
        <>
          <Rows data={data} query={query} change={change} stale={isPlaceholderData} selection={selection} />
          <Paging
            cursor={query.cursor}
            next={data?.next ?? null}
            shown={data?.gateways.length ?? 0}
            onCursor={(cursor) => change({ cursor })}
          />
          {selection.chosen.size > 0 && (
            <SelectionBar selection={selection} query={query} matching={matchingOf(data, query)} />
          )}
        </>
      )}
    </>
  )
}

/** Of the filter: the counts are those of all states under the same search. */
const matchingOf = (data: GatewayPage | undefined, { state }: ListQuery): number =>
  (state ? data?.counts[state] : data?.counts.all) ?? 0

function ListActions() {
  const { owner } = useConsole()
  if (!useCan('gateway:claim')) return null
  return (
    <>
      <ButtonLink href={paths.connect(owner.id)}>Connect to a network</ButtonLink>
      <ButtonLink href={paths.addGateway(owner.id)}>Add gateway</ButtonLink>
      <ButtonLink href={paths.claimGateways(owner.id)} variant="primary">
        Claim gateways
      </ButtonLink>
    </>
  )
}

interface FilterProps {
  readonly query: ListQuery
  readonly change: (patch: Partial<ListQuery>, how?: 'push' | 'replace') => void
}

function GatewayFilters({
  query,
  change,
  counts,
}: FilterProps & { readonly counts: GatewayPage['counts'] | undefined }) {
  const { owner } = useConsole()
  const tags = useTags(owner.id).data
  const states = GATEWAY_STATES.filter((state) => counts?.[state] || query.state === state)
  return (
    <FilterBar>
      <SearchBox
        label="Search gateways"
        placeholder="EUI, MAC, ID6 or name"
        value={query.q}
        onSearch={(q) => change({ q }, 'replace')}
      />
      <FilterChips label="State">
        {states.map((state) => (
          <FilterChip
            key={state}
            {...STATE_LOOKS[state]}
            count={counts?.[state]}
            active={query.state === state}
            onToggle={() => change({ state: query.state === state ? undefined : state })}
          />
        ))}
      </FilterChips>
      {((tags?.tags.length ?? 0) > 0 || query.tag) && (
        <FilterSelect
          label="Tag"
          value={query.tag ?? ''}
          onChange={(tag) => change({ tag: tag || undefined })}
          options={[
            { value: '', label: 'Any tag' },
            ...withValue(tags?.tags.map(({ tag }) => tag) ?? [], query.tag).map((tag) => ({ value: tag, label: tag })),
          ]}
        />
      )}
      {((tags?.sites.some(({ site }) => site) ?? false) || query.site) && (
        <FilterSelect
          label="Site"
          value={query.site ?? ''}
          onChange={(site) => change({ site: site || undefined })}
          options={[
            { value: '', label: 'Any site' },
            ...withValue(tags?.sites.map(({ site }) => site).filter(Boolean) ?? [], query.site).map((site) => ({
              value: site,
              label: site,
            })),
          ]}
        />
      )}
    </FilterBar>
  )
}

/** What the address says stays to be seen, also when no gateway has it. */
const withValue = (list: readonly string[], value: string | undefined): readonly string[] =>
  value && !list.includes(value) ? [...list, value] : list

interface RowsProps extends FilterProps {
  readonly selection: Selection
  readonly data: GatewayPage | undefined
  readonly stale: boolean
}

function Rows({ data, query, change, stale, selection }: RowsProps) {
  const may = useCan('gateway:setup')
  const sorting = {
    sort: query.sort,
    order: query.order,
    onSort: (sort: string, order: 'asc' | 'desc') => change({ sort, order }, 'replace'),
  }
  return (
    <div className={clsx('transition-opacity', stale && 'opacity-60')} aria-busy={!data || stale}>
      <Table label="Gateways" fixed>
        <thead className="max-md:sr-only">
          <tr>
            {may && (
              <Head className="hidden w-9 md:table-cell">
                <Checkbox
                  label="Select the gateways of this page"
                  checked={selection.allChosen}
                  mixed={selection.chosen.size > 0 && !selection.allChosen}
                  onChange={selection.toggleAll}
                />
              </Head>
            )}
            <Head sort="eui" sorting={sorting} className="w-[13rem]">
              EUI
            </Head>
            <Head sort="name" sorting={sorting}>
              Name
            </Head>
            <Head className="w-[8rem]">State</Head>
            <Head className="hidden w-[19rem] lg:table-cell">LNS</Head>
            <Head className="hidden w-[11rem] xl:table-cell">Flavor</Head>
            <Head sort="lastSeen" sorting={sorting} className="w-[9rem]">
              Last seen
            </Head>
          </tr>
        </thead>
        <tbody>
          {data ? (
            data.gateways.map((gateway) => (
              <Row key={gateway.gateway} gateway={gateway} selection={may ? selection : undefined} />
            ))
          ) : (
            <SkeletonRows rows={8} widths={[...(may ? [null] : []), '10.5rem', null, '5rem', null, null, '5rem']} />
          )}
        </tbody>
      </Table>
      {!data && <Waiting what="the gateways" />}
    </div>
  )
}

interface RowProps {
  readonly gateway: GatewayRow
  /** Undefined: nothing can be done to several. */
  readonly selection: Selection | undefined
}

function Row({ gateway, selection }: RowProps) {
  const { owner } = useConsole()
  const href = paths.gateway(owner.id, gateway.gateway)
  return (
    <LinkRow href={href}>
      {selection && (
        <Cell className="hidden md:table-cell">
          <Checkbox
            label={`Select ${gateway.name || formatGatewayTitle(gateway.gateway)}`}
            checked={selection.chosen.has(gateway.gateway)}
            onChange={() => selection.toggle(gateway.gateway)}
          />
        </Cell>
      )}
      <Cell>
        <Link
          href={href}
          prefetch={false}
          className="mono rounded-sm whitespace-nowrap text-ink group-hover:text-accent-ink"
        >
          {formatGatewayTitle(gateway.gateway)}
        </Link>
        <span className="mt-0.5 block max-w-[52vw] truncate text-xs text-ink-3 md:hidden">
          {gateway.name || gateway.lnsUri || gateway.flavor}
        </span>
      </Cell>
      <Cell className="hidden truncate md:table-cell">
        {gateway.name || <span className="text-ink-3">Unnamed</span>}
        {(gateway.tags.length > 0 || gateway.site) && (
          <span className="block truncate text-xs text-ink-3">
            {[gateway.site, ...gateway.tags].filter(Boolean).join(' · ')}
          </span>
        )}
      </Cell>
      <Cell className="max-md:text-right">
        <GatewayState state={gateway.state} />
        <span className="mt-0.5 block text-xs text-ink-3 md:hidden">
          <RelativeTime at={gateway.lastSeen} plain />
        </span>
      </Cell>
      <Cell className="mono hidden truncate text-ink-2 lg:table-cell">
        {gateway.lnsUri ?? <span className="font-sans text-ink-3">Not set</span>}
      </Cell>
      <Cell className="hidden truncate text-ink-2 xl:table-cell">{gateway.flavor}</Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={gateway.lastSeen} plain />
      </Cell>
    </LinkRow>
  )
}

function NoGateways() {
  const { owner } = useConsole()
  const may = useCan('gateway:claim')
  return (
    <EmptyState
      icon={RadioTower}
      title="No gateways yet"
      actions={
        may && (
          <>
            <ButtonLink href={paths.claimGateways(owner.id)} variant="primary">
              Claim gateways
            </ButtonLink>
            <ButtonLink href={paths.addGateway(owner.id)}>Add gateway</ButtonLink>
          </>
        )
      }
    >
      {may
        ? 'Claim a gateway with the PIN on its label. A gateway without a label is added by its EUI and a token.'
        : `An admin or operator of ${owner.name} claims gateways with the PIN on their labels. They appear here.`}
    </EmptyState>
  )
}

function NothingFound({ query, clear }: { readonly query: ListQuery; readonly clear: () => void }) {
  const word = query.state ? STATE_LOOKS[query.state].word.toLowerCase() : ''
  return (
    <EmptyState icon={SearchX} title="Nothing found" actions={<Button onClick={clear}>Clear the filter</Button>}>
      {query.q ? (
        <>
          No {word} gateway has “{query.q}” in its identifier or name. Identifiers are found in every notation.
        </>
      ) : (
        <>No gateway {word ? `is ${word} there` : 'is there'} now.</>
      )}
    </EmptyState>
  )
}
