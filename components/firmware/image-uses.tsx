'use client'

import { Trans } from '@lingui/react/macro'
import { useOwnerId } from '#components/shell/owner-context.tsx'
import { Link } from '#components/ui/link.tsx'
import type { FirmwareImage } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { paths } from '#lib/client/paths.ts'
import { SCHEDULE_STATES } from '#lib/domain/schedule-states.ts'
import { SCHEDULE_LOOKS, ScheduleStateMark } from './schedule-looks.tsx'

/** How many gateways stand where with the image. */
export function ImageUses({ image: { fwcrc, schedules } }: { readonly image: FirmwareImage }) {
  const owner = useOwnerId()
  const used = SCHEDULE_STATES.filter((state) => schedules[state] > 0)
  return (
    <section aria-labelledby="image-uses" className="min-w-0">
      <h2 id="image-uses" className="mb-2 flex min-h-8 items-center text-base font-semibold">
        <Trans>Gateways</Trans>
      </h2>
      {used.length === 0 ? (
        <p className="text-sm text-ink-2">
          <Trans>
            No gateway is scheduled for it. Roll it out to many, or open a gateway and choose this image under Firmware.
          </Trans>
        </p>
      ) : (
        <dl className="border-t text-sm">
          {used.map((state) => (
            <div key={state} className="flex min-h-9 items-center justify-between gap-3 border-b py-1.5">
              <dt>
                <ScheduleStateMark state={state} />
              </dt>
              <dd className="tabular-nums">
                <Link
                  href={paths.gateways(owner, { firmware: String(fwcrc), update: state })}
                  aria-label={`${SCHEDULE_LOOKS[state].word}: ${formatCount(schedules[state])}`}
                  className="rounded-sm px-1 py-0.5 text-accent-ink hover:underline"
                >
                  {formatCount(schedules[state])}
                </Link>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
