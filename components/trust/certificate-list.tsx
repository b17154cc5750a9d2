'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { SearchX, ShieldCheck } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { FilterBar, FilterChip, FilterChips, Paging, SearchBox } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import type { TrustCertificate } from '#lib/client/trust-api.ts'
import { useCertificates, useTrustServers } from '#lib/client/trust-queries.ts'
import {
  BUCKET_LOOKS,
  BUCKET_ORDER,
  CATEGORY_WORDS,
  endLook,
  PART_WORDS,
  serversOf,
  shortName,
  totalsOf,
} from './trust-words.ts'

const COLUMNS: readonly Column[] = [
  { head: t`Certificate`, skeleton: '12rem' },
  { head: t`Ends`, className: 'w-[9.5rem]', skeleton: '6rem' },
  { head: t`Held by`, className: 'hidden w-[15rem] md:table-cell' },
  { head: t`For`, className: 'hidden w-[17rem] lg:table-cell' },
  { head: t`Key`, className: 'hidden w-[6.5rem] xl:table-cell' },
]

/** Servers that a row names; the rest is a number. */
const SHOWN = 2
const NAMES = ['q', 'ends', 'part', 'category', 'server', 'cursor'] as const
type Name = (typeof NAMES)[number]

/** What ends first comes first; the filter and the page are in the address. */
export function CertificateList() {
  const owner = useOwnerId()
  const params = useSearchParams()
  const of = (name: Name) => params?.get(name) ?? ''
  const filter = Object.fromEntries(NAMES.map((name) => [name, of(name) || undefined])) as Partial<Record<Name, string>>
  const { data, error, refetch, isPlaceholderData } = useCertificates(owner, filter)
  const { data: servers } = useTrustServers(owner)
  const show = (patch: Partial<Record<Name, string | undefined>>) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...filter, cursor: undefined, ...patch }))
      if (value) search.set(name, value)
    const text = search.toString()
    window.history.replaceState(null, '', paths.trust(owner) + (text ? `?${text}` : ''))
  }
  const filtered = NAMES.some((name) => filter[name])
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (data?.certificates.length === 0 && !filtered) return <NoCertificates />
  return (
    <>
      <FilterBar>
        <SearchBox
          label={t`Search certificates`}
          placeholder={t`Subject, issuer, name, fingerprint`}
          value={of('q')}
          onSearch={(q) => show({ q })}
        />
        <FilterChips label={t`When it ends`}>
          {BUCKET_ORDER.map((one) => (
            <FilterChip
              key={one}
              {...BUCKET_LOOKS[one]}
              {...(data ? { count: data.buckets[one] } : {})}
              active={filter.ends === one}
              onToggle={() => show({ ends: filter.ends === one ? undefined : one })}
            />
          ))}
        </FilterChips>
        <FilterSelect
          label={t`Kind`}
          value={of('part')}
          onChange={(part) => show({ part })}
          options={[
            { value: '', label: t`All kinds` },
            ...Object.entries(PART_WORDS).map(([value, label]) => ({ value, label })),
          ]}
        />
        <FilterSelect
          label={t`Category`}
          value={of('category')}
          onChange={(category) => show({ category })}
          options={[
            { value: '', label: t`LNS and CUPS` },
            { value: 'tc', label: 'LNS' },
            { value: 'cups', label: 'CUPS' },
          ]}
        />
        {(servers?.servers.length ?? 0) > 1 && (
          <FilterSelect
            label={t`Server`}
            value={of('server')}
            onChange={(server) => show({ server })}
            options={[
              { value: '', label: t`All servers` },
              ...[...new Set(servers?.servers.map(({ uri }) => uri))].map((uri) => ({ value: uri, label: uri })),
            ]}
          />
        )}
      </FilterBar>
      {data?.certificates.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={t`No certificate here`}
          actions={
            <Button onClick={() => show(Object.fromEntries(NAMES.map((name) => [name, undefined])))}>
              <Trans>Show all</Trans>
            </Button>
          }
        >
          <Trans>No certificate that your gateways hold fits this filter.</Trans>
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`Certificates`}
            columns={COLUMNS}
            rows={data?.certificates}
            row={(one) => <Row key={one.fingerprint} certificate={one} />}
            expect={5}
            what={t`the certificates`}
            stale={isPlaceholderData}
          />
          <Paging
            cursor={filter.cursor}
            next={data?.next ?? null}
            shown={data?.certificates.length ?? 0}
            onCursor={(cursor) => show({ cursor })}
          />
        </>
      )}
    </>
  )
}

function Row({ certificate }: { readonly certificate: TrustCertificate }) {
  const href = paths.certificate(useOwnerId(), certificate.fingerprint)
  const { uses, validTo } = certificate
  const { icon, tone, word } = endLook(validTo, useNow())
  const servers = serversOf(uses)
  return (
    <LinkRow href={href}>
      <Cell>
        <Link
          href={href}
          className="block truncate rounded-sm font-medium text-ink group-hover:text-accent-ink max-md:max-w-[52vw]"
        >
          {shortName(certificate.subject)}
        </Link>
        <span className="block truncate text-xs text-ink-3 max-md:max-w-[52vw]">
          {certificate.selfSigned ? t`Issued by itself` : t`By ${shortName(certificate.issuer)}`} ·{' '}
          <span className="mono">{certificate.fingerprint.slice(0, 12)}</span>
        </span>
        <span className="block text-xs text-ink-2 md:hidden">
          <Holders certificate={certificate} />
        </span>
      </Cell>
      <Cell className="max-md:text-right max-md:align-top">
        <State icon={icon} tone={tone}>
          {word}
        </State>
        <span className="block text-xs text-ink-2">
          <RelativeTime at={validTo} plain />
        </span>
      </Cell>
      <Cell className="hidden md:table-cell">
        <Holders certificate={certificate} />
      </Cell>
      <Cell className="hidden lg:table-cell">
        {servers.slice(0, SHOWN).map((use) => (
          <span key={`${use.part}${use.server}`} className="mono block truncate text-xs text-ink-2">
            {use.server}
          </span>
        ))}
        {servers.length > SHOWN && (
          <span className="block text-xs text-ink-3">
            <Trans>and {servers.length - SHOWN} more</Trans>
          </span>
        )}
        {servers.length === 0 && <span className="text-ink-3">–</span>}
      </Cell>
      <Cell className="hidden text-ink-2 xl:table-cell">{certificate.keyType}</Cell>
    </LinkRow>
  )
}

/** Gateways by what it is for them. */
function Holders({ certificate: { uses } }: { readonly certificate: TrustCertificate }) {
  return totalsOf(uses).map(({ part, category, gateways }) => (
    <span key={part + category} className="block truncate tabular-nums">
      <span className="font-medium">{formatCount(gateways)}</span>{' '}
      <span className="text-ink-2">{holdsText(part, category ? CATEGORY_WORDS[category] : '')}</span>
    </span>
  ))
}

function NoCertificates() {
  const owner = useOwnerId()
  return (
    <EmptyState
      icon={ShieldCheck}
      title={t`No certificates yet`}
      actions={
        <ButtonLink href={paths.gateways(owner)}>
          <Trans>To the gateways</Trans>
        </ButtonLink>
      }
    >
      <Trans>
        When a gateway is set up for a server with TLS, the CA that it trusts and its client certificate appear here,
        with who holds them and when they end.
      </Trans>
    </EmptyState>
  )
}

function holdsText(part: TrustCertificate['uses'][number]['part'], category: string): string {
  if (part === 'client-ca') return t`issued for`
  return part === 'trust' ? t`${category} trust` : t`${category} client`
}
