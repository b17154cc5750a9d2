'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { formatCredential } from '#components/gateway-page/check-in-words.ts'
import { Diagnosis } from '#components/gateway-page/diagnosis.tsx'
import { Timeline } from '#components/gateway-page/timeline.tsx'
import { type Fact, Facts } from '#components/ui/facts.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { FactsTable } from './facts-table.tsx'
import { NextAnswer } from './next-answer.tsx'

export function OverviewPanel({ gateway }: { readonly gateway: Gateway }) {
  return (
    <div className="grid gap-x-8 gap-y-8 xl:grid-cols-[minmax(0,1fr)_22rem] xl:grid-rows-[auto_1fr]">
      <div className="flex min-w-0 flex-col gap-8">
        <Diagnosis gateway={gateway.gateway} />
        <FactsTable gateway={gateway} />
        <NextAnswer gateway={gateway.gateway} />
      </div>
      <div className="min-w-0 xl:row-span-2">
        <Timeline gateway={gateway.gateway} />
      </div>
      <StationFacts gateway={gateway} />
    </div>
  )
}

function StationFacts({ gateway }: { readonly gateway: Gateway }) {
  const { reported } = gateway
  const facts: readonly Fact[] = [
    [t`Last seen`, <RelativeTime key="seen" at={reported?.at} />],
    ...(reported
      ? ([
          [t`Address`, <Mono key="address">{reported.address}</Mono>],
          [t`Authenticated with`, formatCredential(reported.credential)],
          [t`Station`, reported.station || '–'],
          [t`Model`, reported.model || '–'],
          [t`Package`, reported.package || '–'],
          [
            t`Firmware keys`,
            reported.keys.length > 0 ? <Mono key="keys">{reported.keys.map(formatCrc).join(' ')}</Mono> : t`None`,
          ],
        ] as const)
      : []),
    [
      gateway.origin === 'batch' ? t`Claimed` : t`Added`,
      <RelativeTime key="claimed" at={gateway.claimedAt} none="–" />,
    ],
    [t`Last setup`, <RelativeTime key="setup" at={gateway.lastSetup} />],
  ]
  return (
    <section aria-labelledby="station-facts" className="min-w-0">
      <h2 id="station-facts" className="mb-2 text-base font-semibold">
        <Trans>Station</Trans>
      </h2>
      <Facts facts={facts} columns />
    </section>
  )
}

const Mono = ({ children }: { readonly children: string }) => <span className="mono break-all">{children}</span>
