'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { SelectionGone } from '#components/gateways/selection-gone.tsx'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { readHanded } from '#lib/client/handed-selection.ts'
import { useNetworks } from '#lib/client/lns-api.ts'
import { paths } from '#lib/client/paths.ts'
import { ConnectForm } from './connect-form.tsx'

interface ConnectPageProps {
  readonly named: readonly string[]
  /** Of a selection that is too long for the URL. */
  readonly handed: string | undefined
}

/** From a network and a key to gateways that are set: for one gateway, or for those that the URL names. */
export function ConnectPage({ named, handed }: ConnectPageProps) {
  const [gateways] = useState(() => (handed === undefined ? named : readHanded(handed)))
  const owner = useOwnerId()
  const may = useCan('gateway:setup')
  const { data, error, refetch } = useNetworks(owner)
  const [only] = gateways
  const crumbs = [
    { label: t`Gateways`, href: paths.gateways(owner) },
    ...(gateways.length === 1 && only
      ? [{ label: formatGatewayTitle(only), href: paths.gateway(owner, only), mono: true }]
      : []),
  ]
  return (
    <>
      <PageHeader
        crumbs={crumbs}
        title={t`Connect to a network`}
        lead={t`Address and key of the network server become the gateway’s settings, are tried live, and are set. Nothing is stored before that.`}
      />
      {!may ? (
        <Notice>
          <Trans>Your role in this owner may look at gateways, not set them up. Ask an admin or operator.</Trans>
        </Notice>
      ) : error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <>
          {handed !== undefined && gateways.length === 0 && <SelectionGone />}
          <ConnectForm reference={data} gateways={gateways} />
        </>
      ) : (
        <Waiting what={t`the networks`} />
      )}
    </>
  )
}
