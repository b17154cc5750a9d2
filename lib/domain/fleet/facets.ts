/** What gateways are grouped by in the list, and how the index writes it (docs/decisions/0096). */

/** Facets whose values are terms of the index: `tag:roof`, `lns:eu1.cloud.thethings.network`. */
export const TERM_FACETS = ['tag', 'site', 'flavor', 'model', 'station', 'package', 'lns', 'cups'] as const
export type TermFacet = (typeof TERM_FACETS)[number]

/** When the first CA or client certificate of a gateway ends: over, or within so many days. */
export const EXPIRY_BUCKETS = ['expired', '7', '30', '90', 'later'] as const
export type ExpiryBucket = (typeof EXPIRY_BUCKETS)[number]

export const termOf = (facet: TermFacet, value: string): string => `${facet}:${value}`

/** Facet and value of a term; a value may hold colons itself. */
export function splitTerm(term: string): { readonly facet: string; readonly value: string } {
  const colon = term.indexOf(':')
  return { facet: term.slice(0, colon), value: term.slice(colon + 1) }
}

const DAY = 86_400_000
const EDGES: Readonly<Record<ExpiryBucket, readonly [from: number | null, to: number | null]>> = {
  expired: [null, 0],
  '7': [0, 7],
  '30': [7, 30],
  '90': [30, 90],
  later: [90, null],
}

/** From (inclusive) and to (exclusive) of a bucket; null: open. The buckets do not overlap. */
export function expirySpan(bucket: ExpiryBucket, now: Date): { readonly from: Date | null; readonly to: Date | null } {
  const at = (days: number | null) => (days === null ? null : new Date(now.getTime() + days * DAY))
  const [from, to] = EDGES[bucket]
  return { from: at(from), to: at(to) }
}

/** The bucket of an end; of a day alone its last moment counts. */
export function expiryBucket(end: Date, now: Date): ExpiryBucket {
  const left = end.getTime() - now.getTime()
  return EXPIRY_BUCKETS.find((bucket) => left < (EDGES[bucket][1] ?? Number.POSITIVE_INFINITY) * DAY) ?? 'later'
}

/** Matches are counted up to here; beyond, “10,000+”. */
export const COUNT_CAP = 10_000
