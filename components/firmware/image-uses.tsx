import { Trans } from '@lingui/react/macro'
import type { FirmwareImage } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { SCHEDULE_STATES, ScheduleStateMark } from './schedule-looks.tsx'

/** How many gateways stand where with the image. */
export function ImageUses({ image: { schedules } }: { readonly image: FirmwareImage }) {
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
              <dd className="tabular-nums">{formatCount(schedules[state])}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  )
}
