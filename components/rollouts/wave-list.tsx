'use client'

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
        Waves
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
            <>
              done <RelativeTime at={completedAt} plain />
            </>
          ) : startedAt ? (
            <>
              began <RelativeTime at={startedAt} plain />
            </>
          ) : (
            `${formatCount(size)} ${size === 1 ? 'gateway' : 'gateways'}`
          )}
        </span>
      </div>
      <div className="min-w-0">
        <Segments thin label={`Wave ${number}`} segments={memberSegments(counts)} />
        <p className="mt-1 text-xs text-ink-3 tabular-nums">
          {formatCount(counts.succeeded)} of {formatCount(size)} succeeded
          {counts.armed + counts.offered > 0 && `, ${formatCount(counts.armed + counts.offered)} under way`}
          {failed > 0 && <span className="text-danger">, {formatCount(failed)} failed</span>}
        </p>
      </div>
      <State icon={icon} tone={tone} className="sm:justify-self-end">
        {word}
      </State>
    </li>
  )
}
