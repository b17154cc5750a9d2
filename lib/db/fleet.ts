/**
 * The list of gateways by its index tables (docs/decisions/0096): which match, in what order, and how many. Only the tables
 * that a filter or an order needs are read; what a row shows is fetched for the rows of one page.
 */
import type { PendingQuery, Row } from 'postgres'
import type { ScheduleState } from '#lib/domain/firmware-gate.ts'
import {
  COUNT_CAP,
  type ExpiryBucket,
  expirySpan,
  TERM_FACETS,
  type TermFacet,
  termOf,
} from '#lib/domain/fleet/facets.ts'
import type { ListSort } from '#lib/domain/fleet/sorts.ts'
import { type GatewayState, SILENT_AFTER_SECONDS } from '#lib/domain/gateway-state.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql, Statements } from './client.ts'

export interface GatewayFilter extends Readonly<Partial<Record<TermFacet, string | undefined>>> {
  /** Hex digits anywhere in the EUI, or in the MAC that it was made from. */
  readonly fragment?: string | undefined
  /** Text anywhere in the name, the site, a tag, or the ID6 with all its groups. */
  readonly text?: string | undefined
  readonly state?: GatewayState | undefined
  readonly expires?: ExpiryBucket | undefined
  /** CRC of an image that the gateway is scheduled for, or was sent last. */
  readonly firmware?: number | undefined
  /** How the update stands that it was armed for last. */
  readonly update?: ScheduleState | undefined
  /** A check-in of it was refused within the last day. */
  readonly refused?: boolean | undefined
}

/** The sort value and EUI of the row that a page begins after, or ends before. */
export interface PageEdge {
  readonly value: string
  readonly eui: Eui
}

/** How far `seen_at` of the index may be behind the last report. */
const BEHIND = '10 minutes'
/** As the generated column ranks them. */
const RANKS: Readonly<Record<GatewayState, number>> = {
  'fell-back': 0,
  diverged: 1,
  silent: 2,
  pending: 3,
  'never-seen': 4,
  'in-sync': 5,
}

type Fragment = PendingQuery<Row[]>

const cutoffOf = (now: Date): Date => new Date(now.getTime() - SILENT_AFTER_SECONDS * 1000)

/** Whether gateway `s` is silent now: exact, although the index lags behind the reports a little. */
const silentNow = (sql: Statements, cutoff: Date) => sql`
  (s.seen_at < ${cutoff} and s.seen_at > '-infinity' and (s.seen_at < ${cutoff}::timestamptz - ${BEHIND}::interval
    or not exists (select from gateway_reports heard where heard.eui = s.eui and heard.last_seen_at >= ${cutoff})))`

function stateIs(sql: Statements, state: GatewayState, now: Date): Fragment {
  const cutoff = cutoffOf(now)
  if (state === 'silent') return silentNow(sql, cutoff)
  if (state === 'never-seen') return sql`s.rank = ${RANKS[state]}`
  return sql`s.rank = ${RANKS[state]} and s.state = ${state} and not ${silentNow(sql, cutoff)}`
}

/** Fewer characters than a trigram has: the index cannot help. */
const MIN_WITHIN = 3

const likeText = (text: string): string => text.replace(/[\\%_]/g, '\\$&')

function wordsMatch(sql: Statements, { fragment, text }: GatewayFilter, large: boolean): Fragment | undefined {
  const digits = (text ?? '').replace(/[-:\s]/g, '').toLowerCase()
  // A whole identifier is one row. Twelve digits are read as a MAC, and may as well be the beginning of an EUI-64.
  if (fragment?.length === 16 && /^[0-9a-f]+$/.test(digits) && digits.length >= 12)
    return digits.length === 12
      ? sql`(w.eui = ${fragment} or w.eui like ${`${digits}%`} or w.name_key = ${text?.toLowerCase() ?? ''})`
      : sql`(w.eui = ${fragment} or w.name_key = ${text?.toLowerCase() ?? ''})`
  const words = [...new Set([fragment, text].flatMap((one) => (one ? [one.toLowerCase()] : [])))]
  if (words.length === 0) return undefined
  if (large && words.every((word) => [...word].length < MIN_WITHIN)) {
    // Of a large fleet: names and identifiers that begin with it, which their orders find.
    const begins = words.map(
      (word) => sql`(w.name_key like ${`${likeText(word)}%`} or w.eui like ${`${likeText(word)}%`})`,
    )
    return begins.reduce((all, one) => sql`${all} or ${one}`)
  }
  const within = words.map((word) => sql`w.search like ${`%${likeText(word)}%`}`)
  return within.reduce((all, one) => sql`${all} or ${one}`)
}

/**
 * Statements that are planned for the values that they are given: how many gateways have a tag decides which index is good,
 * and what compiling would cost is more than they take. Each of them has an index to go by: reading a table from its beginning looks
 * good to the planner where it hopes to find enough soon, and goes on to the end where facets exclude each other.
 */
export async function planned<T>(sql: Sql, work: (tx: Statements) => Promise<T>): Promise<T> {
  return (await sql.begin('read only', async (tx) => {
    await tx`set local plan_cache_mode = force_custom_plan`
    await tx`set local jit = off`
    await tx`set local enable_seqscan = off`
    return work(tx)
  })) as T
}

export interface Matching {
  readonly filter: GatewayFilter
  readonly now: Date
  /** More gateways than are counted: what no index finds is looked for in fewer places. */
  readonly large?: boolean
  /** So many that those who share a term with other owners are few of it: terms are looked up in their index. */
  readonly vast?: boolean
}

/** States in which an update is open. */
const OPEN: readonly ScheduleState[] = ['scheduled', 'offered', 'interrupted']

/** Whether the update of gateway `eui` is of the image and in the state that the filter names; undefined: it names neither. */
function updateIs(
  sql: Statements,
  ownerId: Eui,
  eui: Fragment,
  { firmware, update }: GatewayFilter,
): Fragment | undefined {
  if (firmware === undefined && update === undefined) return undefined
  return sql`exists (select ${updates(sql, ownerId, { firmware, update })} and u.eui = ${eui})`
}

/** `from … where …` of the updates of the image and in the state that the filter names. */
const updates = (sql: Statements, ownerId: Eui, { firmware, update }: GatewayFilter): Fragment => sql`
  from firmware_schedules u where u.owner_id = ${ownerId}
   and ${update ? sql`u.state = ${update}` : sql`u.state <> 'cancelled'`}
   ${update && OPEN.includes(update) ? sql`and u.open` : sql``}
   ${firmware === undefined ? sql`` : sql`and u.crc = ${firmware}`}`

const DAY = 86_400_000
/** Since when refusals are counted and filtered by. */
export const dayBefore = (now: Date): Date => new Date(now.getTime() - DAY)

/** Gateways of the owner whose check-ins were refused since then and since it has them; the ring of refusals is short. */
export const refusedSince = (sql: Statements, ownerId: Eui, since: Date): Fragment => sql`
  select distinct x.eui from refused_check_ins x
   cross join lateral (select g.claimed_at from gateways g where g.eui = x.eui and g.owner_id = ${ownerId} limit 1) owned
   where x.at >= ${since} and x.at >= owned.claimed_at`

/** `from … where …` with the tables that are needed, of which the first is `base`. */
function source(sql: Statements, ownerId: Eui, { filter, now, large = false }: Matching, sort?: ListSort) {
  const terms = TERM_FACETS.flatMap((facet) => {
    const value = filter[facet]
    return value ? [termOf(facet, value)] : []
  })
  const words = wordsMatch(sql, filter, large)
  const conditions: Fragment[] = []
  const tables = new Set<'s' | 'w' | 'f'>()
  // An order needs an index that begins with the owner: the others' gateways may lie before all of this one's.
  if (sort === 'eui' && (!filter.state || filter.state === 'silent')) tables.add('f')
  if (sort === 'name' || words) tables.add('w')
  if (terms.length > 0 || filter.expires || sort === 'expires') tables.add('f')
  if (filter.state || sort === 'lastSeen' || sort === 'state' || tables.size === 0) tables.add('s')
  if (words) conditions.push(sql`(${words})`)
  if (terms.length > 0) conditions.push(sql`f.terms @> ${terms}::text[]`)
  if (filter.expires) {
    const { from, to } = expirySpan(filter.expires, now)
    if (from) conditions.push(sql`f.expires_at >= ${from}`)
    if (to) conditions.push(sql`f.expires_at < ${to}`)
  }
  if (filter.state) conditions.push(stateIs(sql, filter.state, now))
  const names = { s: sql`gateway_states s`, w: sql`gateway_words w`, f: sql`gateway_facets f` }
  const alias = { s: sql`s`, w: sql`w`, f: sql`f` }
  const [first = 's', ...others] = [...tables]
  // The refused are few: whatever else is asked is looked up for each of them.
  const base = filter.refused ? sql`d` : alias[first]
  const from = filter.refused
    ? [...tables].reduce(
        (all, one) => sql`${all} cross join lateral (
          select * from ${names[one]} where ${alias[one]}.eui = d.eui and ${alias[one]}.owner_id = ${ownerId} limit 1) ${alias[one]}`,
        sql`(${refusedSince(sql, ownerId, dayBefore(now))}) d`,
      )
    : others.reduce((all, one) => sql`${all} join ${names[one]} on ${alias[one]}.eui = ${base}.eui`, names[first])
  for (const one of tables) conditions.push(sql`${alias[one]}.owner_id = ${ownerId}`)
  if (filter.site === '')
    conditions.push(
      sql`exists (select from gateways o where o.eui = ${base}.eui and o.owner_id = ${ownerId} and o.site = '')`,
    )
  const update = updateIs(sql, ownerId, sql`${base}.eui`, filter)
  if (update) conditions.push(update)
  // No index has these: they are looked up for what matches, and sorted.
  const beside =
    sort === 'site'
      ? sql`join gateways o on o.eui = ${base}.eui and o.owner_id = ${ownerId}`
      : sort === 'model' || sort === 'package'
        ? sql`left join gateway_reports h on h.eui = ${base}.eui`
        : sql``
  return { base, from: sql`from ${from} ${beside} where ${conditions.reduce((all, one) => sql`${all} and ${one}`)}` }
}

/** The identifiers of all that match, for a condition `eui in (…)`. */
export function matchingEuis(sql: Statements, ownerId: Eui, matching: Matching): Fragment {
  const { base, from } = source(sql, ownerId, matching)
  return sql`select ${base}.eui ${from}`
}

/** The terms of a filter that asks for nothing else, whatever its state. */
function termsAlone(filter: GatewayFilter): string[] | undefined {
  const terms: string[] = []
  for (const [name, value] of Object.entries(filter)) {
    if (value === undefined || name === 'state') continue
    if (!(TERM_FACETS as readonly string[]).includes(name) || value === '') return undefined
    terms.push(termOf(name as TermFacet, String(value)))
  }
  return terms.length > 0 ? terms : undefined
}

/**
 * `select eui` of all that match, whatever their state and in no order. Of a vast fleet terms are intersected in their index: facets
 * belong together in ways that the planner does not know, and it would walk through all gateways of the owner in search of the first
 * thousands (the condition on the owner is written so that no index has it).
 */
function found(sql: Statements, ownerId: Eui, { filter, now, large = false, vast = false }: Matching): Fragment {
  const terms = termsAlone(filter)
  if (vast && terms)
    return sql`select f.eui from gateway_facets f where f.terms @> ${terms}::text[] and f.owner_id || '' = ${ownerId}`
  if (updatesAlone(filter)) return sql`select u.eui ${updates(sql, ownerId, filter)}`
  return matchingEuis(sql, ownerId, { filter: { ...filter, state: undefined }, now, large })
}

/** Whether a filter asks for updates and nothing else, whatever its state: every gateway has one update at most. */
const updatesAlone = (filter: GatewayFilter): boolean =>
  (filter.firmware !== undefined || filter.update !== undefined) &&
  Object.entries(filter).every(
    ([name, value]) => value === undefined || name === 'state' || name === 'firmware' || name === 'update',
  )

export interface FleetPage extends Matching {
  readonly sort: ListSort
  readonly descending: boolean
  readonly after?: PageEdge | undefined
  /** The page that ends before this row, instead. */
  readonly before?: PageEdge | undefined
  readonly limit: number
  /** Of a large fleet no more than are counted match, whatever their state. */
  readonly few?: boolean
}

/** The place of gateways without a certificate in the order of ends: after all others. */
const NEVER = 'infinity'

const isTime = (value: string): boolean => /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d)?$/.test(value)

/** A time as PostgreSQL prints it, or a rank; what a cursor says wrongly means the beginning. */
function edgeValue(sort: ListSort, { value }: PageEdge): string {
  if (sort === 'state') return /^\d$/.test(value) ? value : '0'
  if (sort === 'lastSeen') return isTime(value) ? value : '-infinity'
  if (sort === 'expires') return isTime(value) || value === NEVER ? value : '-infinity'
  return value
}

export interface PageRow {
  readonly eui: Eui
  readonly value: string
}

/** For each row of a page so many are asked whether they match, before all that match are put together instead. */
const WALK = 40

/** The rows of one page, in the order in which it is read: backwards for the page before a row. */
export async function findPage(sql: Statements, ownerId: Eui, page: FleetPage): Promise<readonly PageRow[]> {
  const { filter, large = false, few = false, limit } = page
  const order = orderTable(sql, page.sort)
  if (few || filter.refused) {
    const put = page.sort === 'expires' ? endOrder(sql) : order
    if (put) return sql<PageRow[]>`${gathered(sql, ownerId, page, put)}`
  }
  const probe = probeOf(sql, ownerId, filter)
  if (!order || !large || !probe || (filter.state && filter.state !== 'in-sync'))
    return sql<PageRow[]>`${ordered(sql, ownerId, page)}`
  // Where many match, a page is full after a few; where they come late in this order, that takes too long.
  const rows = await sql<PageRow[]>`${walked(sql, ownerId, page, order, probe)}`
  return rows.length >= limit ? rows : sql<PageRow[]>`${sifted(sql, ownerId, page, order)}`
}

/** Asks gateway `o` whether it matches a filter of terms alone, or of updates alone; whatever its state. */
function probeOf(sql: Statements, ownerId: Eui, filter: GatewayFilter): Fragment | undefined {
  const terms = termsAlone(filter)
  if (terms)
    return sql`select from gateway_facets f where f.eui = o.eui and f.owner_id = ${ownerId} and f.terms @> ${terms}::text[]`
  return updatesAlone(filter) ? sql`select ${updates(sql, ownerId, filter)} and u.eui = o.eui` : undefined
}

interface Order {
  readonly table: Fragment
  readonly value: Fragment
}

const isDescending = ({ descending, after, before }: FleetPage): boolean =>
  descending !== (after === undefined && before !== undefined)

function orderOf(sql: Statements, page: FleetPage) {
  const [direction, than] = isDescending(page) ? [sql`desc`, sql`<`] : [sql`asc`, sql`>`]
  const time = page.sort === 'lastSeen' || page.sort === 'expires'
  const cast = time ? sql`::timestamptz` : page.sort === 'state' ? sql`::smallint` : sql``
  const edge = page.after ?? page.before
  /** Whether a row comes after the edge of the page. */
  const beyond = (value: Fragment, eui: Fragment): Fragment =>
    edge ? sql`(${value}, ${eui}) ${than} (${edgeValue(page.sort, edge)}::text${cast}, ${edge.eui})` : sql`true`
  return { direction, than, edge, beyond }
}

/** Where the value of an order lies, with an index that begins with the owner. */
function orderTable(sql: Statements, sort: ListSort): Order | undefined {
  switch (sort) {
    case 'eui':
      return { table: sql`gateway_facets v`, value: sql`v.eui` }
    case 'name':
      return { table: sql`gateway_words v`, value: sql`v.name_key` }
    case 'lastSeen':
      return { table: sql`gateway_states v`, value: sql`v.seen_at` }
    case 'state':
      return { table: sql`gateway_states v`, value: sql`v.rank` }
    default:
      return undefined
  }
}

/** The order of ends for rows that are there already; through its index it has two parts (`ordered`). */
const endOrder = (sql: Statements): Order => ({
  table: sql`gateway_facets v`,
  value: sql`coalesce(v.expires_at, 'infinity')`,
})

const inState = (sql: Statements, ownerId: Eui, eui: Fragment, { filter, now }: Matching): Fragment =>
  filter.state
    ? sql`cross join lateral (
        select from gateway_states s where s.eui = ${eui} and s.owner_id = ${ownerId} and ${stateIs(sql, filter.state, now)} limit 1) z`
    : sql``

/** As the planner likes it. */
function ordered(sql: Statements, ownerId: Eui, page: FleetPage): Fragment {
  const { base, from } = source(sql, ownerId, page, page.sort)
  const { direction, than, edge, beyond } = orderOf(sql, page)
  if (page.sort === 'expires') {
    const at = edge && edgeValue('expires', edge)
    // An index finds each part in its order; a comparison of rows would never find those without an end.
    const part = (dated: boolean) => {
      const after =
        edge === undefined || at === undefined
          ? sql``
          : dated
            ? sql`and (f.expires_at, f.eui) ${than} (${at}::text::timestamptz, ${edge.eui})`
            : sql`and (f.expires_at is null and (${at === NEVER ? sql`f.eui ${than} ${edge.eui}` : isDescending(page) ? sql`false` : sql`true`}))`
      return sql`(
        select f.eui, coalesce(f.expires_at, 'infinity') as value ${from}
           and f.expires_at is ${dated ? sql`not null` : sql`null`} ${after}
         order by f.expires_at ${direction}, f.eui ${direction} limit ${page.limit})`
    }
    return sql`
      select eui, value::text as value from (${part(true)} union all ${part(false)}) x
       order by x.value ${direction}, eui ${direction} limit ${page.limit}`
  }
  const value = sortValue(sql, base, page.sort)
  return sql`
    select ${base}.eui, ${value}::text as value ${from} and ${beyond(value, sql`${base}.eui`)}
     order by ${value} ${direction}, ${base}.eui ${direction} limit ${page.limit}`
}

function sortValue(sql: Statements, base: Fragment, sort: Exclude<ListSort, 'expires'>): Fragment {
  switch (sort) {
    case 'eui':
      return sql`${base}.eui`
    case 'name':
      return sql`w.name_key`
    case 'lastSeen':
      return sql`s.seen_at`
    case 'state':
      return sql`s.rank`
    case 'site':
      return sql`(lower(o.site) collate "C")`
    default:
      return sql`(lower(coalesce(h.reported ->> ${sort}, '')) collate "C")`
  }
}

/** All that match first, then their order: takes as long as there are matches, and no longer. */
function gathered(sql: Statements, ownerId: Eui, page: FleetPage, { table, value }: Order): Fragment {
  const { direction, beyond } = orderOf(sql, page)
  return sql`
    with m as materialized (${found(sql, ownerId, page)})
    select m.eui, o.value::text as value
      from m cross join lateral (select ${value} as value from ${table} where v.eui = m.eui and v.owner_id = ${ownerId} limit 1) o
           ${inState(sql, ownerId, sql`m.eui`, page)}
     where ${beyond(sql`o.value`, sql`m.eui`)}
     order by o.value ${direction}, m.eui ${direction} limit ${page.limit}`
}

/** In the order of the page, each row asked whether it matches; ends after `WALK` times the page. */
function walked(sql: Statements, ownerId: Eui, page: FleetPage, { table, value }: Order, probe: Fragment): Fragment {
  const { direction, beyond } = orderOf(sql, page)
  return sql`
    select o.eui, o.value::text as value
      from (select v.eui, ${value} as value from ${table} where v.owner_id = ${ownerId} and ${beyond(value, sql`v.eui`)}
             order by ${value} ${direction}, v.eui ${direction} limit ${WALK * page.limit}) o
           cross join lateral (${probe} limit 1) f
           ${inState(sql, ownerId, sql`o.eui`, page)}
     order by o.value ${direction}, o.eui ${direction} limit ${page.limit}`
}

/**
 * In the order of the page through a hash of all that match. Inside `case` it stays one: as a join it would lose the order, or be asked
 * for row by row.
 */
function sifted(sql: Statements, ownerId: Eui, page: FleetPage, { table, value }: Order): Fragment {
  const { direction, beyond } = orderOf(sql, page)
  return sql`
    select v.eui, ${value}::text as value
      from ${table} ${inState(sql, ownerId, sql`v.eui`, page)}
     where v.owner_id = ${ownerId} and ${beyond(value, sql`v.eui`)}
       and case when v.eui in (${found(sql, ownerId, page)}) then true end
     order by ${value} ${direction}, v.eui ${direction} limit ${page.limit}`
}

export interface StateCounts {
  readonly counts: ReadonlyMap<GatewayState, number>
  /** False: there are more; these are those that were looked at. */
  readonly exact: boolean
}

/** Matches that are counted one by one: of a large fleet half as many, so that counting takes no longer than listing. */
export const capOf = (large: boolean): number => (large ? COUNT_CAP / 2 : COUNT_CAP)

/**
 * Something of each row of `m`, looked up by its identifier one by one: they are few, and what the planner thinks they are (as many
 * as the cap) makes it read the whole table instead.
 */
const ofEach = (sql: Statements, table: Fragment, columns: Fragment, ownerId: Eui): Fragment =>
  sql`cross join lateral (select ${columns} from ${table} where s.eui = m.eui and s.owner_id = ${ownerId} limit 1) s`

const stateNow = (sql: Statements, now: Date): Fragment =>
  sql`case when ${silentNow(sql, cutoffOf(now))} then 'silent' else s.state end as state`

/** How many match in each state, whatever state the filter names; at most `capOf` are looked at. */
export async function countStates(sql: Statements, ownerId: Eui, matching: Matching): Promise<StateCounts> {
  const { now, large = false } = matching
  const rows = await sql<StateCount[]>`
    with m as materialized (${found(sql, ownerId, matching)} limit ${capOf(large) + 1})
    select state, count(*)::int as count
      from m ${ofEach(sql, sql`gateway_states s`, stateNow(sql, now), ownerId)} group by 1`
  return statesOf(rows, large)
}

interface StateCount {
  readonly state: GatewayState
  readonly count: number
}

function statesOf(rows: readonly StateCount[], large: boolean): StateCounts {
  const total = rows.reduce((sum, { count }) => sum + count, 0)
  return { counts: new Map(rows.map(({ state, count }) => [state, count])), exact: total <= capOf(large) }
}

export interface TermCount {
  readonly term: string
  readonly count: number
}

/** Of the maintained counts: the states, which the clock is watched for every minute. */
export async function readStateCounts(sql: Statements, ownerId: Eui): Promise<Map<GatewayState, number>> {
  const rows = await sql<{ state: GatewayState; count: number }[]>`
    select substr(term, 7) as state, sum(n)::int as count from fleet_counts
     where owner_id = ${ownerId} and term >= 'state:' and term < 'state;' group by 1 having sum(n) > 0`
  return new Map(rows.map(({ state, count }) => [state, count]))
}

/** Of one term. */
export async function readTermCount(sql: Statements, ownerId: Eui, term: string): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select coalesce(sum(n), 0)::int as count from fleet_counts where owner_id = ${ownerId} and term = ${term}`
  return row?.count ?? 0
}

/**
 * Of all terms but the states; of each facet the `most` that most gateways have, and every date. `of` is how many values the
 * facet has; with `find` only those count that contain it.
 */
export async function readTermCounts(
  sql: Statements,
  ownerId: Eui,
  most: number,
  find?: string,
): Promise<(TermCount & { readonly of: number })[]> {
  const found = find
    ? sql`and position(${find.toLowerCase()} in lower(substr(term, strpos(term, ':') + 1))) > 0`
    : sql``
  return sql<(TermCount & { of: number })[]>`
    select term, count, of::int as of from (
      select term, count, row_number() over (partition by split_part(term, ':', 1) order by count desc, term) as place,
             count(*) over (partition by split_part(term, ':', 1)) as of
        from (
          select term, sum(n)::int as count from fleet_counts where owner_id = ${ownerId} ${found}
           group by 1 having sum(n) > 0) c) r
     where (place <= ${most} or term like 'expires:%') and term not like 'state:%' order by term`
}

/** The same of what matches; at most `capOf` are looked at. */
export async function countTerms(sql: Statements, ownerId: Eui, matching: Matching): Promise<TermCount[]> {
  const { base, from } = source(sql, ownerId, matching)
  return sql<TermCount[]>`
    with m as materialized (select ${base}.eui ${from} limit ${capOf(matching.large ?? false)})
    select term, count(*)::int as count from m ${ofEach(sql, sql`gateway_facets s`, sql`s.terms`, ownerId)}, unnest(s.terms) as term
     group by 1 order by 1`
}

/** Both at once, of a filter that names no state: what matches is looked for once. */
export async function countStatesAndTerms(
  sql: Statements,
  ownerId: Eui,
  matching: Matching,
): Promise<StateCounts & { terms: TermCount[] }> {
  const { now, large = false } = matching
  const rows = await sql<(Partial<StateCount> & Partial<TermCount> & { count: number })[]>`
    with m as materialized (${found(sql, ownerId, matching)} limit ${capOf(large) + 1})
    select state, null as term, count(*)::int as count
      from m ${ofEach(sql, sql`gateway_states s`, stateNow(sql, now), ownerId)} group by 1
    union all
    select null, term, count(*)::int
      from (select eui from m limit ${capOf(large)}) m ${ofEach(sql, sql`gateway_facets s`, sql`s.terms`, ownerId)}, unnest(s.terms) as term group by 2`
  const states = rows.flatMap(({ state, count }) => (state ? [{ state, count }] : []))
  const terms = rows.flatMap(({ term, count }) => (term ? [{ term, count }] : []))
  return { ...statesOf(states, large), terms }
}

/** Adds up the counts; those that are added to just now wait for the next time. Answers how many rows there were. */
export async function compactCounts(sql: Sql): Promise<number> {
  const [row] = await sql<{ taken: number }[]>`
    with picked as materialized (select ctid from fleet_counts limit 200000 for update skip locked),
    taken as (delete from fleet_counts where ctid in (select ctid from picked) returning owner_id, term, n),
    added as (insert into fleet_counts select owner_id, term, sum(n) from taken group by 1, 2 having sum(n) <> 0)
    select count(*)::int as taken from taken`
  return row?.taken ?? 0
}

/** Marks gateways that have become silent, at most `limit`; answers how many were looked at. Acts for every owner. */
export async function markSilent(sql: Sql, now: Date, limit: number): Promise<number> {
  const cutoff = cutoffOf(now)
  const rows = await sql`
    with due as materialized (
      select s.eui from gateway_states s
       where not s.silent and s.state <> 'never-seen' and s.seen_at < ${cutoff}
       order by s.seen_at limit ${limit} for update skip locked
    )
    update gateway_states s set seen_at = r.last_seen_at, silent = r.last_seen_at < ${cutoff}
      from due join gateway_reports r on r.eui = due.eui where s.eui = due.eui returning 1`
  return rows.length
}
