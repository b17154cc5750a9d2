'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { memberSegments } from '#components/rollouts/member-segments.ts'
import { RolloutMark } from '#components/rollouts/rollout-looks.tsx'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import { Segments } from '#components/ui/segments.tsx'
import type { FleetOverview } from '#lib/client/fleet-contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { useRollouts } from '#lib/client/rollout-queries.ts'
import { MORE, Section, SkeletonLines } from './section.tsx'

/** Rollouts that are shown. */
const MOST = 3

/** Updates that wait or are being proved, and the rollouts that are under way. */
export function FirmwareCard({ firmware }: { readonly firmware: FleetOverview['firmware'] | undefined }) {
  const owner = useOwnerId()
  const running = useRollouts(owner, { state: 'running' }).data
  const paused = useRollouts(owner, { state: 'paused' }).data
  const rollouts = [...(paused?.rollouts ?? []), ...(running?.rollouts ?? [])]
  const plus = firmware?.exact === false ? '+' : ''
  return (
    <Section
      id="firmware"
      title={t`Firmware and rollouts`}
      more={
        <Link href={paths.rollouts(owner)} className={MORE}>
          <Trans>Rollouts</Trans>
        </Link>
      }
    >
      {firmware && running ? (
        <ul className="border-t text-sm">
          <Line
            href={paths.gateways(owner, { update: 'scheduled' })}
            label={t`Wait for a check-in`}
            count={`${formatCount(firmware.scheduled)}${plus}`}
          />
          <Line
            href={paths.gateways(owner, { update: 'offered' })}
            label={t`Sent, not confirmed`}
            count={`${formatCount(firmware.offered)}${plus}`}
          />
          {rollouts.slice(0, MOST).map((rollout) => (
            <li key={rollout.id} className="border-b">
              <Link href={paths.rollout(owner, rollout.id)} className="-mx-2 block rounded-sm px-2 py-2 hover:bg-hover">
                <span className="mb-1.5 flex items-center justify-between gap-3">
                  <span className="min-w-0 truncate">{rollout.name}</span>
                  <RolloutMark rollout={rollout} />
                </span>
                <Segments label={rollout.name} segments={memberSegments(rollout.counts)} thin />
              </Link>
            </li>
          ))}
          {rollouts.length === 0 && (
            <li className="border-b py-2 text-ink-3">
              <Trans>No rollout is under way.</Trans>
            </li>
          )}
        </ul>
      ) : (
        <SkeletonLines count={3} />
      )}
    </Section>
  )
}

interface LineProps {
  readonly label: string
  readonly count: string
  /** The gateways that are counted. */
  readonly href: string
}

function Line({ label, count, href }: LineProps) {
  return (
    <li className="border-b">
      <Link
        href={href}
        className="-mx-2 flex h-9 items-center justify-between gap-3 rounded-sm px-2 hover:bg-hover focus-visible:outline-offset-[-2px]"
      >
        <span className="text-ink-2">{label}</span>
        <span className="tabular-nums">{count}</span>
      </Link>
    </li>
  )
}
