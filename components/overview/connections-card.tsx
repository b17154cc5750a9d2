'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { ConnectionHealth } from '#components/connections/connection-health.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { Link } from '#components/ui/link.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { useConnections } from '#lib/client/connection-queries.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { MORE, Section, SkeletonLines } from './section.tsx'

/** Connections that are shown. */
const MOST = 4

/** The first connections with their health, and the way to another one. */
export function ConnectionsCard() {
  const owner = useOwnerId()
  const mayRead = useCan('connection:read')
  const mayAdd = useCan('connection:write')
  const { data, error, refetch } = useConnections(owner, { q: '', limit: MOST }, mayRead)
  if (!mayRead) return null
  const all = data?.counts.all ?? 0
  return (
    <Section
      id="connections"
      title={t`Connections`}
      more={
        all > MOST ? (
          <Link href={paths.connections(owner)} className={MORE}>
            <Trans>All {formatCount(all)}</Trans>
          </Link>
        ) : undefined
      }
    >
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <ul className="border-t text-sm">
          {data.connections.map((connection) => (
            <li key={connection.id} className="border-b">
              <Link
                href={paths.connection(owner, connection.id)}
                className="-mx-2 flex min-h-9 items-center justify-between gap-3 rounded-sm px-2 py-1 hover:bg-hover"
              >
                <span className="min-w-0 truncate">{connection.name}</span>
                <ConnectionHealth state={connection.health.state} />
              </Link>
            </li>
          ))}
          {data.connections.length === 0 && (
            <li className="border-b py-2 text-ink-3">
              <Trans>None yet: nothing is delivered to an application server.</Trans>
            </li>
          )}
        </ul>
      ) : (
        <SkeletonLines count={2} />
      )}
      {mayAdd && (
        <ButtonLink href={paths.newConnection(owner)} className="mt-3">
          <Plus aria-hidden className="size-3.5" /> <Trans>Add a connection</Trans>
        </ButtonLink>
      )}
    </Section>
  )
}
