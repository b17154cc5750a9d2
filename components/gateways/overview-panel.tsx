'use client'

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
    ['Last seen', <RelativeTime key="seen" at={reported?.at} />],
    ...(reported
      ? ([
          ['Address', <Mono key="address">{reported.address}</Mono>],
          ['Authenticated with', formatCredential(reported.credential)],
          ['Station', reported.station || '–'],
          ['Model', reported.model || '–'],
          ['Package', reported.package || '–'],
          [
            'Firmware keys',
            reported.keys.length > 0 ? <Mono key="keys">{reported.keys.map(formatCrc).join(' ')}</Mono> : 'None',
          ],
        ] as const)
      : []),
    [gateway.origin === 'batch' ? 'Claimed' : 'Added', <RelativeTime key="claimed" at={gateway.claimedAt} none="–" />],
    ['Last setup', <RelativeTime key="setup" at={gateway.lastSetup} />],
  ]
  return (
    <section aria-labelledby="station-facts" className="min-w-0">
      <h2 id="station-facts" className="mb-2 text-base font-semibold">
        Station
      </h2>
      <Facts facts={facts} columns />
    </section>
  )
}

const Mono = ({ children }: { readonly children: string }) => <span className="mono break-all">{children}</span>
