import type { FirmwareImage } from '#lib/client/contracts.ts'
import { formatCount } from '#lib/client/format.ts'
import { SCHEDULE_LOOKS, SCHEDULE_STATES } from './schedule-looks.tsx'

/** `2 scheduled, 14 confirmed`; empty when no gateway has to do with the image. */
export function usesText(schedules: FirmwareImage['schedules']): string {
  return SCHEDULE_STATES.filter((state) => schedules[state] > 0 && state !== 'cancelled')
    .map((state) => `${formatCount(schedules[state])} ${SCHEDULE_LOOKS[state].word.toLowerCase()}`)
    .join(', ')
}
