import type { FirmwareImage } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { SCHEDULE_STATES } from '#lib/domain/schedule-states.ts'
import { SCHEDULE_LOOKS } from './schedule-looks.tsx'

/** `Scheduled 2, Confirmed 14`, the numbers kept with their words; empty when no gateway has to do with the image. */
export function usesText(schedules: FirmwareImage['schedules']): string {
  return SCHEDULE_STATES.filter((state) => schedules[state] > 0 && state !== 'cancelled')
    .map((state) => `${SCHEDULE_LOOKS[state].word}\u00a0${formatCount(schedules[state])}`)
    .join(', ')
}
