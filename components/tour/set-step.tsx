'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Button } from '#components/ui/button.tsx'
import { Facts } from '#components/ui/facts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { SameAsCurl } from '#components/ui/same-as-curl.tsx'
import { api } from '#lib/client/api.ts'
import { SENT, type Secrets } from '#lib/client/call.ts'
import { useNetworks } from '#lib/client/lns-api.ts'
import { keys, useSite, useWrite } from '#lib/client/queries.ts'
import { setupSecrets } from '#lib/client/setup-secrets.ts'
import { type StepPlace, TourStep } from './tour-step.tsx'

/** A cluster that many know. The gateway has no radio, and never connects to it. */
const LNS_URI = 'wss://eu1.cloud.thethings.network:8887'
const LNS_KEY = t`Authorization: Bearer NNSXS.SIMULATED-GATEWAY`
const LNS_ROOT = 'isrg-root-x1'

/** The owner tells the gateway where to go. */
export function SetStep({ gateway, ...place }: StepPlace & { readonly gateway: string }) {
  const owner = useOwnerId()
  const site = useSite()
  const networks = useNetworks(owner)
  const [fault, setFault] = useState<string>()
  const root = networks.data?.roots.find(({ id }) => id === LNS_ROOT)
  const body =
    site.data?.cupsTrust && root
      ? {
          cupsUri: site.data.cupsUri,
          cupsTrust: site.data.cupsTrust,
          lnsUri: LNS_URI,
          lnsTrust: root.pem,
          lnsKey: LNS_KEY,
        }
      : undefined
  const send = (values: NonNullable<typeof body>, as: Secrets = SENT) =>
    api.setup(owner, gateway, setupSecrets(values, as))
  const set = useWrite(
    (values: NonNullable<typeof body>) => send(values),
    [keys.gateway(owner, gateway), keys.gateways(owner)],
    ([answer]) => setFault(answer?.error),
  )
  return (
    <TourStep
      {...place}
      title={t`Tell it where to go`}
      lead={t`Two settings: the network server that it forwards to, with the root that it trusts there and an API key; and this server for its next calls, with a token of its own in place of the first one.`}
    >
      {place.state === 'now' && (
        <>
          <Facts
            facts={[
              [
                t`Network server`,
                <span key="lns" className="mono break-all">
                  {LNS_URI}
                </span>,
              ],
              [t`Trust`, root?.name ?? '…'],
              [t`API key`, t`made up for this tour`],
              [
                'CUPS',
                <span key="cups" className="mono break-all">
                  {site.data?.cupsUri ?? '…'}
                </span>,
              ],
            ]}
          />
          <Problem error={set.error ?? site.error ?? networks.error} />
          {fault && <Notice kind="error">{fault}</Notice>}
          <Button variant="primary" disabled={!body} pending={set.isPending} onClick={() => body && set.mutate(body)}>
            <Trans>Set it up</Trans>
          </Button>
          <SameAsCurl call={(as) => body && send(body, as)} />
        </>
      )}
    </TourStep>
  )
}
