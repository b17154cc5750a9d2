/** How many gateways a filter finds, and what the facets of the list count. */
import type { Statements } from '#lib/db/client.ts'
import {
  countStates,
  countTerms,
  type GatewayFilter,
  planned,
  readStateCounts,
  readTermCount,
  readTermCounts,
} from '#lib/db/fleet.ts'
import { AppError } from '#lib/domain/app-error.ts'
import {
  COUNT_CAP,
  EXPIRY_BUCKETS,
  type ExpiryBucket,
  expiryBucket,
  splitTerm,
  TERM_FACETS,
  type TermFacet,
  termOf,
} from '#lib/domain/fleet/facets.ts'
import { isIndexed, type ListSort, MAX_SORTED } from '#lib/domain/fleet/sorts.ts'
import type { GatewayState } from '#lib/domain/gateway-state.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'

export interface FleetCount {
  /** By state, whatever state the filter names. */
  readonly counts: ReadonlyMap<GatewayState, number>
  /** Of all that the filter finds. */
  readonly matching: number
  /** False: counting stopped at a cap; there are at least so many. */
  readonly exact: boolean
  /** The owner has more gateways than are counted one by one. */
  readonly large: boolean
}

const sumOf = (counts: ReadonlyMap<GatewayState, number>): number =>
  [...counts.values()].reduce((sum, one) => sum + one, 0)

/** Of a small fleet, or a filter that finds few, exact to the moment; of a large one by the maintained counts. */
export const countFleet = (context: Context, ownerId: Eui, filter: GatewayFilter): Promise<FleetCount> =>
  planned(context.sql, (tx) => countFleetWithin(tx, ownerId, filter, context.now()))

/** The same in a transaction of `planned`. */
export async function countFleetWithin(
  sql: Statements,
  ownerId: Eui,
  filter: GatewayFilter,
  now: Date,
): Promise<FleetCount> {
  const { state, ...others } = filter
  const kept = await readStateCounts(sql, ownerId)
  const large = sumOf(kept) > COUNT_CAP
  const given = Object.entries(others).filter(([, value]) => value !== undefined)
  const of = (counts: ReadonlyMap<GatewayState, number>) => (state ? (counts.get(state) ?? 0) : sumOf(counts))
  if (large && given.length === 0) return { counts: kept, matching: of(kept), exact: true, large }
  const { counts, exact } = await countStates(sql, ownerId, { filter: others, now, large })
  const [only] = given
  if (!exact && !state && given.length === 1 && only && isTermFacet(only[0]) && only[1] !== '') {
    const matching = await readTermCount(sql, ownerId, termOf(only[0], String(only[1])))
    return { counts, matching, exact: false, large }
  }
  return { counts, matching: of(counts), exact, large }
}

const isTermFacet = (name: string): name is TermFacet => (TERM_FACETS as readonly string[]).includes(name)

/** @throws AppError `invalid` where more match than an order without an index takes. */
export function assertSortable(sort: ListSort, { matching, exact }: FleetCount): void {
  if (isIndexed(sort) || (exact && matching <= MAX_SORTED)) return
  throw new AppError('invalid', 'By site, model and firmware at most 10,000 gateways are sorted. Narrow the filter.')
}

export interface FacetValue {
  readonly value: string
  readonly count: number
}

export interface FleetFacets extends FleetCount {
  readonly facets: Readonly<Record<TermFacet, readonly FacetValue[]>>
  readonly expires: Readonly<Record<ExpiryBucket, number>>
}

/** Values of one facet that are listed. */
const MOST = 100

/** What the facets count under a filter; without one, of the maintained counts. */
export const readFacets = (context: Context, ownerId: Eui, filter: GatewayFilter): Promise<FleetFacets> =>
  planned(context.sql, (tx) => readFacetsWithin(tx, ownerId, filter, context.now()))

async function readFacetsWithin(sql: Statements, ownerId: Eui, filter: GatewayFilter, now: Date): Promise<FleetFacets> {
  const counted = await countFleetWithin(sql, ownerId, filter, now)
  const all = await readTermCounts(sql, ownerId, MOST)
  const bare = Object.values(filter).every((value) => value === undefined)
  const terms = bare ? all : await countTerms(sql, ownerId, { filter, now, large: counted.large })
  const facets = Object.fromEntries(
    TERM_FACETS.map((facet) => [
      facet,
      // What is filtered by has one value left: the others are offered with what they have in all.
      valuesOf(facet, filter[facet] === undefined ? terms : all),
    ]),
  ) as Record<TermFacet, FacetValue[]>
  const expires = sumExpiry(filter.expires === undefined ? terms : all, now)
  return { ...counted, facets, expires }
}

/** Gateways by when their first certificate ends, of terms that name a day. */
export function sumExpiry(
  terms: readonly { readonly term: string; readonly count: number }[],
  now: Date,
): Record<ExpiryBucket, number> {
  const sums = Object.fromEntries(EXPIRY_BUCKETS.map((bucket) => [bucket, 0])) as Record<ExpiryBucket, number>
  for (const { value, count } of valuesOf('expires', terms, Number.MAX_SAFE_INTEGER))
    sums[expiryBucket(new Date(`${value}T23:59:59.999Z`), now)] += count
  return sums
}

function valuesOf(facet: string, terms: readonly { term: string; count: number }[], most = MOST): FacetValue[] {
  return terms
    .map(({ term, count }) => ({ ...splitTerm(term), count }))
    .filter((one) => one.facet === facet)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, most)
    .map(({ value, count }) => ({ value, count }))
}
