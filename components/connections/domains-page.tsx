'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Network } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { useDomains } from '#lib/client/connection-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { AddGroup, DomainGroupSection } from './domain-groups.tsx'
import { DomainMembers } from './domain-members.tsx'

const SwitchDialog = dynamic(() => import('./switch-domains-dialog.tsx').then((module) => module.SwitchDomainsDialog), {
  loading: () => null,
})

/** Who sees which connections: groups, their domains, and the members that are held to them. */
export function DomainsPage() {
  const owner = useOwnerId()
  const admin = useCan('owner:admin')
  const { data, error, refetch } = useDomains(owner)
  const [switching, setSwitching] = useState(false)
  const header = (
    <PageHeader
      crumbs={[{ label: t`Connections`, href: paths.connections(owner) }]}
      title={t`Domains`}
      lead={t`Domains decide who sees which connections. A connection carries at most one domain of each group; without any it is cross-domain, and all members see it.`}
      actions={
        data?.enabled &&
        admin && (
          <Button onClick={() => setSwitching(true)}>
            <Trans>Switch domains off</Trans>
          </Button>
        )
      }
    />
  )
  if (!admin)
    return (
      <>
        {header}
        <Notice>
          <Trans>Domains are managed by the owner’s admins. Ask one of them.</Trans>
        </Notice>
      </>
    )
  if (error && !data)
    return (
      <>
        {header}
        <Problem error={error} onRetry={() => void refetch()} />
      </>
    )
  if (!data)
    return (
      <div aria-busy>
        {header}
        <div className="skeleton h-4 w-full max-w-2xl" />
        <Waiting what={t`the domains`} />
      </div>
    )
  return (
    <>
      {header}
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      {data.enabled ? (
        <div className="flex flex-col gap-10">
          <div className="flex max-w-3xl flex-col gap-8">
            {data.groups.map((group) => (
              <DomainGroupSection key={group.id} group={group} />
            ))}
            <AddGroup first={data.groups.length === 0} />
          </div>
          <DomainMembers groups={data.groups} />
        </div>
      ) : (
        <EmptyState
          icon={Network}
          title={t`Domains are off`}
          actions={
            <Button variant="primary" onClick={() => setSwitching(true)}>
              <Trans>Switch domains on</Trans>
            </Button>
          }
        >
          <Trans>
            All members see all connections. Switch domains on to give groups such as Region or Customer their own.
          </Trans>
        </EmptyState>
      )}
      {switching && <SwitchDialog enabled={data.enabled} onClose={() => setSwitching(false)} />}
    </>
  )
}
