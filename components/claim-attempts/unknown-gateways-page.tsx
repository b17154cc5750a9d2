'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
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
import { EuiCopyMenu } from '#components/gateways/eui-copy-menu.tsx'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, Paging, SearchBox } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { Link } from '#components/ui/link.tsx'
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
  'no-batch': { word: t`In no batch`, icon: CircleHelp, tone: 'muted' },
  batch: { word: t`In a batch`, icon: PackageOpen, tone: 'info' },
  known: { word: t`Known`, icon: KeyRound, tone: 'warn' },
  malformed: { word: t`No identifier`, icon: FileQuestion, tone: 'alert' },
}
const STANDINGS: readonly Standing[] = ['no-batch', 'batch', 'known', 'malformed']

const REASONS: Readonly<Record<UnknownGateway['reason'], string>> = {
  none: t`It shows neither a token nor a certificate.`,
  token: t`Its token is not accepted.`,
  certificate: t`Its certificate is not accepted.`,
  'bootstrap-ended': t`Its bootstrap token had ended under its former owner.`,
  router: t`Its “router” is no identifier.`,
}

type Hint = NonNullable<UnknownGateway['hint']>
const HINTS: Readonly<Record<Hint['kind'], string>> = {
  inside: t`Falls in batch`,
  digit: t`One digit off`,
  swapped: t`Two digits swapped:`,
  mac: t`A MAC without FF-FE:`,
  reversed: t`Its bytes reversed:`,
}

const COLUMNS: readonly Column[] = [
  { head: t`Router`, className: 'w-[17rem]', skeleton: '13rem' },
  { head: t`Standing`, skeleton: '6rem' },
  { head: t`From`, className: 'hidden w-[12rem] lg:table-cell' },
  { head: t`Refused`, className: 'hidden w-[6rem] text-right md:table-cell' },
  { head: t`Last`, className: 'hidden w-[9rem] md:table-cell' },
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
        title={t`Unknown gateways`}
        lead={t`Routers that knocked and were refused, out of the last ${formatCount(10_000)} refusals. Of one address at most 20 a minute are kept.`}
      />
      <FilterBar>
        <SearchBox
          label={t`Search unknown gateways`}
          placeholder={t`EUI, MAC, ID6, address or owner`}
          value={query.q}
          onSearch={(text) => change({ q: text, cursor: '' }, 'replace')}
        />
        <FilterSelect
          label={t`Standing`}
          value={standing ?? ''}
          onChange={(value) => change({ standing: value, cursor: '' })}
          options={[{ value: '', label: t`All` }, ...STANDINGS.map((value) => ({ value, label: LOOKS[value].word }))]}
        />
      </FilterBar>
      {error ? (
        <Problem error={error} onRetry={() => void refetch()} className="mt-4" />
      ) : data?.gateways.length === 0 ? (
        q || standing ? (
          <EmptyState
            icon={SearchX}
            title={t`Nothing found`}
            actions={
              <Button onClick={() => change({ q: '', standing: '', cursor: '' })}>
                <Trans>Clear the filter</Trans>
              </Button>
            }
          >
            <Trans>
              {q ? t`No refused router fits “${q}”.` : t`No refused router is of this kind.`} What knocked long ago is
              not kept.
            </Trans>
          </EmptyState>
        ) : (
          <EmptyState icon={CircleDashed} title={t`Nobody knocked`}>
            <Trans>
              A gateway that this installation does not know, or that shows a wrong token, appears here with its
              address: so a mistyped EUI or a forgotten batch is found.
            </Trans>
          </EmptyState>
        )
      ) : (
        <>
          <ListTable
            label={t`Unknown gateways`}
            columns={COLUMNS}
            rows={data?.gateways}
            row={(one) => <Row key={one.gateway ?? one.router} one={one} />}
            what={t`the unknown gateways`}
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
        {one.owner !== null && (
          <span className="block break-words text-ink-2">
            <Trans>of {one.owner}</Trans>
          </span>
        )}
        <span className="block text-ink-2">{REASONS[one.reason]}</span>
        {one.hint && <BatchHint hint={one.hint} />}
      </Cell>
      <Cell className="hidden lg:table-cell">
        <span className="mono block break-all">{one.address}</span>
        {one.addresses > 1 && (
          <span className="text-ink-3">
            <Trans>and {formatCount(one.addresses - 1)} more</Trans>
          </span>
        )}
      </Cell>
      <Cell className="hidden text-right tabular-nums md:table-cell">{formatCount(one.count)}</Cell>
      <Cell className="hidden text-ink-2 md:table-cell">
        <RelativeTime at={one.lastAt} plain />
        <span className="block text-ink-3">
          <Trans>
            first <RelativeTime at={one.firstAt} plain />
          </Trans>
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
        {router || t`(empty)`}
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
      <Trans>
        {HINTS[kind]} <span className="mono">{formatGatewayTitle(gateway)}</span>, which falls in {link}
      </Trans>
    </span>
  )
}
