'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { formatGatewayTitle } from '#components/gateways/gateway-title.ts'
import { useCan, useOwnerId } from '#components/shell/owner-context.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { api } from '#lib/client/api.ts'
import { paths } from '#lib/client/paths.ts'
import { keys } from '#lib/client/queries.ts'
import { type SimulatedContact, type SimulatedGateway, useSimulatedGateways } from '#lib/client/simulated-api.ts'
import { CallStep } from './call-step.tsx'
import { MakeStep } from './make-step.tsx'
import { SetStep } from './set-step.tsx'
import { TourEnd } from './tour-end.tsx'
import { currentStep, TOUR_STEPS, type TourStep } from './tour-steps.ts'

/** The first run: a simulated gateway joins, one step at a time. */
export function TourPage() {
  const owner = useOwnerId()
  const may = [useCan('gateway:claim'), useCan('gateway:setup')].every(Boolean)
  const { data, error, refetch } = useSimulatedGateways(owner)
  return (
    <>
      <PageHeader
        crumbs={[{ label: t`Gateways`, href: paths.gateways(owner) }]}
        title={t`See a gateway join`}
        lead={t`A simulated gateway takes every step of a real one, over TLS, against this very server. It has no radio, touches nothing else, and is deleted after a day.`}
      />
      {!may ? (
        <Notice>
          <Trans>Your role in this owner may look at gateways, not make them. Ask an admin or operator.</Trans>
        </Notice>
      ) : error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Steps simulated={data.gateways.at(-1)} />
      ) : (
        <Waiting what={t`the tour`} />
      )}
    </>
  )
}

/** What the gateway told at each step, while the page is open. */
type Told = Partial<Record<TourStep, SimulatedContact>>

function Steps({ simulated }: { readonly simulated: SimulatedGateway | undefined }) {
  const owner = useOwnerId()
  const gateway = simulated?.gateway ?? ''
  const { data, error, refetch } = useQuery({
    enabled: gateway !== '',
    queryKey: keys.gateway(owner, gateway),
    queryFn: ({ signal }) => api.gateway(owner, gateway, { signal }),
    // What it proves is written behind the answer.
    refetchInterval: 2_000,
  })
  const [log, setLog] = useState<{ readonly gateway: string; readonly told: Told }>({ gateway, told: {} })
  const told = log.gateway === gateway ? log.told : {}
  const step = currentStep(simulated, data)
  if (error && !data) return <Problem error={error} onRetry={() => void refetch()} />
  if (!step) return <Waiting what={t`the gateway`} />
  return (
    <StepList
      step={step}
      gateway={gateway}
      told={told}
      onTold={(at, contact) => setLog({ gateway, told: { ...told, [at]: contact } })}
    />
  )
}

interface StepListProps {
  readonly step: TourStep | 'done'
  readonly gateway: string
  readonly told: Told
  readonly onTold: (step: TourStep, contact: SimulatedContact) => void
}

function StepList({ step, gateway, told, onTold }: StepListProps) {
  const reached = step === 'done' ? TOUR_STEPS.length : TOUR_STEPS.indexOf(step)
  const at = (name: TourStep) => {
    const index = TOUR_STEPS.indexOf(name)
    return { number: index + 1, state: index < reached ? 'done' : index === reached ? 'now' : 'later' } as const
  }
  const call = (name: TourStep) => ({
    ...at(name),
    gateway,
    contact: told[name],
    onContact: (contact: SimulatedContact) => onTold(name, contact),
  })
  return (
    <>
      <ol className="flex max-w-3xl flex-col gap-6">
        <MakeStep {...at('make')} gateway={gateway} />
        <CallStep {...call('call')} title={t`It calls for the first time`}>
          <Trans>
            It knows the address of this server, the CA to trust and the token that it was made with. It reports what it
            holds, and gets an answer of 14 zero bytes: nothing changes.
          </Trans>
        </CallStep>
        <SetStep {...at('set')} gateway={gateway} />
        <CallStep {...call('collect')} title={t`It collects what you set`}>
          <Trans>
            A device comes by itself: within minutes while it has no network server, once a day after that. This one
            comes when you say so. What it is answered, it writes to its disk.
          </Trans>
        </CallStep>
        <CallStep {...call('prove')} title={t`It proves it`}>
          <Trans>
            It comes back with the new token and reports the new checksums. Only that counts as applied: had the new set
            been wrong, it would have come with the old one, and you would read “fell back”.
          </Trans>
        </CallStep>
      </ol>
      {step === 'done' && <TourEnd gateway={gateway} title={formatGatewayTitle(gateway)} />}
    </>
  )
}
