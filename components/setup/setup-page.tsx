'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { GatewayMissing, GatewaySkeleton } from '#components/gateways/gateway-missing.tsx'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'
import type { Category } from '#lib/client/contracts.ts'
import { paths } from '#lib/client/paths.ts'
import { useGateway } from '#lib/client/queries.ts'
import { SetupForm } from './setup-form.tsx'

interface SetupPageProps {
  readonly gateway: string
  readonly category: Category
}

export function SetupPage({ gateway: id, category }: SetupPageProps) {
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  // Often enough to watch a gateway take the change.
  const { data, error, refetch } = useGateway(owner, id, 3_000)
  const crumbs = [
    { label: t`Gateways`, href: paths.gateways(owner) },
    { label: formatGatewayTitle(id), href: paths.gateway(owner, id), mono: true },
  ]
  if (error && !data) return <GatewayMissing error={error} owner={owner} gateway={id} onRetry={() => void refetch()} />
  if (!data) return <GatewaySkeleton gateway={id} crumbs={crumbs} />
  if (!may)
    return (
      <Notice>
        <Trans>Your role in this owner may look at gateways, not set them up. Ask an admin or operator.</Trans>
      </Notice>
    )
  return <SetupForm gateway={data} crumbs={crumbs} category={category} />
}
