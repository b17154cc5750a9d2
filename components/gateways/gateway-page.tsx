'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Trash2 } from 'lucide-react'
import dynamic from 'next/dynamic'
import { useState } from 'react'
import { usePageQuery } from '#components/gateway-page/page-query.ts'
import { Opened } from '#components/shell/opened.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { OfferAction } from '#components/transfers/offer-action.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { useNow } from '#components/ui/relative-time.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useGateway } from '#lib/client/queries.ts'
import { formatDue } from '#lib/client/relative-time.ts'
import { EuiCopyMenu } from './eui-copy-menu.tsx'
import { GatewayMissing, GatewaySkeleton } from './gateway-missing.tsx'
import { GatewayName } from './gateway-name.tsx'
import { GatewayState } from './gateway-state.tsx'
import { GatewayTags } from './gateway-tags.tsx'
import { formatGatewayTitle } from './gateway-title.ts'

const OverviewPanel = dynamic(() => import('./overview-panel.tsx').then((module) => module.OverviewPanel), {
  loading: () => <div className="skeleton h-96 w-full" />,
})
const CredentialsPanel = dynamic(() => import('./credentials-panel.tsx').then((module) => module.CredentialsPanel), {
  loading: () => null,
})
const CheckInLog = dynamic(
  () => import('#components/gateway-page/check-in-log.tsx').then((module) => module.CheckInLog),
  { loading: () => null },
)
const VersionsPanel = dynamic(
  () => import('#components/gateway-page/versions-panel.tsx').then((module) => module.VersionsPanel),
  { loading: () => null },
)
const GatewayFirmware = dynamic(
  () => import('#components/firmware/gateway-firmware.tsx').then((module) => module.GatewayFirmware),
  { loading: () => null },
)
const InstallGuide = dynamic(() => import('#components/lns/install-guide.tsx').then((module) => module.InstallGuide), {
  loading: () => null,
})
const DeleteDialog = dynamic(() => import('./delete-dialog.tsx').then((module) => module.DeleteDialog), {
  loading: () => null,
})

export function GatewayPage({ gateway: id }: { readonly gateway: string }) {
  const owner = useOwnerId()
  const { data, error, refetch } = useGateway(owner, id)
  const { panel, open } = usePageQuery()
  const crumbs = [{ label: t`Gateways`, href: paths.gateways(owner) }]
  if (error && !data) return <GatewayMissing error={error} owner={owner} gateway={id} onRetry={() => void refetch()} />
  if (!data) return <GatewaySkeleton gateway={id} crumbs={crumbs} />
  return (
    <>
      <Opened kind="gateway" id={data.gateway} name={data.name} about={data.site} />
      <PageHeader
        crumbs={crumbs}
        title={<span className="mono break-all">{formatGatewayTitle(data.gateway)}</span>}
        aside={<EuiCopyMenu gateway={data.gateway} />}
        lead={
          <>
            <GatewayName gateway={data} />
            <GatewayTags gateway={data} />
          </>
        }
        actions={<GatewayActions gateway={data} />}
      />
      <StateLine gateway={data} />
      {error && <Problem error={error} onRetry={() => void refetch()} className="mb-4" />}
      <Tabs
        label={t`Gateway`}
        value={panel}
        onChange={(next) => open(next)}
        tabs={[
          { value: 'overview', label: t`Overview`, panel: <OverviewPanel gateway={data} /> },
          { value: 'credentials', label: t`Credentials`, panel: <CredentialsPanel gateway={data} /> },
          { value: 'firmware', label: t`Firmware`, panel: <GatewayFirmware gateway={data} /> },
          { value: 'check-ins', label: t`Check-ins`, panel: <CheckInLog gateway={data.gateway} /> },
          { value: 'versions', label: t`Versions`, panel: <VersionsPanel gateway={data.gateway} /> },
          { value: 'installation', label: t`Installation`, panel: <InstallGuide gateway={data.gateway} /> },
        ]}
      />
    </>
  )
}

function StateLine({ gateway }: { readonly gateway: Gateway }) {
  const now = useNow()
  const { kind, sentence, dueBy } = gateway.state
  const due = dueBy ? new Date(dueBy) : undefined
  return (
    <p className="mb-4 flex flex-wrap items-start gap-x-3 gap-y-1" data-state={kind}>
      <GatewayState state={kind} className="text-base! font-medium" />
      <span className="min-w-0 text-base text-ink-2">
        {sentence}
        {due && ` ${due < now ? t`Was expected by ${formatDue(due, now)}.` : t`Expected by ${formatDue(due, now)}.`}`}
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
        <IconButton label={t`Delete the gateway`} className="size-8!" onClick={() => setDeleting(true)}>
          <Trash2 aria-hidden className="size-4" />
        </IconButton>
      )}
      <OfferAction compact target={{ by: 'gateways', gateways: [gateway.gateway] }} count={1} />
      {maySetup && (
        <ButtonLink href={paths.connect(owner, [gateway.gateway])}>
          <Trans>Connect to a network</Trans>
        </ButtonLink>
      )}
      {maySetup && (
        <ButtonLink href={paths.setup(owner, gateway.gateway)} variant="primary">
          <Trans>Set up</Trans>
        </ButtonLink>
      )}
      {deleting && <DeleteDialog gateway={gateway} onClose={() => setDeleting(false)} />}
    </div>
  )
}
