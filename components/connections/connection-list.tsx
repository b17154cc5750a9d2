'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Cable, Download, SearchX } from 'lucide-react'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, FilterChip, FilterChips, Paging, SearchBox } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { useConnections, useDomains } from '#lib/client/connection-queries.ts'
import type { ConnectionPage, ConnectionRow } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { CONTENT_TYPES } from '#lib/domain/connections/connection-fields.ts'
import { HEALTHS } from '#lib/domain/deliveries/delivery-status.ts'
import { ConnectionHealth, HEALTH_LOOKS } from './connection-health.tsx'
import { ConnectionMenu } from './connection-menu.tsx'
import { CONTENT_TYPE_WORDS } from './connection-words.ts'
import { isFiltered, type ListQuery, useListQuery } from './list-query.ts'

const PAGE_SIZE = 50

const COLUMNS: readonly Column[] = [
  { head: t`Name`, skeleton: '9rem' },
  { head: t`Health`, className: 'w-[9.5rem]', skeleton: '6rem' },
  { head: 'AS_ID', className: 'hidden w-[15rem] xl:table-cell' },
  { head: t`Content type`, className: 'hidden w-[8rem] md:table-cell' },
  { head: t`Domains`, className: 'hidden w-[12rem] lg:table-cell' },
  { head: t`Last delivery`, className: 'hidden w-[9rem] md:table-cell' },
  {
    head: (
      <span className="sr-only">
        <Trans>Actions</Trans>
      </span>
    ),
    className: 'w-12',
    skeleton: '1.5rem',
  },
]

export function ConnectionList() {
  const { owner } = useConsole()
  const [query, change] = useListQuery()
  const { cursor, ...rest } = query
  const filter = { ...rest, q: query.q.trim() }
  const { data, error, refetch, isPlaceholderData } = useConnections(owner.id, { ...filter, cursor, limit: PAGE_SIZE })
  const filtered = isFiltered(query)
  const empty = data?.counts.all === 0 && !filtered
  return (
    <>
      <PageHeader
        title={t`Connections`}
        aside={
          data?.counts.all ? (
            <span className="text-base text-ink-3 tabular-nums">{formatCount(data.counts.all)}</span>
          ) : undefined
        }
        lead={
          empty ? undefined : t`Basic HTTPS tunnels between your network and application servers, uplink and downlink.`
        }
        actions={<ListActions empty={empty} csv={connectionApi.csv(owner.id, filter)} />}
      />
      {!empty && <Filters query={query} change={change} counts={data?.counts} />}
      {error ? (
        <Problem error={error} onRetry={() => void refetch()} className="mt-4" />
      ) : data?.connections.length === 0 ? (
        filtered ? (
          <NothingFound
            query={query}
            clear={() => change({ q: '', health: undefined, contentType: undefined, domain: undefined })}
          />
        ) : (
          <NoConnections />
        )
      ) : (
        <>
          <Rows data={data} stale={isPlaceholderData} />
          <Paging
            cursor={query.cursor}
            next={data?.next ?? null}
            shown={data?.connections.length ?? 0}
            onCursor={(cursor) => change({ cursor })}
          />
        </>
      )}
    </>
  )
}

function ListActions({ empty, csv }: { readonly empty: boolean; readonly csv: string }) {
  const { owner } = useConsole()
  const may = useCan('connection:write')
  const admin = useCan('owner:admin')
  return (
    <>
      {admin && (
        <ButtonLink href={paths.domains(owner.id)} variant="ghost">
          <Trans>Domains</Trans>
        </ButtonLink>
      )}
      {!empty && (
        <ButtonLink href={csv} download>
          <Download aria-hidden className="size-3.5" /> <Trans>CSV</Trans>
        </ButtonLink>
      )}
      {may && !empty && (
        <ButtonLink href={paths.newConnection(owner.id)} {...CREATE_KEY} variant="primary">
          <Trans>Add connection</Trans>
        </ButtonLink>
      )}
    </>
  )
}

interface FilterProps {
  readonly query: ListQuery
  readonly change: (patch: Partial<ListQuery>, how?: 'push' | 'replace') => void
}

function Filters({ query, change, counts }: FilterProps & { readonly counts: ConnectionPage['counts'] | undefined }) {
  const { owner } = useConsole()
  const domains = useDomains(owner.id).data
  const known = domains?.groups.flatMap((group) =>
    group.domains.map(({ id, path }) => ({ value: id, label: `${group.name}: ${path}` })),
  )
  return (
    <FilterBar>
      <SearchBox
        label={t`Search connections`}
        placeholder={t`Name, AS_ID or URL`}
        value={query.q}
        onSearch={(q) => change({ q }, 'replace')}
      />
      <FilterSelect
        label={t`Content type`}
        value={query.contentType ?? ''}
        onChange={(value) => change({ contentType: CONTENT_TYPES.find((type) => type === value) })}
        options={[
          { value: '', label: t`All content types` },
          ...CONTENT_TYPES.map((value) => ({ value, label: CONTENT_TYPE_WORDS[value] })),
        ]}
      />
      {(domains?.enabled || query.domain) && (
        <FilterSelect
          label={t`Domain`}
          value={query.domain ?? ''}
          onChange={(value) => change({ domain: value || undefined })}
          options={[{ value: '', label: t`All domains` }, { value: 'none', label: t`Cross-domain` }, ...(known ?? [])]}
        />
      )}
      <FilterChips label={t`Health`}>
        {HEALTHS.filter((health) => counts?.[health] || query.health === health).map((health) => (
          <FilterChip
            key={health}
            {...HEALTH_LOOKS[health]}
            count={counts?.[health]}
            active={query.health === health}
            onToggle={() => change({ health: query.health === health ? undefined : health })}
          />
        ))}
      </FilterChips>
    </FilterBar>
  )
}

function Rows({ data, stale }: { readonly data: ConnectionPage | undefined; readonly stale: boolean }) {
  return (
    <ListTable
      label={t`Connections`}
      columns={COLUMNS}
      rows={data?.connections}
      row={(connection) => <Row key={connection.id} connection={connection} />}
      expect={6}
      what={t`the connections`}
      stale={stale}
    />
  )
}

function Row({ connection }: { readonly connection: ConnectionRow }) {
  const { owner } = useConsole()
  const { health } = connection
  return (
    <LinkRow href={paths.connection(owner.id, connection.id)}>
      <Cell grow>
        <Link
          href={paths.connection(owner.id, connection.id)}
          className="block truncate rounded-sm font-medium text-ink group-hover:text-accent-ink"
        >
          {connection.name}
        </Link>
        <span className="mono block truncate text-xs text-ink-3">
          {connection.url ?? t`URL hidden: cross-domain, read-only for you`}
        </span>
      </Cell>
      <Cell className="whitespace-nowrap">
        <ConnectionHealth state={health.state} />
        <span className="block text-xs text-ink-3 md:hidden">
          <RelativeTime at={health.lastDelivery} none={t`No delivery yet`} plain />
        </span>
      </Cell>
      <Cell className="mono hidden truncate text-ink-2 xl:table-cell">{connection.asId}</Cell>
      <Cell className="hidden text-ink-2 md:table-cell">{CONTENT_TYPE_WORDS[connection.contentType]}</Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <Domains connection={connection} />
      </Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={health.lastDelivery} none="–" plain />
      </Cell>
      <Cell className="text-right">
        <ConnectionMenu connection={connection} />
      </Cell>
    </LinkRow>
  )
}

export function Domains({ connection }: { readonly connection: Pick<ConnectionRow, 'domains'> }) {
  if (connection.domains.length === 0)
    return (
      <span className="text-ink-3">
        <Trans>cross-domain</Trans>
      </span>
    )
  return (
    <span className="flex flex-wrap gap-1">
      {connection.domains.map(({ id, path, group }) => (
        <span key={id} data-tip={group} className="max-w-full">
          <Badge>{path}</Badge>
        </span>
      ))}
    </span>
  )
}

function NoConnections() {
  const { owner } = useConsole()
  const may = useCan('connection:write')
  return (
    <EmptyState
      icon={Cable}
      title={t`No connections yet`}
      actions={
        may && (
          <ButtonLink href={paths.newConnection(owner.id)} {...CREATE_KEY} variant="primary">
            <Trans>Add connection</Trans>
          </ButtonLink>
        )
      }
    >
      {may
        ? t`A Basic HTTPS connection sends the reports of your devices to an application server, signed, and takes its downlinks. You need the URL of that server.`
        : t`An admin or operator of ${owner.name} adds connections to application servers. They appear here.`}
    </EmptyState>
  )
}

function NothingFound({ query, clear }: { readonly query: ListQuery; readonly clear: () => void }) {
  const word = query.health ? HEALTH_LOOKS[query.health].word : undefined
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
      {query.q
        ? t`No connection that fits the filter has “${query.q}” in its name, AS_ID or URL.`
        : word && !query.contentType && !query.domain
          ? t`No connection has the health “${word}” now.`
          : t`No connection fits the filter.`}
    </EmptyState>
  )
}
