'use client'

import {
  CircleDashed,
  CircleHelp,
  CircleSlash,
  FileQuestion,
  KeyRound,
  type LucideIcon,
  PackageOpen,
  SearchX,
} from 'lucide-react'
import Link from 'next/link'
import { EuiCopyMenu } from '#components/gateways/eui-copy-menu.tsx'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, Paging, SearchBox } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { State, type Tone } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { useUrlQuery } from '#components/ui/url-query.ts'
import { type Standing, type UnknownGateway, useUnknownGateways } from '#lib/client/claim-attempt-api.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { formatMac, parseEui } from '#lib/domain/identifiers.ts'

const NAMES = ['q', 'standing', 'cursor'] as const

const LOOKS: Readonly<Record<Standing, { readonly word: string; readonly icon: LucideIcon; readonly tone: Tone }>> = {
  'no-batch': { word: 'In no batch', icon: CircleHelp, tone: 'muted' },
  batch: { word: 'In a batch', icon: PackageOpen, tone: 'info' },
  known: { word: 'Known', icon: KeyRound, tone: 'warn' },
  malformed: { word: 'No identifier', icon: FileQuestion, tone: 'alert' },
}
const STANDINGS: readonly Standing[] = ['no-batch', 'batch', 'known', 'malformed']

const REASONS: Readonly<Record<UnknownGateway['reason'], string>> = {
  none: 'It shows neither a token nor a certificate.',
  token: 'Its token is not accepted.',
  certificate: 'Its certificate is not accepted.',
  'bootstrap-ended': 'Its bootstrap token had ended under its former owner.',
  router: 'Its “router” is no identifier.',
}

type Hint = NonNullable<UnknownGateway['hint']>
const HINTS: Readonly<Record<Hint['kind'], string>> = {
  inside: 'Falls in batch',
  digit: 'One digit off',
  swapped: 'Two digits swapped:',
  mac: 'A MAC without FF-FE:',
  reversed: 'Its bytes reversed:',
}

const COLUMNS: readonly Column[] = [
  { head: 'Router', className: 'w-[17rem]', skeleton: '13rem' },
  { head: 'Standing', skeleton: '6rem' },
  { head: 'From', className: 'hidden w-[12rem] lg:table-cell' },
  { head: 'Refused', className: 'hidden w-[6rem] text-right md:table-cell' },
  { head: 'Last', className: 'hidden w-[9rem] md:table-cell' },
]

/** Routers that knocked at CUPS and were refused. */
export function UnknownGatewaysPage() {
  const [query, change] = useUrlQuery(NAMES)
  const standing = STANDINGS.find((value) => value === query.standing)
  const q = query.q.trim()
  const cursor = query.cursor || undefined
  const { data, error, refetch, isPlaceholderData } = useUnknownGateways({ standing, q, cursor })
  return (
    <>
      <PageHeader
        title="Unknown gateways"
        lead="Routers that knocked and were refused, out of the last 10,000 refusals. Of one address at most 20 a minute are kept."
      />
      <FilterBar>
        <SearchBox
          label="Search unknown gateways"
          placeholder="EUI, MAC, ID6, address or owner"
          value={query.q}
          onSearch={(text) => change({ q: text, cursor: '' }, 'replace')}
        />
        <FilterSelect
          label="Standing"
          value={standing ?? ''}
          onChange={(value) => change({ standing: value, cursor: '' })}
          options={[{ value: '', label: 'All' }, ...STANDINGS.map((value) => ({ value, label: LOOKS[value].word }))]}
        />
      </FilterBar>
      {error ? (
        <Problem error={error} onRetry={() => void refetch()} className="mt-4" />
      ) : data?.gateways.length === 0 ? (
        q || standing ? (
          <EmptyState
            icon={SearchX}
            title="Nothing found"
            actions={<Button onClick={() => change({ q: '', standing: '', cursor: '' })}>Clear the filter</Button>}
          >
            {q ? `No refused router fits “${q}”.` : 'No refused router is of this kind.'} What knocked long ago is not
            kept.
          </EmptyState>
        ) : (
          <EmptyState icon={CircleDashed} title="Nobody knocked">
            A gateway that this installation does not know, or that shows a wrong token, appears here with its address:
            so a mistyped EUI or a forgotten batch is found.
          </EmptyState>
        )
      ) : (
        <>
          <ListTable
            label="Unknown gateways"
            columns={COLUMNS}
            rows={data?.gateways}
            row={(one) => <Row key={one.gateway ?? one.router} one={one} />}
            what="the unknown gateways"
            stale={isPlaceholderData}
          />
          <Paging
            cursor={cursor}
            next={data?.next ?? null}
            shown={data?.gateways.length ?? 0}
            onCursor={(next) => change({ cursor: next ?? '' })}
          />
        </>
      )}
    </>
  )
}

function Row({ one }: { readonly one: UnknownGateway }) {
  return (
    <tr>
      <Cell>
        <Router one={one} />
        <span className="block text-ink-3 md:hidden">
          {formatCount(one.count)} × · <RelativeTime at={one.lastAt} plain />
        </span>
        <span className="mono block break-all text-ink-3 lg:hidden">{one.address}</span>
      </Cell>
      <Cell>
        <State icon={LOOKS[one.standing].icon} tone={LOOKS[one.standing].tone}>
          {LOOKS[one.standing].word}
        </State>
        {one.owner !== null && <span className="block break-words text-ink-2">of {one.owner}</span>}
        <span className="block text-ink-2">{REASONS[one.reason]}</span>
        {one.hint && <BatchHint hint={one.hint} />}
      </Cell>
      <Cell className="hidden lg:table-cell">
        <span className="mono block break-all">{one.address}</span>
        {one.addresses > 1 && <span className="text-ink-3">and {formatCount(one.addresses - 1)} more</span>}
      </Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(one.count)}</Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={one.lastAt} plain />
        <span className="block text-ink-3">
          first <RelativeTime at={one.firstAt} plain />
        </span>
      </Cell>
    </tr>
  )
}

/** The identifier in the notations of label, Station and network card. */
function Router({ one: { gateway, router } }: { readonly one: UnknownGateway }) {
  const parsed = gateway === null ? undefined : parseEui(gateway)
  if (gateway === null || !parsed?.ok) {
    return (
      <span className="mono flex items-center gap-1 break-all font-medium">
        <CircleSlash aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        {router || '(empty)'}
      </span>
    )
  }
  const mac = formatMac(parsed.value)
  return (
    <>
      <span className="flex items-center">
        <span className="mono font-medium whitespace-nowrap">{formatGatewayTitle(gateway)}</span>
        <EuiCopyMenu gateway={gateway} />
      </span>
      <span className="mono block text-ink-3">{gateway}</span>
      {mac && <span className="mono block text-ink-3">{mac}</span>}
    </>
  )
}

function BatchHint({ hint: { kind, gateway, batch } }: { readonly hint: Hint }) {
  const link = (
    <Link href={paths.batch(batch.id)} className="rounded-sm text-accent-ink underline underline-offset-2">
      {batch.flavor}
    </Link>
  )
  if (kind === 'inside') {
    return (
      <span className="block break-words">
        {HINTS.inside} {link}
      </span>
    )
  }
  return (
    <span className="block break-words">
      {HINTS[kind]} <span className="mono">{formatGatewayTitle(gateway)}</span>, which falls in {link}
    </span>
  )
}
