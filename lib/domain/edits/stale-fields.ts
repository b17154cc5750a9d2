/**
 * Two people save the same thing. A save may say what each field held when it was opened (`before`): the field must hold
 * that still, or hold what is asked for already, so that a save that is sent twice is good both times.
 */

export type Fields = Readonly<Record<string, unknown>>

/** Values as JSON carries them; lists in their order. Absent is null. */
export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

/** Fields that somebody else changed in between: `now` is stored, `wanted` is to be. What `before` leaves out is not looked at. */
export const staleFields = ({
  now,
  before,
  wanted,
}: {
  readonly now: Fields
  readonly before: Fields
  readonly wanted: Fields
}): string[] =>
  Object.keys(before).filter(
    (field) =>
      before[field] !== undefined &&
      !sameValue(now[field], before[field]) &&
      (wanted[field] === undefined || !sameValue(now[field], wanted[field])),
  )

/** What a save changes, with what was there, for the trail; null where it changes nothing. What `wanted` leaves out stays. */
export function beforeAndAfter(
  now: Fields,
  wanted: Fields,
): { readonly before: Fields; readonly after: Fields } | null {
  const fields = Object.keys(wanted).filter(
    (field) => wanted[field] !== undefined && !sameValue(now[field], wanted[field]),
  )
  if (fields.length === 0) return null
  const pick = (from: Fields): Fields => Object.fromEntries(fields.map((field) => [field, from[field] ?? null]))
  return { before: pick(now), after: pick(wanted) }
}
