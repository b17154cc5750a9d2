'use client'

import { Network } from 'lucide-react'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Actions } from '#components/ui/actions.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { notify } from '#components/ui/toast.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { connectionApi } from '#lib/client/connection-api.ts'
import { connectionKeys, useDomains } from '#lib/client/connection-queries.ts'
import { paths } from '#lib/client/paths.ts'
import { useWrite } from '#lib/client/queries.ts'
import { AddGroup, DomainGroupSection } from './domain-groups.tsx'
import { DomainMembers } from './domain-members.tsx'

/** Who sees which connections: groups, their domains, and the members that are held to them. */
export function DomainsPage() {
  const owner = useOwnerId()
  const admin = useCan('owner:admin')
  const { data, error, refetch } = useDomains(owner)
  const [switching, setSwitching] = useState(false)
  const header = (
    <PageHeader
      crumbs={[{ label: 'Connections', href: paths.connections(owner) }]}
      title="Domains"
      lead="Domains decide who sees which connections. A connection carries at most one domain of each group; without any it is cross-domain, and all members see it."
      actions={data?.enabled && admin && <Button onClick={() => setSwitching(true)}>Switch domains off</Button>}
    />
  )
  if (!admin)
    return (
      <>
        {header}
        <Notice>Domains are managed by the owner’s admins. Ask one of them.</Notice>
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
        <Waiting what="the domains" />
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
          title="Domains are off"
          actions={
            <Button variant="primary" onClick={() => setSwitching(true)}>
              Switch domains on
            </Button>
          }
        >
          All members see all connections. Switch domains on to give groups such as Region or Customer their own.
        </EmptyState>
      )}
      {switching && <SwitchDialog enabled={data.enabled} onClose={() => setSwitching(false)} />}
    </>
  )
}

function SwitchDialog({ enabled, onClose }: { readonly enabled: boolean; readonly onClose: () => void }) {
  const owner = useOwnerId()
  const change = useWrite(
    () => connectionApi.switchDomains(owner, !enabled),
    [connectionKeys.domains(owner), connectionKeys.all(owner)],
    () => {
      notify(enabled ? 'Domains are off' : 'Domains are on')
      onClose()
    },
  )
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={enabled ? 'Switch domains off' : 'Switch domains on'}
      description={
        enabled
          ? 'All members see and change all connections from then on. Groups, domains and restrictions stay for the next time.'
          : 'Nothing changes at once: connections stay cross-domain and members unrestricted until you assign domains.'
      }
    >
      <Problem error={change.error} className="mb-4" />
      <Actions>
        <Button
          variant={enabled ? 'danger' : 'primary'}
          pending={change.isPending}
          onClick={() => change.mutate(undefined)}
        >
          {enabled ? 'Switch off' : 'Switch on'}
        </Button>
        <Button onClick={onClose}>Cancel</Button>
      </Actions>
    </Dialog>
  )
}
