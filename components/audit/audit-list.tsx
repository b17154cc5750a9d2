'use client'

import { ScrollText } from 'lucide-react'
import Link from 'next/link'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Cell, Head, SkeletonRows, Table } from '#components/ui/table.tsx'
import type { AuditEntry } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useAudit } from '#lib/client/queries.ts'

/** Who did what, newest first. Read only. */
export function AuditList() {
  const { owner } = useConsole()
  const may = useCan('owner:admin')
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useAudit(owner.id, may)
  const entries = data?.pages.flatMap((page) => page.entries)
  if (!may) {
    return (
      <>
        <PageHeader title="Audit" />
        <Notice>The audit trail is read by the owner’s admins. Ask one of them.</Notice>
      </>
    )
  }
  return (
    <>
      <PageHeader
        title="Audit"
        lead="Every change in this owner, by whom and from where. Secrets are never part of it."
      />
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : entries?.length === 0 ? (
        <EmptyState icon={ScrollText} title="Nothing recorded yet">
          Claims, setups, tokens and sign-outs appear here with their time, actor and address.
        </EmptyState>
      ) : (
        <>
          <Table label="Audit entries" fixed>
            <thead className="max-md:sr-only">
              <tr>
                <Head className="w-[9rem]">Time</Head>
                <Head>Action</Head>
                <Head className="hidden w-[14rem] md:table-cell">Gateway</Head>
                <Head className="hidden w-[11rem] md:table-cell">Actor</Head>
                <Head className="hidden w-[9rem] lg:table-cell">Address</Head>
              </tr>
            </thead>
            <tbody>
              {entries ? (
                entries.map((entry) => <AuditRow key={entry.id} entry={entry} />)
              ) : (
                <SkeletonRows rows={8} widths={['5rem', '8rem', null, null, null]} />
              )}
            </tbody>
          </Table>
          {hasNextPage && (
            <Button className="mt-3" pending={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show older
            </Button>
          )}
        </>
      )}
    </>
  )
}

function AuditRow({ entry }: { readonly entry: AuditEntry }) {
  const { owner } = useConsole()
  const gateway = entry.gateway && (
    <Link
      href={paths.gateway(owner.id, entry.gateway)}
      prefetch={false}
      className="mono rounded-sm whitespace-nowrap hover:text-accent-ink"
    >
      {formatGatewayTitle(entry.gateway)}
    </Link>
  )
  return (
    <tr>
      <Cell className="align-top text-ink-2">
        <RelativeTime at={entry.at} />
      </Cell>
      <Cell className="align-top">
        <span className="mono">{entry.action}</span>
        <span className="block text-xs wrap-anywhere text-ink-3">{detailText(entry.detail)}</span>
        <span className="block md:hidden">{gateway}</span>
        <span className="block text-xs text-ink-3 md:hidden">
          <Actor actor={entry.actor} name={entry.actorName} />
        </span>
      </Cell>
      <Cell className="hidden align-top md:table-cell">{gateway}</Cell>
      <Cell className="hidden align-top text-ink-2 md:table-cell">
        <Actor actor={entry.actor} name={entry.actorName} />
      </Cell>
      <Cell className="mono hidden align-top text-ink-2 lg:table-cell">{entry.address}</Cell>
    </tr>
  )
}

const ACTORS: Readonly<Record<string, string>> = { cli: 'Command line', system: 'Gatehouse', gateway: 'The gateway' }

function Actor({ actor, name }: { readonly actor: string; readonly name?: string | null }) {
  const [kind = '', id] = actor.split(':')
  if (name) {
    return (
      <>
        {name}
        {kind === 'token' && <span className="block text-xs text-ink-3">API token</span>}
      </>
    )
  }
  if (!id) return ACTORS[kind] ?? actor
  return (
    <>
      {kind === 'user' ? 'User' : kind === 'token' ? 'API token' : kind}{' '}
      <span className="mono text-xs text-ink-3" title={id}>
        {id.slice(0, 8)}
      </span>
    </>
  )
}

/** The recorded facts on one line: `name: roof-17 · version: 3`. */
function detailText(detail: AuditEntry['detail']): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : String(value)}`)
    .join(' · ')
}
