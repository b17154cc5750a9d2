'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useCan, useConsole } from '#components/shell/owner-context.tsx'
import { ButtonLink } from '#components/ui/button.tsx'
import { PageHeader } from '#components/ui/page-header.tsx'
import { Problem } from '#components/ui/problem.tsx'
import { Waiting } from '#components/ui/waiting.tsx'
import { useOverview } from '#lib/client/fleet-queries.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { AttentionList } from './attention-list.tsx'
import { ConnectionsCard } from './connections-card.tsx'
import { ExpiryCard } from './expiry-card.tsx'
import { FirmwareCard } from './firmware-card.tsx'
import { FirstSteps } from './first-steps.tsx'
import { RecentEvents } from './recent-events.tsx'
import { StateStrip } from './state-strip.tsx'

/** An owner's first page: how the fleet stands, and what to look at first. */
export function OverviewPage() {
  const { owner } = useConsole()
  const { data, error, refetch } = useOverview(owner.id)
  const mayClaim = useCan('gateway:claim')
  const empty = data?.gateways.all === 0
  return (
    <>
      <PageHeader
        title={t`Overview`}
        aside={
          data && !empty ? (
            <span className="text-base text-ink-3 tabular-nums">
              {formatCount(data.gateways.all)}
              {data.gateways.exact ? '' : '+'} {data.gateways.all === 1 ? t`gateway` : t`gateways`}
            </span>
          ) : undefined
        }
        lead={empty ? t`${owner.name} has no gateways yet.` : undefined}
        actions={
          mayClaim && data && !empty ? (
            <ButtonLink href={paths.claimGateways(owner.id)} variant="primary">
              <Trans>Claim gateways</Trans>
            </ButtonLink>
          ) : undefined
        }
      />
      {error && !data ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : empty ? (
        <FirstSteps />
      ) : (
        <>
          <StateStrip gateways={data?.gateways} />
          {!data && <Waiting what={t`the overview`} />}
          <div className="mt-8 grid gap-x-10 gap-y-8 lg:grid-cols-[minmax(0,1fr)_20rem]">
            <div className="flex min-w-0 flex-col gap-8">
              <AttentionList overview={data} />
              <RecentEvents />
            </div>
            <div className="flex min-w-0 flex-col gap-8">
              <ExpiryCard expires={data?.expires} />
              <FirmwareCard firmware={data?.firmware} />
              <ConnectionsCard />
            </div>
          </div>
        </>
      )}
    </>
  )
}
