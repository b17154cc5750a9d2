'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { SearchX, ShieldCheck } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { Opened } from '#components/shell/opened.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { CodeBlock } from '#components/ui/code-block.tsx'
import { CopyButton } from '#components/ui/copy-button.tsx'
import { Disclosure } from '#components/ui/disclosure.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { FilterBar, FilterChip, FilterChips, Paging } from '#components/ui/filter.tsx'
import { FilterSelect } from '#components/ui/filter-select.tsx'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime, useNow } from '#components/ui/relative-time.tsx'
import { State } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { formatCount, formatFingerprint } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { ApiProblem } from '#lib/client/request.ts'
import type { CertificateDetail, Holder } from '#lib/client/trust-api.ts'
import { useCertificate, useHolders } from '#lib/client/trust-queries.ts'
import { HOLDER_STATES } from '#lib/domain/trust-change/holder-state.ts'
import { CATEGORY_WORDS, endLook, HOLDER_LOOKS, PART_WORDS, serversOf, shortName, totalsOf } from './trust-words.ts'

/** What it says, what it is for, and every gateway that holds it. */
export function CertificatePage({ fingerprint }: { readonly fingerprint: string }) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const now = useNow()
  const { data, error, refetch } = useCertificate(owner, fingerprint)
  const crumbs = [{ label: t`Trust`, href: paths.trust(owner) }]
  if (error instanceof ApiProblem && [404, 422].includes(error.status)) return <NoSuchCertificate />
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data) {
    return (
      <div aria-busy>
        <PageHeader crumbs={crumbs} title={<span className="skeleton inline-block h-5 w-48" />} />
        <Waiting what={t`the certificate`} />
      </div>
    )
  }
  const { icon, tone, word } = endLook(data.validTo, now)
  const [server] = serversOf(data.uses).filter(({ part }) => part === 'trust')
  return (
    <>
      <Opened kind="certificate" id={fingerprint} name={data.subject} about={data.validTo.slice(0, 10)} />
      <PageHeader
        crumbs={crumbs}
        title={<span className="break-words">{shortName(data.subject)}</span>}
        lead={
          <span className="flex flex-wrap items-center gap-x-2">
            <State icon={icon} tone={tone}>
              {word}
            </State>
            <RelativeTime at={data.validTo} />
          </span>
        }
        actions={
          server?.server &&
          server.category && (
            <>
              <ButtonLink href={paths.trust(owner, 'breaks', { category: server.category, uri: server.server })}>
                <Trans>What breaks when</Trans>
              </ButtonLink>
              {may && (
                <ButtonLink
                  variant="primary"
                  href={paths.newTrustChange(owner, { category: server.category, uri: server.server })}
                >
                  <Trans>Change this root</Trans>
                </ButtonLink>
              )}
            </>
          )
        }
      />
      <div className="grid gap-x-10 gap-y-8 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="order-2 min-w-0 xl:order-1">
          <Holders certificate={data} />
        </div>
        <div className="order-1 flex min-w-0 flex-col gap-6 xl:order-2">
          <CertificateFacts certificate={data} />
          <Uses certificate={data} />
          <Disclosure title="PEM">
            <CodeBlock text={data.pem.trim()} label={t`the certificate as PEM`} />
          </Disclosure>
        </div>
      </div>
    </>
  )
}

function CertificateFacts({ certificate }: { readonly certificate: CertificateDetail }) {
  const fingerprint = formatFingerprint(certificate.fingerprint)
  return (
    <section aria-label={t`Certificate`}>
      <Facts
        facts={[
          [t`Subject`, certificate.subject],
          [t`Issuer`, certificate.selfSigned ? t`Itself` : certificate.issuer],
          ...(certificate.names.some((name) => name !== shortName(certificate.subject))
            ? ([
                [
                  t`Names`,
                  <span key="names" className="mono">
                    {certificate.names.join(', ')}
                  </span>,
                ],
              ] as const)
            : []),
          [t`Valid from`, <RelativeTime key="from" at={certificate.validFrom} />],
          [t`Ends`, <RelativeTime key="to" at={certificate.validTo} />],
          [t`Key`, t`${certificate.keyType}, signed with ${certificate.signatureAlgorithm}`],
          [
            'SHA-256',
            <span key="sha" className="flex min-w-0 items-center gap-1">
              <span className="mono min-w-0 truncate">{fingerprint}</span>
              <CopyButton text={fingerprint} what={t`the fingerprint`} />
            </span>,
          ],
        ]}
      />
    </section>
  )
}

function Uses({ certificate: { uses } }: { readonly certificate: CertificateDetail }) {
  return (
    <section aria-labelledby="uses-title">
      <h2 id="uses-title" className="mb-2 text-base font-semibold">
        <Trans>What uses it</Trans>
      </h2>
      <ul className="border-t text-sm">
        {totalsOf(uses).map((total) => (
          <li key={total.part + total.category} className="border-b py-2">
            <span className="font-medium">
              {PART_WORDS[total.part]}
              {total.category && `, ${CATEGORY_WORDS[total.category]}`}
            </span>
            <span className="text-ink-2">
              {' '}
              <Trans>· {formatCount(total.gateways)} gateways</Trans>
            </span>
            {serversOf(uses)
              .filter(({ part, category }) => part === total.part && category === total.category)
              .map(({ server, gateways }) => (
                <span key={server} className="flex gap-2 text-ink-2">
                  <span className="mono min-w-0 flex-1 break-all">{server}</span>
                  <span className="tabular-nums">{formatCount(gateways)}</span>
                </span>
              ))}
          </li>
        ))}
        {uses.length === 0 && (
          <li className="border-b py-2 text-ink-2">
            <Trans>No gateway holds it any more.</Trans>
          </li>
        )}
      </ul>
    </section>
  )
}

const COLUMNS: readonly Column[] = [
  { head: t`Gateway`, className: 'w-[13rem]', skeleton: '10.5rem' },
  { head: t`State`, className: 'w-[9rem]', skeleton: '5rem' },
  { head: t`For`, className: 'hidden md:table-cell' },
  { head: t`Proven`, className: 'hidden w-[8rem] lg:table-cell xl:hidden 2xl:table-cell' },
  { head: t`Last seen`, className: 'hidden w-[8.5rem] lg:table-cell' },
]

function Holders({ certificate }: { readonly certificate: CertificateDetail }) {
  const owner = useOwnerId()
  const params = useSearchParams()
  const of = (name: string) => params?.get(name) || undefined
  const parts = (['trust', 'crt'] as const).filter((one) => certificate.uses.some(({ part }) => part === one))
  const part = parts.find((one) => one === of('part')) ?? parts[0] ?? 'trust'
  const state = HOLDER_STATES.find((one) => one === of('state'))
  const filter = { part, state, server: of('server'), cursor: of('cursor') }
  const { data, error, refetch, isPlaceholderData } = useHolders(owner, certificate.fingerprint, filter)
  const show = (patch: Partial<typeof filter>) => {
    const search = new URLSearchParams()
    for (const [name, value] of Object.entries({ ...filter, cursor: undefined, ...patch }))
      if (value) search.set(name, value)
    window.history.replaceState(null, '', `${paths.certificate(owner, certificate.fingerprint)}?${search}`)
  }
  const countOf = (one: string) => certificate.states.find((row) => row.part === part && row.state === one)?.count ?? 0
  const servers = [...new Set(serversOf(certificate.uses).flatMap(({ server }) => server ?? []))]
  if (parts.length === 0) {
    return (
      <p className="text-sm text-ink-2">
        <Trans>
          No credential set holds this certificate. As a CA of client certificates it lets in the gateways that it
          issued for.
        </Trans>
      </p>
    )
  }
  return (
    <section aria-labelledby="holders-title">
      <h2 id="holders-title" className="mb-2 text-base font-semibold">
        <Trans>Gateways that hold it</Trans>
      </h2>
      <FilterBar>
        <FilterChips label={t`State`}>
          {HOLDER_STATES.filter((one) => countOf(one) > 0 || one === state).map((one) => {
            const { icon, tone, word } = HOLDER_LOOKS[one]
            return (
              <FilterChip
                key={one}
                {...{ icon, tone, word }}
                count={countOf(one)}
                active={state === one}
                onToggle={() => show({ state: state === one ? undefined : one })}
              />
            )
          })}
        </FilterChips>
        {parts.length > 1 && (
          <FilterSelect
            label={t`As`}
            value={part}
            onChange={(next) => show({ part: next === 'crt' ? 'crt' : 'trust', state: undefined })}
            options={parts.map((one) => ({ value: one, label: PART_WORDS[one] }))}
          />
        )}
        {servers.length > 1 && (
          <FilterSelect
            label={t`Server`}
            value={filter.server ?? ''}
            onChange={(server) => show({ server })}
            options={[{ value: '', label: t`All servers` }, ...servers.map((uri) => ({ value: uri, label: uri }))]}
          />
        )}
      </FilterBar>
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data?.holders.length === 0 ? (
        <EmptyState
          icon={SearchX}
          title={t`No gateway here`}
          actions={
            <Button onClick={() => show({ state: undefined, server: undefined })}>
              <Trans>Show all</Trans>
            </Button>
          }
        >
          <Trans>No gateway holds it that way now.</Trans>
        </EmptyState>
      ) : (
        <>
          <ListTable
            label={t`Gateways that hold it`}
            columns={COLUMNS}
            rows={data?.holders}
            row={(one) => <Row key={`${one.gateway}${one.category}${one.version}`} holder={one} />}
            expect={8}
            stale={isPlaceholderData}
          />
          <Paging
            cursor={filter.cursor}
            next={data?.next ?? null}
            shown={data?.holders.length ?? 0}
            onCursor={(cursor) => show({ cursor })}
          />
        </>
      )}
    </section>
  )
}

function Row({ holder }: { readonly holder: Holder }) {
  const href = paths.gateway(useOwnerId(), holder.gateway)
  const { icon, tone, word, hint } = HOLDER_LOOKS[holder.state]
  return (
    <LinkRow href={href}>
      <Cell>
        <Link href={href} className="mono rounded-sm whitespace-nowrap group-hover:text-accent-ink">
          {formatGatewayTitle(holder.gateway)}
        </Link>
        {holder.name && <span className="block truncate text-xs text-ink-3 max-md:max-w-[52vw]">{holder.name}</span>}
      </Cell>
      <Cell className="max-md:text-right max-md:align-top">
        <span title={hint}>
          <State icon={icon} tone={tone}>
            {word}
          </State>
        </span>
      </Cell>
      <Cell className="hidden md:table-cell">
        <span className="block truncate text-ink-2">
          {CATEGORY_WORDS[holder.category]} <span className="mono text-xs">{holder.server}</span>
        </span>
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell xl:hidden 2xl:table-cell">
        <RelativeTime at={holder.provenAt} none={t`Not yet`} plain />
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        <RelativeTime at={holder.lastSeen} plain />
      </Cell>
    </LinkRow>
  )
}

function NoSuchCertificate() {
  const owner = useOwnerId()
  return (
    <EmptyState
      page
      icon={ShieldCheck}
      title={t`No such certificate`}
      actions={
        <ButtonLink href={paths.trust(owner)}>
          <Trans>Back to trust</Trans>
        </ButtonLink>
      }
    >
      <Trans>No gateway of this owner holds a certificate with that fingerprint any more.</Trans>
    </EmptyState>
  )
}
