/** The one answer to a save that is out of date: what is there now comes with it (docs/decisions/0121). */
import { AppError } from '#lib/domain/app-error.ts'
import { type Fields, staleFields } from '#lib/domain/edits/stale-fields.ts'

const STALE = 'Somebody else changed this since you opened it. Compare it with what is there now, and save again.'
const MOVED = 'Somebody else changed this field since you opened it.'

/**
 * Call it with the row locked: `now` is what is stored, `before` what the caller saw (undefined: it does not say).
 * @throws AppError `conflict`, with the fields and with `now` as `current`.
 */
export function refuseStale(now: Fields, before: Fields | undefined, wanted: Fields): void {
  if (!before) return
  const fields = staleFields({ now, before, wanted })
  if (fields.length === 0) return
  const errors = fields.map((field) => ({ pointer: `/${field}`, detail: MOVED, code: 'changed' }))
  throw new AppError('conflict', STALE, { errors, current: now })
}
