/** When owners are warned of certificates on their gateways that end (docs/events.md). */

/** Days before the end; each is told once. */
export const EXPIRY_DAYS = [60, 30, 7, 1] as const

const DAY = 86_400_000

/** The nearest warning that is due, with those that it makes superfluous; undefined = none yet, or ended long ago. */
export function expiryDue(
  validTo: Date,
  now: Date,
): { readonly days: number; readonly passed: readonly number[] } | undefined {
  const left = validTo.getTime() - now.getTime()
  const passed = EXPIRY_DAYS.filter((days) => left <= days * DAY)
  const days = passed.at(-1)
  return days === undefined ? undefined : { days, passed }
}
