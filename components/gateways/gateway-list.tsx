'use client'

import { clsx } from 'clsx'
import { RadioTower, Search, SearchX, X } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useEffect, useRef, useState } from 'react'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell, Head, SkeletonRows, Table } from '#components/ui/table.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import type { GatewayPage, GatewayRow } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useGateways } from '#lib/client/queries.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'
import { GatewayState, STATE_LOOKS } from './gateway-state.tsx'
import { formatGatewayTitle } from './gateway-title.ts'
import { type ListQuery, useListQuery } from './list-query.ts'

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
  const filtered = query.q !== '' || query.state !== undefined
  const none = data && data.gateways.length === 0
  return (
    <>
      <PageHeader
        title="Gateways"
        aside={total ? <span className="text-base text-ink-3 tabular-nums">{formatCount(total)}</span> : undefined}
        actions={total === 0 && !filtered ? undefined : <ListActions />}
      />
      {(total !== 0 || filtered || !data) && <FilterBar query={query} change={change} counts={data?.counts} />}
      {error ? (
        <Problem error={error} onRetry={() => void refetch()} className="mt-4" />
      ) : none ? (
        filtered ? (
          <NothingFound query={query} clear={() => change({ q: '', state: undefined })} />
        ) : (
          <NoGateways />
        )
      ) : (
        <>
          <Rows data={data} query={query} change={change} stale={isPlaceholderData} />
          <Paging query={query} next={data?.next ?? null} shown={data?.gateways.length ?? 0} change={change} />
        </>
      )}
    </>
  )
}

function ListActions() {
  const { owner } = useConsole()
  if (!useCan('gateway:claim')) return null
  return (
    <>
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

function FilterBar({ query, change, counts }: FilterProps & { readonly counts: GatewayPage['counts'] | undefined }) {
  const [text, setText] = useState(query.q)
  const input = useRef<HTMLInputElement>(null)
  const sent = useRef(query.q)

  // The URL changed by itself (Back, a link): the box follows.
  useEffect(() => {
    if (query.q !== sent.current) {
      sent.current = query.q
      setText(query.q)
    }
  }, [query.q])

  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing starts the timer
  useEffect(() => {
    if (text === sent.current) return
    const timer = setTimeout(() => {
      sent.current = text
      change({ q: text }, 'replace')
    }, 220)
    return () => clearTimeout(timer)
  }, [text])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.key !== '/' || event.metaKey || event.ctrlKey || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
        return
      event.preventDefault()
      input.current?.focus()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [])

  const states = GATEWAY_STATES.filter((state) => counts?.[state] || query.state === state)
  return (
    <div className="mb-2 flex flex-wrap items-center gap-2">
      <div className="relative w-full sm:w-72">
        <Search
          aria-hidden
          className="pointer-events-none absolute top-1/2 left-2.5 size-3.5 -translate-y-1/2 text-ink-3"
        />
        <input
          ref={input}
          type="search"
          aria-label="Search gateways"
          placeholder="EUI, MAC, ID6 or name"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => event.key === 'Escape' && setText('')}
          className="h-control w-full rounded-md border border-control bg-surface pr-8 pl-8 text-sm hover:border-ink-3 focus:border-focus focus:outline-2 focus:-outline-offset-1 focus:outline-focus [&::-webkit-search-cancel-button]:hidden"
        />
        {text && (
          <button
            type="button"
            aria-label="Clear the search"
            onClick={() => {
              setText('')
              input.current?.focus()
            }}
            className="absolute top-1/2 right-1 grid size-6 -translate-y-1/2 place-items-center rounded-sm text-ink-3 hover:text-ink"
          >
            <X aria-hidden className="size-3.5" />
          </button>
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms; this is a toolbar of toggles */}
      <div role="group" aria-label="State" className="-mx-4 flex gap-1.5 overflow-x-auto px-4 py-1 md:mx-0 md:px-0">
        {states.map((state) => (
          <StateChip
            key={state}
            state={state}
            count={counts?.[state]}
            active={query.state === state}
            onToggle={() => change({ state: query.state === state ? undefined : state })}
          />
        ))}
      </div>
    </div>
  )
}

interface ChipProps {
  readonly state: (typeof GATEWAY_STATES)[number]
  readonly count: number | undefined
  readonly active: boolean
  readonly onToggle: () => void
}

function StateChip({ state, count, active, onToggle }: ChipProps) {
  const { icon: Icon, tone, word } = STATE_LOOKS[state]
  const tint = {
    ok: 'text-ok',
    info: 'text-info',
    warn: 'text-warn',
    alert: 'text-alert',
    danger: 'text-danger',
    muted: 'text-ink-3',
  }
  return (
    <button
      type="button"
      aria-pressed={active}
      onClick={onToggle}
      className={clsx(
        'inline-flex h-7 shrink-0 items-center gap-1.5 rounded-md border px-2 text-sm transition-colors pointer-coarse:h-10',
        active ? 'border-accent bg-accent-soft text-ink' : 'border-line-2 text-ink-2 hover:bg-hover hover:text-ink',
      )}
    >
      <Icon aria-hidden className={clsx('size-3.5', tint[tone])} strokeWidth={2.25} />
      {word}
      {count !== undefined && <span className="text-ink-3 tabular-nums">{formatCount(count)}</span>}
    </button>
  )
}

interface RowsProps extends FilterProps {
  readonly data: GatewayPage | undefined
  readonly stale: boolean
}

function Rows({ data, query, change, stale }: RowsProps) {
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
            data.gateways.map((gateway) => <Row key={gateway.gateway} gateway={gateway} />)
          ) : (
            <SkeletonRows rows={8} widths={['10.5rem', null, '5rem', null, null, '5rem']} />
          )}
        </tbody>
      </Table>
      {!data && <Waiting what="the gateways" />}
    </div>
  )
}

function Row({ gateway }: { readonly gateway: GatewayRow }) {
  const { owner } = useConsole()
  const router = useRouter()
  const href = paths.gateway(owner.id, gateway.gateway)
  return (
    <tr
      className="group cursor-pointer hover:bg-hover has-focus-visible:bg-hover"
      onClick={(event) => {
        // The whole row is a target; selecting text and the link itself keep their meaning.
        if ((event.target as HTMLElement).closest('a,button') || window.getSelection()?.toString()) return
        if (event.metaKey || event.ctrlKey) window.open(href)
        else router.push(href)
      }}
    >
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
    </tr>
  )
}

interface PagingProps extends FilterProps {
  readonly next: string | null
  readonly shown: number
}

function Paging({ query, next, shown, change }: PagingProps) {
  if (!next && !query.cursor) return null
  return (
    <nav aria-label="Pages" className="mt-3 flex items-center gap-2 text-sm text-ink-3">
      <span className="flex-1">{formatCount(shown)} on this page</span>
      <Button disabled={!query.cursor} onClick={() => change({ cursor: undefined })}>
        First page
      </Button>
      <Button disabled={!next} onClick={() => next && change({ cursor: next })}>
        Next page
      </Button>
    </nav>
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
        <>No gateway is {word} now.</>
      )}
    </EmptyState>
  )
}
