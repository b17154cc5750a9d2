'use client'

import { type Fact, Facts } from '#components/ui/facts.tsx'
import { Notice } from '#components/ui/notice.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { Gateway } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { CheckInTimeline } from './check-in-timeline.tsx'
import { formatCredential } from './check-in-words.ts'
import { FactsTable } from './facts-table.tsx'
import { NextAnswer } from './next-answer.tsx'

interface OverviewPanelProps {
  readonly gateway: Gateway
  readonly onAll: () => void
}

export function OverviewPanel({ gateway, onAll }: OverviewPanelProps) {
  return (
    <div className="grid gap-x-8 gap-y-8 xl:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="flex min-w-0 flex-col gap-8">
        <FactsTable gateway={gateway} />
        <NextAnswer gateway={gateway} />
        <StationFacts gateway={gateway} />
      </div>
      <div className="flex min-w-0 flex-col gap-6">
        <RefusedNotice gateway={gateway} />
        <CheckInTimeline gateway={gateway.gateway} onAll={onAll} />
      </div>
    </div>
  )
}

function RefusedNotice({ gateway: { refused } }: { readonly gateway: Gateway }) {
  if (refused.count === 0) return null
  return (
    <Notice kind="warning">
      <p className="font-medium">
        {formatCount(refused.count)} refused {refused.count === 1 ? 'check-in' : 'check-ins'}
      </p>
      <p className="text-ink-2">
        The last came <RelativeTime at={refused.lastAt} /> from <span className="mono">{refused.lastAddress}</span> with
        a credential that is not accepted. If it is your gateway, put its files on it again.
      </p>
    </Notice>
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
    <section aria-labelledby="station-facts">
      <h2 id="station-facts" className="mb-2 text-base font-semibold">
        Station
      </h2>
      <Facts facts={facts} columns />
    </section>
  )
}

const Mono = ({ children }: { readonly children: string }) => <span className="mono break-all">{children}</span>
