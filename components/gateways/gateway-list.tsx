'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { clsx } from 'clsx'
import { RadioTower, SearchX } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Head, Table } from '#components/ui/table.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import type { GatewayPage } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useGateways } from '#lib/client/queries.ts'
import { isIndexed, MAX_SORTED } from '#lib/domain/fleet/sorts.ts'
import { COLUMN_LOOKS } from './gateway-columns.tsx'
import { GatewayFilters } from './gateway-filters.tsx'
import { GatewayRowView, SkeletonGateways } from './gateway-row.tsx'
import { STATE_LOOKS } from './gateway-state.tsx'
import { ListPaging } from './list-paging.tsx'
import {
  type ChangeQuery,
  filterOf,
  isFiltered,
  type ListQuery,
  NO_FILTER,
  targetOf,
  useListQuery,
} from './list-query.ts'
import { PhoneBar } from './phone-bar.tsx'
import { type Selection, useSelection } from './use-selection.ts'
import { ViewMenu } from './view-menu.tsx'

const SelectionBar = dynamic(() => import('./selection-bar.tsx').then((module) => module.SelectionBar), {
  loading: () => null,
})

const PAGE_SIZE = 50

export function GatewayList() {
  const { owner } = useConsole()
  const { query, text, change } = useListQuery()
  const { data, error, refetch, isPlaceholderData } = useGateways(owner.id, {
    ...filterOf(query),
    sort: query.sort,
    order: query.order,
    cursor: query.cursor,
    limit: PAGE_SIZE,
  })
  const may = useCan('gateway:setup')
  const filtered = isFiltered(query)
  const target = targetOf(query)
  const selection = useSelection(data?.gateways.map(({ gateway }) => gateway) ?? [], target)
  const [selecting, setSelecting] = useState(false)
  const none = data?.gateways.length === 0
  const empty = none && !filtered
  return (
    <>
      <PageHeader
        title={t`Gateways`}
        aside={data && !empty ? <Count page={data} /> : undefined}
        actions={
          empty ? undefined : (
            <>
              <ViewMenu query={query} text={text} change={change} />
              <ListActions />
            </>
          )
        }
      />
      {!empty && <GatewayFilters query={query} change={change} page={data} />}
      {error ? (
        <Problem error={error} onRetry={() => void refetch()} className="mt-4" />
      ) : none ? (
        filtered ? (
          <NothingFound query={query} clear={() => change(NO_FILTER)} />
        ) : (
          <NoGateways />
        )
      ) : (
        <>
          <PhoneBar
            query={query}
            change={change}
            selection={may ? selection : undefined}
            selecting={selecting}
            onSelecting={setSelecting}
            large={isLarge(data)}
            loading={!data || isPlaceholderData}
          />
          <Rows
            data={data}
            query={query}
            change={change}
            stale={isPlaceholderData}
            selection={selection}
            selecting={selecting}
          />
          {data && <ListPaging page={data} onCursor={(cursor) => change({ cursor })} />}
        </>
      )}
      {/* Also where nothing is left: what was done to the chosen ones is told there. */}
      {selection.count > 0 && data && (
        <SelectionBar
          selection={selection}
          // What an older answer counted belongs to another filter.
          found={isPlaceholderData ? undefined : { target, count: data.matching, exact: data.exact }}
          filtered={filtered}
        />
      )}
    </>
  )
}

/** Of the filter, and beside it nothing: the whole is a click away. */
function Count({ page }: { readonly page: GatewayPage }) {
  return (
    <span className="text-base text-ink-3 tabular-nums">
      {formatCount(page.matching)}
      {page.exact ? '' : '+'}
    </span>
  )
}

function ListActions() {
  const { owner } = useConsole()
  if (!useCan('gateway:claim')) return null
  return (
    <>
      <ButtonLink href={paths.connect(owner.id)}>
        <Trans>Connect to a network</Trans>
      </ButtonLink>
      <ButtonLink href={paths.addGateway(owner.id)}>
        <Trans>Add gateway</Trans>
      </ButtonLink>
      <ButtonLink href={paths.claimGateways(owner.id)} {...CREATE_KEY} variant="primary">
        <Trans>Claim gateways</Trans>
      </ButtonLink>
    </>
  )
}

interface RowsProps {
  readonly query: ListQuery
  readonly change: ChangeQuery
  readonly selection: Selection
  readonly data: GatewayPage | undefined
  readonly stale: boolean
  readonly selecting: boolean
}

/** More than orders without an index take, or not known yet. */
const isLarge = (page: GatewayPage | undefined): boolean => !page?.exact || page.matching > MAX_SORTED

function Rows({ data, query, change, stale, selection, selecting }: RowsProps) {
  const may = useCan('gateway:setup')
  const sorting = {
    sort: query.sort,
    order: query.order,
    onSort: (sort: string, order: 'asc' | 'desc') =>
      change({ sort: sort === 'eui' ? '' : sort, order: order === 'asc' ? '' : order }, 'replace'),
  }
  return (
    <div
      className={clsx('transition-opacity', stale && 'opacity-60', query.columns.length > 6 && 'md:overflow-x-auto')}
      aria-busy={!data || stale}
    >
      <Table label={t`Gateways`} fixed={query.columns.length <= 6}>
        <thead className="max-md:sr-only">
          <tr>
            {may && (
              <Head className="hidden w-9 md:table-cell">
                <Checkbox
                  label={t`Select the gateways of this page`}
                  checked={selection.allChosen}
                  mixed={selection.count > 0 && !selection.allChosen}
                  disabled={!data || stale}
                  onChange={selection.toggleAll}
                />
              </Head>
            )}
            {may && selecting && (
              <Head className="md:hidden">
                <Trans>Select</Trans>
              </Head>
            )}
            <Head sort="eui" sorting={sorting} className="w-[13rem]">
              <Trans>EUI</Trans>
            </Head>
            <Head sort="state" sorting={sorting} className="w-[8rem]">
              <Trans>State</Trans>
            </Head>
            {query.columns.map((column) => {
              const { head, sort, className } = COLUMN_LOOKS[column]
              const sorts = sort !== undefined && (isIndexed(sort) || sort === query.sort || !isLarge(data))
              return (
                <Head key={column} className={className} {...(sorts ? { sort, sorting } : {})}>
                  {head}
                </Head>
              )
            })}
          </tr>
        </thead>
        <tbody>
          {data ? (
            data.gateways.map((gateway) => (
              <GatewayRowView
                key={gateway.gateway}
                gateway={gateway}
                columns={query.columns}
                selection={may ? selection : undefined}
                selecting={selecting}
              />
            ))
          ) : (
            <SkeletonGateways columns={query.columns} selectable={may} selecting={selecting} />
          )}
        </tbody>
      </Table>
      {!data && <Waiting what={t`the gateways`} />}
    </div>
  )
}

function NoGateways() {
  const { owner } = useConsole()
  const may = useCan('gateway:claim')
  return (
    <EmptyState
      icon={RadioTower}
      title={t`No gateways yet`}
      actions={
        may && (
          <>
            <ButtonLink href={paths.claimGateways(owner.id)} {...CREATE_KEY} variant="primary">
              <Trans>Claim gateways</Trans>
            </ButtonLink>
            <ButtonLink href={paths.addGateway(owner.id)}>
              <Trans>Add gateway</Trans>
            </ButtonLink>
            <ButtonLink href={paths.tour(owner.id)} variant="ghost">
              <Trans>Try it with a simulated gateway</Trans>
            </ButtonLink>
          </>
        )
      }
    >
      {may
        ? t`Claim a gateway with the PIN on its label. A gateway without a label is added by its EUI and a token.`
        : t`An admin or operator of ${owner.name} claims gateways with the PIN on their labels. They appear here.`}
    </EmptyState>
  )
}

function NothingFound({ query, clear }: { readonly query: ListQuery; readonly clear: () => void }) {
  const word = query.state ? STATE_LOOKS[query.state].word : ''
  return (
    <EmptyState
      icon={SearchX}
      title={t`Nothing found`}
      actions={
        <Button onClick={clear}>
          <Trans>Clear the filter</Trans>
        </Button>
      }
    >
      {query.q ? (
        <Trans>
          No gateway that fits has “{query.q}” in its identifier or name. Identifiers are found in every notation.
        </Trans>
      ) : word ? (
        t`No gateway has the state “${word}” now.`
      ) : (
        t`No gateway is there now.`
      )}
    </EmptyState>
  )
}
