'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Route } from 'lucide-react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { CREATE_KEY } from '#components/ui/key-marks.ts'
import { Link } from '#components/ui/link.tsx'
import { LinkRow } from '#components/ui/link-row.tsx'
import { type Column, ListTable } from '#components/ui/list-table.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Badge } from '#components/ui/state.tsx'
import { Cell } from '#components/ui/table.tsx'
import type { JoinServer } from '#lib/client/interop-api.ts'
import { useJoinServers } from '#lib/client/interop-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { FindingState } from './finding-state.tsx'
import { firstExpiry } from './interop-words.ts'

/** Prefixes that a row shows; the rest is a number. */
const SHOWN = 3

const COLUMNS: readonly Column[] = [
  { head: t`Join server`, skeleton: '12rem' },
  { head: t`JoinEUI prefixes`, className: 'w-[15rem]', skeleton: '10rem' },
  { head: t`Protocol`, className: 'hidden w-[6rem] md:table-cell' },
  { head: t`Certificates end`, className: 'hidden w-[11rem] lg:table-cell' },
  { head: t`State`, className: 'hidden w-[8rem] md:table-cell' },
]

export function JoinServerList() {
  const owner = useOwnerId()
  const { data, error, refetch } = useJoinServers(owner)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (data?.joinServers.length === 0) return <NoJoinServers />
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      <ListTable
        label={t`Join servers`}
        columns={COLUMNS}
        rows={data?.joinServers}
        row={(one) => <JoinServerRow key={one.id} server={one} />}
        expect={4}
        what={t`the join servers`}
      />
    </>
  )
}

function JoinServerRow({ server }: { readonly server: JoinServer }) {
  const href = paths.joinServer(useOwnerId(), server.id)
  const prefixes = server.entries.flatMap(({ joinEuis }) => joinEuis)
  const expiry = firstExpiry(server)
  return (
    <LinkRow href={href}>
      <Cell>
        <Link
          href={href}
          className="block rounded-sm font-medium break-words text-ink group-hover:text-accent-ink md:truncate"
        >
          {server.fqdn}
        </Link>
        <span className="mono block text-xs break-all text-ink-3 md:truncate">{server.file}</span>
        <span className="mt-1 block md:hidden">
          <FindingState findings={server.findings} />
        </span>
      </Cell>
      <Cell className="max-md:w-[48%]">
        <ul className="mono text-xs/5 break-all text-ink-2">
          {prefixes.slice(0, SHOWN).map((prefix) => (
            <li key={prefix}>{prefix}</li>
          ))}
        </ul>
        {prefixes.length > SHOWN && (
          <span className="text-xs text-ink-3">
            <Trans>and {prefixes.length - SHOWN} more</Trans>
          </span>
        )}
        {prefixes.length === 0 && (
          <span className="text-ink-3">
            <Trans>None, never asked</Trans>
          </span>
        )}
      </Cell>
      <Cell className="hidden md:table-cell">
        <Badge mono>{server.protocol}</Badge>
      </Cell>
      <Cell className="hidden text-ink-2 lg:table-cell">
        {expiry ? (
          <RelativeTime at={expiry} plain />
        ) : server.tls?.source === 'key-vault' ? (
          t`In the key vault`
        ) : (
          <span className="text-ink-3">–</span>
        )}
      </Cell>
      <Cell className="hidden md:table-cell">
        <FindingState findings={server.findings} />
      </Cell>
    </LinkRow>
  )
}

function NoJoinServers() {
  const owner = useOwnerId()
  const may = useCan('interop:write')
  return (
    <EmptyState
      icon={Route}
      title={t`No join servers yet`}
      actions={
        may && (
          <>
            <ButtonLink href={paths.newJoinServer(owner)} {...CREATE_KEY} variant="primary">
              <Trans>Add join server</Trans>
            </ButtonLink>
            <ButtonLink href={paths.importJoinServers(owner)}>
              <Trans>Import a folder</Trans>
            </ButtonLink>
          </>
        )
      }
    >
      {may
        ? t`The Things Stack asks its own join server, and for other devices those that its interoperability configuration names. Edit that configuration here, or import the folder that you have.`
        : t`An admin or operator of this owner adds join servers. They appear here with what is wrong with them.`}
    </EmptyState>
  )
}
