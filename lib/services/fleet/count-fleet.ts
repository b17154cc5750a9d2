/** How many gateways a filter finds, and what the facets of the list count. */
import type { Statements } from '#lib/db/client.ts'
import {
  capOf,
  countStates,
  countStatesAndTerms,
  countTerms,
  type GatewayFilter,
  planned,
  readStateCounts,
  readTermCount,
  readTermCounts,
  type StateCounts,
  type TermCount,
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
  /** So many more that the index of terms is the way to them, whatever the planner thinks. */
  readonly vast: boolean
}

/** Gateways of an owner that can be walked through one by one where the planner is mistaken. */
const WALKED = 100_000

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
  const kept = await readKept(sql, ownerId)
  if (kept.large && isBare(filter, 'state')) return keptCount(kept, filter)
  const { large, vast } = kept
  const counted = await countStates(sql, ownerId, { filter, now, large, vast })
  return withKept(sql, ownerId, filter, { ...counted, large, vast })
}

type Kept = Pick<FleetCount, 'counts' | 'large' | 'vast'>

async function readKept(sql: Statements, ownerId: Eui): Promise<Kept> {
  const counts = await readStateCounts(sql, ownerId)
  const total = sumOf(counts)
  return { counts, large: total > COUNT_CAP, vast: total > WALKED }
}

/** Whether a filter names nothing, `but` one thing perhaps. */
export const isBare = (filter: GatewayFilter, but?: keyof GatewayFilter): boolean =>
  Object.entries(filter).every(([name, value]) => value === undefined || name === but)

const matchingOf = (counts: ReadonlyMap<GatewayState, number>, { state }: GatewayFilter): number =>
  state ? (counts.get(state) ?? 0) : sumOf(counts)

const keptCount = ({ counts, large, vast }: Kept, filter: GatewayFilter): FleetCount => ({
  counts,
  matching: matchingOf(counts, filter),
  exact: true,
  large,
  vast,
})

/** Where counting stopped, a filter by one term alone has its number from the maintained counts. */
async function withKept(
  sql: Statements,
  ownerId: Eui,
  filter: GatewayFilter,
  counted: StateCounts & Pick<FleetCount, 'large' | 'vast'>,
): Promise<FleetCount> {
  const { counts, exact, large } = counted
  if (exact) return { ...counted, matching: matchingOf(counts, filter) }
  const given = Object.entries(filter).filter(([, value]) => value !== undefined)
  const [only] = given
  if (given.length === 1 && only && isTermFacet(only[0]) && only[1] !== '') {
    const matching = await readTermCount(sql, ownerId, termOf(only[0], String(only[1])))
    return { ...counted, matching }
  }
  // One more than the cap was looked at, to know that there are more.
  const matching = Math.min(matchingOf(counts, filter), capOf(large))
  return { ...counted, matching }
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
  /** How many values each facet has, of which at most 100 are listed. */
  readonly values: Readonly<Record<TermFacet, number>>
  readonly expires: Readonly<Record<ExpiryBucket, number>>
}

/** Values of one facet that are listed. */
const MOST = 100

/** What the facets count under a filter; without one, of the maintained counts. `find`: only values that contain it. */
export const readFacets = (
  context: Context,
  ownerId: Eui,
  filter: GatewayFilter,
  find?: string,
): Promise<FleetFacets> =>
  planned(context.sql, (tx) => readFacetsWithin(tx, ownerId, filter, find || undefined, context.now()))

async function readFacetsWithin(
  sql: Statements,
  ownerId: Eui,
  filter: GatewayFilter,
  find: string | undefined,
  now: Date,
): Promise<FleetFacets> {
  const { large, vast } = await readKept(sql, ownerId)
  const all = await readTermCounts(sql, ownerId, MOST, find)
  const bare = isBare(filter)
  const matching = { filter, now, large, vast }
  const found = await (async (): Promise<{ counted: FleetCount; terms: readonly TermCount[] }> => {
    if (filter.state) {
      const counted = await countFleetWithin(sql, ownerId, filter, now)
      return { counted, terms: containing(await countTerms(sql, ownerId, matching), find) }
    }
    if (bare) return { counted: await countFleetWithin(sql, ownerId, filter, now), terms: all }
    const { terms, ...states } = await countStatesAndTerms(sql, ownerId, matching)
    const counted = await withKept(sql, ownerId, filter, { ...states, large, vast })
    return { counted, terms: containing(terms, find) }
  })()
  const facets = {} as Record<TermFacet, FacetValue[]>
  const values = {} as Record<TermFacet, number>
  for (const facet of TERM_FACETS) {
    const isOf = ({ term }: TermCount) => splitTerm(term).facet === facet
    // What is filtered by has one value left: the others are offered with what they have in all.
    const whole = bare || filter[facet] !== undefined
    facets[facet] = valuesOf(facet, whole ? all : found.terms)
    values[facet] = whole ? (all.find(isOf)?.of ?? 0) : found.terms.filter(isOf).length
  }
  const expires = sumExpiry(filter.expires === undefined ? found.terms : all, now)
  return { ...found.counted, facets, values, expires }
}

function containing(terms: readonly TermCount[], find: string | undefined): readonly TermCount[] {
  if (!find) return terms
  const wanted = find.toLowerCase()
  return terms.filter(({ term }) => splitTerm(term).value.toLowerCase().includes(wanted))
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
