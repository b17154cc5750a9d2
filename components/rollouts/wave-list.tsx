'use client'

import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { gatewayCount } from '#components/gateways/gateway-count.ts'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { Segments } from '#components/ui/segments.tsx'
import { State } from '#components/ui/state.tsx'
import { formatCount } from '#lib/client/format.ts'
import type { Rollout, RolloutWave } from '#lib/client/rollout-contracts.ts'
import { memberSegments } from './member-segments.ts'
import { WAVE_LOOKS } from './rollout-looks.tsx'

/** Each wave with its bar: where it stands and when it began and ended. */
export function WaveList({ rollout }: { readonly rollout: Rollout }) {
  return (
    <section aria-labelledby="rollout-waves">
      <h2 id="rollout-waves" className="mb-2 text-base font-semibold">
        <Trans>Waves</Trans>
      </h2>
      <ol className="border-t">
        {rollout.progressByWave.map((wave) => (
          <WaveRow key={wave.number} wave={wave} />
        ))}
      </ol>
    </section>
  )
}

function WaveRow({ wave }: { readonly wave: RolloutWave }) {
  const { number, label, size, state, counts, startedAt, completedAt } = wave
  const { icon, tone, word } = WAVE_LOOKS[state]
  const failed = counts.failed + counts.returning + counts.returned
  return (
    <li className="grid gap-x-4 gap-y-1.5 border-b py-2.5 text-sm sm:grid-cols-[10rem_minmax(0,1fr)_7rem] sm:items-center">
      <div className="min-w-0">
        <span className="block truncate font-medium">
          {number}. {label}
        </span>
        <span className="text-xs text-ink-3">
          {completedAt ? (
            <Trans>
              done <RelativeTime at={completedAt} plain />
            </Trans>
          ) : startedAt ? (
            <Trans>
              began <RelativeTime at={startedAt} plain />
            </Trans>
          ) : (
            gatewayCount(size)
          )}
        </span>
      </div>
      <div className="min-w-0">
        <Segments thin label={t`Wave ${number}`} segments={memberSegments(counts)} />
        <p className="mt-1 text-xs text-ink-3 tabular-nums">
          {counts.armed + counts.offered > 0
            ? t`${formatCount(counts.succeeded)} of ${formatCount(size)} succeeded, ${formatCount(counts.armed + counts.offered)} under way`
            : t`${formatCount(counts.succeeded)} of ${formatCount(size)} succeeded`}
          {failed > 0 && (
            <>
              {', '}
              <span className="text-danger">
                <Trans>{formatCount(failed)} failed</Trans>
              </span>
            </>
          )}
        </p>
      </div>
      <State icon={icon} tone={tone} className="sm:justify-self-end">
        {word}
      </State>
    </li>
  )
}
