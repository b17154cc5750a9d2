'use client'

import { RadioTower, Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { ButtonLink, IconButton } from '#components/ui/button.tsx'
import { EmptyState } from '#components/ui/empty-state.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { useNow } from '#components/ui/relative-time.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useGateway } from '#lib/client/queries.ts'
import { formatDue } from '#lib/client/relative-time.ts'
import { ApiProblem } from '#lib/client/request.ts'
import { CheckInTable } from './check-in-table.tsx'
import { CredentialsPanel } from './credentials-panel.tsx'
import { EuiCopyMenu } from './eui-copy-menu.tsx'
import { GatewayName } from './gateway-name.tsx'
import { GatewayState } from './gateway-state.tsx'
import { formatGatewayTitle } from './gateway-title.ts'
import { OverviewPanel } from './overview-panel.tsx'

const DeleteDialog = dynamic(() => import('./delete-dialog.tsx').then((module) => module.DeleteDialog))

type Panel = 'overview' | 'credentials' | 'check-ins'

export function GatewayPage({ gateway: id }: { readonly gateway: string }) {
  const owner = useOwnerId()
  const { data, error, refetch } = useGateway(owner, id)
  const [panel, setPanel] = useState<Panel>('overview')
  const crumbs = [{ label: 'Gateways', href: paths.gateways(owner) }]
  if (error && !data) return <GatewayMissing error={error} owner={owner} gateway={id} onRetry={() => void refetch()} />
  if (!data) return <GatewaySkeleton gateway={id} crumbs={crumbs} />
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={<span className="mono break-all">{formatGatewayTitle(data.gateway)}</span>}
        aside={<EuiCopyMenu gateway={data.gateway} />}
        lead={<GatewayName gateway={data} />}
        actions={<GatewayActions gateway={data} />}
      />
      <StateLine gateway={data} />
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      <Tabs
        label="Gateway"
        value={panel}
        onChange={setPanel}
        tabs={[
          {
            value: 'overview',
            label: 'Overview',
            panel: <OverviewPanel gateway={data} onAll={() => setPanel('check-ins')} />,
          },
          { value: 'credentials', label: 'Credentials', panel: <CredentialsPanel gateway={data} /> },
          { value: 'check-ins', label: 'Check-ins', panel: <CheckInTable gateway={data.gateway} /> },
        ]}
      />
    </>
  )
}

function StateLine({ gateway }: { readonly gateway: Gateway }) {
  const now = useNow()
  const { kind, sentence, dueBy } = gateway.state
  return (
    <p className="mb-4 flex flex-wrap items-start gap-x-3 gap-y-1" data-state={kind}>
      <GatewayState state={kind} className="text-base! font-medium" />
      <span className="min-w-0 text-base text-ink-2">
        {sentence}
        {dueBy && ` Expected by ${formatDue(new Date(dueBy), now)}.`}
      </span>
    </p>
  )
}

function GatewayActions({ gateway }: { readonly gateway: Gateway }) {
  const owner = useOwnerId()
  const [deleting, setDeleting] = useState(false)
  const maySetup = useCan('gateway:setup')
  const mayClaim = useCan('gateway:claim')
  return (
    <div className="flex items-center gap-2 max-sm:flex-row-reverse">
      {mayClaim && (
        <IconButton label="Delete the gateway" className="size-8!" onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
      )}
      {maySetup && (
        <ButtonLink href={paths.setup(owner, gateway.gateway)} variant="primary">
          Set up
        </ButtonLink>
      )}
      {deleting && <DeleteDialog gateway={gateway} onClose={() => setDeleting(false)} />}
    </div>
  )
}

interface GatewayMissingProps {
  readonly error: Error
  readonly owner: string
  readonly gateway: string
  readonly onRetry: () => void
}

/** What a wrong address and another owner's gateway have in common: nothing is here. */
export function GatewayMissing({ error, owner, gateway, onRetry }: GatewayMissingProps) {
  const gone = error instanceof ApiProblem && (error.status === 404 || error.status === 422 || error.status === 400)
  if (!gone) return <Problem error={error} onRetry={onRetry} />
  return (
    <EmptyState
      icon={RadioTower}
      title="No such gateway"
      actions={<ButtonLink href={paths.gateways(owner)}>Back to gateways</ButtonLink>}
    >
      <span className="mono break-all">{formatGatewayTitle(gateway)}</span> is not among this owner’s gateways. It may
      have been deleted, or it belongs to another owner.
    </EmptyState>
  )
}

interface GatewaySkeletonProps {
  readonly gateway: string
  readonly crumbs: readonly { readonly label: string; readonly href: string }[]
}

export function GatewaySkeleton({ gateway, crumbs }: GatewaySkeletonProps) {
  return (
    <div aria-busy>
      <PageHeader crumbs={crumbs} title={<span className="mono break-all">{formatGatewayTitle(gateway)}</span>} />
      <span className="sr-only">Loading</span>
      <div className="skeleton mb-6 h-4 w-80 max-w-full" />
      <div className="grid gap-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex flex-col gap-4">
          {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
            <div key={row} className="skeleton h-4 w-full" />
          ))}
        </div>
        <div className="skeleton h-40" />
      </div>
    </div>
  )
}
