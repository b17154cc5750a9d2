import type { ScheduleState } from './firmware-gate.ts'

/** In the order in which a schedule passes through them. */
export const SCHEDULE_STATES = [
  'scheduled',
  'offered',
  'confirmed',
  'no-change',
  'interrupted',
  'cancelled',
] as const satisfies readonly ScheduleState[]
