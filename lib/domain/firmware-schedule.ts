/** What `fwcrc` and `fwafter` do to the schedule of a gateway: provided once, re-armed only by a change (rules.md 20). */
import { formatCrc } from './crc-text.ts'
import type { FirmwareFields } from './firmware-fields.ts'
import type { ScheduleState } from './firmware-gate.ts'
import { ok, type Result, refuse } from './result.ts'

/** The stored schedule of a gateway. */
export interface CurrentSchedule {
  readonly crc: number
  readonly notBefore: Date | null
  readonly state: ScheduleState
}

export type SchedulePlan =
  | { readonly kind: 'keep' }
  | { readonly kind: 'cancel' }
  /** Armed anew, whatever happened before. */
  | { readonly kind: 'arm'; readonly crc: number; readonly notBefore: Date | null; readonly past: boolean }

/** Longer ahead than any plan: a slip in the year. */
const MAX_AHEAD_MS = 10 * 366 * 86_400_000

const KEEP: SchedulePlan = { kind: 'keep' }

/** `known`: whether the owner has an image with this CRC. */
export function planSchedule(
  current: CurrentSchedule | null,
  fields: FirmwareFields,
  known: (crc: number) => boolean,
  now: Date,
): Result<SchedulePlan> {
  const { crc, after } = fields
  if (crc === undefined && after === undefined) return ok(KEEP)
  const held = current && current.state !== 'cancelled' ? current : null
  if (crc === null) {
    if (after) return refuse('fwafter needs a fwcrc: an empty fwcrc cancels the update. Leave fwafter out to cancel.')
    return ok(held ? { kind: 'cancel' } : KEEP)
  }
  if (after && after.getTime() - now.getTime() > MAX_AHEAD_MS) {
    return refuse('fwafter is more than ten years ahead. Check the year.')
  }
  const wanted = crc ?? held?.crc
  if (wanted === undefined) {
    return after ? refuse('fwafter needs a fwcrc: no firmware is scheduled for this gateway.') : ok(KEEP)
  }
  if (held && wanted === held.crc && sameTime(held.notBefore, after, now)) return ok(KEEP)
  if (!known(wanted)) {
    return refuse(`There is no firmware image with CRC ${formatCrc(wanted)}. Upload it first, then schedule it.`)
  }
  const notBefore = after ?? null
  return ok({ kind: 'arm', crc: wanted, notBefore, past: notBefore !== null && notBefore <= now })
}

/** A `fwafter` that is left out or empty means now, and a stored time that has passed already is now. */
function sameTime(stored: Date | null, given: Date | null | undefined, now: Date): boolean {
  if (given) return stored?.getTime() === given.getTime()
  return stored === null || stored <= now
}
