'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import dynamic from 'next/dynamic'
import { useSearchParams } from 'next/navigation'
import type { ReactNode } from 'react'
import { Opened } from '#components/shell/opened.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Button, ButtonLink } from '#components/ui/button.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { type Tab, Tabs } from '#components/ui/tabs.tsx'
import { useConnection } from '#lib/client/connection-queries.ts'
import type { Connection } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { ConnectionHealth } from './connection-health.tsx'
import { ConnectionMenu } from './connection-menu.tsx'
import { ConnectionMissing, ConnectionSkeleton } from './connection-missing.tsx'
import { OverviewPanel } from './overview-panel.tsx'
import { useActivation } from './use-activation.ts'

const DeliveriesPanel = dynamic(() => import('./deliveries-panel.tsx').then((module) => module.DeliveriesPanel), {
  loading: () => null,
})
const KeysPanel = dynamic(() => import('./keys-panel.tsx').then((module) => module.KeysPanel), { loading: () => null })
const DownlinkPanel = dynamic(() => import('./downlink-panel.tsx').then((module) => module.DownlinkPanel), {
  loading: () => null,
})

const PANELS = ['overview', 'deliveries', 'downlinks', 'keys'] as const
type Panel = (typeof PANELS)[number]

/** One connection; the tab is part of the address. */
export function ConnectionPage({ id }: { readonly id: string }) {
  const owner = useOwnerId()
  const tab = useSearchParams()?.get('tab')
  const { data, error, refetch } = useConnection(owner, id)
  const crumbs = [{ label: t`Connections`, href: paths.connections(owner) }]
  if (error && !data) return <ConnectionMissing owner={owner} error={error} onRetry={() => void refetch()} />
  if (!data) return <ConnectionSkeleton crumbs={crumbs} />
  const panel = PANELS.find((one) => one === tab) ?? 'overview'
  // Next follows the history API; no page is loaded for a tab.
  const open = (next: Panel) =>
    window.history.replaceState(null, '', paths.connection(owner, id, next === 'overview' ? undefined : next))
  const tabs: Record<Panel, readonly [label: string, content: ReactNode]> = {
    overview: [t`Overview`, <OverviewPanel key="overview" connection={data} />],
    deliveries: [t`Deliveries`, <DeliveriesPanel key="deliveries" connection={data} />],
    downlinks: [t`Downlinks`, <DownlinkPanel key="downlinks" connection={data} />],
    keys: [t`Keys`, <KeysPanel key="keys" connection={data} />],
  }
  return (
    <>
      <Opened kind="connection" id={id} name={data.name} about={data.asId} />
      <PageHeader
        crumbs={crumbs}
        title={<span className="break-words">{data.name}</span>}
        lead={data.url && <span className="mono break-all">{data.url}</span>}
        actions={<ConnectionActions connection={data} />}
      />
      <HealthLine connection={data} />
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      <Tabs
        label={t`Connection`}
        value={panel}
        onChange={open}
        tabs={PANELS.map((value): Tab<Panel> => ({ value, label: tabs[value][0], panel: tabs[value][1] }))}
      />
    </>
  )
}

function HealthLine({ connection: { health } }: { readonly connection: Connection }) {
  return (
    <p className="mb-4 flex flex-wrap items-start gap-x-3 gap-y-1" data-state={health.state}>
      <ConnectionHealth state={health.state} className="text-base! font-medium" />
      <span className="min-w-0 text-base text-ink-2">
        {restOf(health.sentence)}
        {health.lastDelivery && (
          <>
            {' '}
            <Trans>
              Last delivery <RelativeTime at={health.lastDelivery} />.
            </Trans>
          </>
        )}
      </span>
    </p>
  )
}

/** The sentence without the word that stands before it. */
function restOf(sentence: string): string {
  const rest = sentence.replace(/^[^:.]{1,30}: /, '')
  return rest.charAt(0).toUpperCase() + rest.slice(1)
}

function ConnectionActions({ connection }: { readonly connection: Connection }) {
  const owner = useOwnerId()
  const may = useCan('connection:write') && connection.access === 'full'
  const activate = useActivation(connection)
  if (!may) return null
  return (
    <>
      {!connection.active && (
        <Button variant="primary" pending={activate.isPending} onClick={() => activate.mutate(true)}>
          <Trans>Activate</Trans>
        </Button>
      )}
      <ButtonLink href={paths.editConnection(owner, connection.id)}>
        <Trans>Edit</Trans>
      </ButtonLink>
      <ConnectionMenu connection={connection} onPage />
    </>
  )
}
