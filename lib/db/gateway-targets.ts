/** Which gateways a rollout or a change of tags is about, as SQL: sets of any size are never brought here. */
import { splitTerm } from '#lib/domain/fleet/facets.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'
import { type GatewayFilter, matchingEuis } from './fleet.ts'
import { inTrustChange } from './trust-changes.ts'

/** As the list of gateways filters, by tags (any of them), or one by one. */
export type GatewayTarget =
  | ({ readonly by: 'filter' } & GatewayFilter)
  | { readonly by: 'tags'; readonly tags: readonly string[] }
  | { readonly by: 'gateways'; readonly gateways: readonly Eui[] }
  /** Those that a step of a change of trust is for now. */
  | { readonly by: 'trust-change'; readonly change: string; readonly step: 1 | 2 }

/** The condition on gateways `g` with their reports `r` (left join). */
export function inTarget(sql: Statements, ownerId: Eui, target: GatewayTarget, now: Date) {
  switch (target.by) {
    case 'filter':
      return sql`g.owner_id = ${ownerId} and g.eui in (${matchingEuis(sql, ownerId, { filter: target, now })})`
    case 'tags':
      return sql`g.owner_id = ${ownerId} and g.tags && ${target.tags as string[]}::text[]`
    case 'gateways':
      return sql`g.owner_id = ${ownerId} and g.eui = any(${target.gateways as Eui[]})`
    case 'trust-change':
      return inTrustChange(sql, ownerId, target.change, target.step)
  }
}

export interface TargetRow {
  readonly eui: Eui
  readonly name: string
  /** What a later `setup` compares with. */
  readonly revision: number
  readonly lnsUri: string | null
  readonly cupsUri: string | null
}

/** Gateways of a target in the order of their identifiers, at most `limit`, those after `after`. */
export function listTarget(
  sql: Statements,
  ownerId: Eui,
  target: GatewayTarget,
  limit: number,
  now: Date,
  after?: Eui,
): Promise<TargetRow[]> {
  return sql<TargetRow[]>`
    select g.eui, g.name, g.revision, coalesce(t.lns_uri, t.uri) as "lnsUri", c.uri as "cupsUri"
      from gateways g left join gateway_reports r on r.eui = g.eui
      left join credential_sets t on t.eui = g.eui and t.owner_id = g.owner_id and t.category = 'tc' and t.version = g.tc_version
      left join credential_sets c on c.eui = g.eui and c.owner_id = g.owner_id and c.category = 'cups' and c.version = g.cups_version
     where ${inTarget(sql, ownerId, target, now)} ${after === undefined ? sql`` : sql`and g.eui > ${after}`} order by g.eui limit ${limit}`
}

export interface TagChange {
  readonly add: readonly string[]
  readonly remove: readonly string[]
  /** Undefined: stays. */
  readonly site?: string | undefined
}

/** What a gateway had before it was changed. */
export interface LabelsBefore {
  readonly eui: Eui
  readonly tags: readonly string[]
  readonly site: string
}

/** Adds, removes, sets; says which matched, which changed, and which would have had too many tags. */
export async function changeTags(
  sql: Statements,
  ownerId: Eui,
  target: GatewayTarget,
  { add, remove, site }: TagChange,
  max: number,
  now: Date,
): Promise<{ matching: Eui[]; changed: LabelsBefore[]; full: Eui[] }> {
  const rows = await sql<(LabelsBefore & { full: boolean; changed: boolean })[]>`
    with held as (
      select g.eui, g.tags, g.site, coalesce((
               select array_agg(distinct t order by t) from unnest(g.tags || ${add as string[]}::text[]) t
                where t <> all(${remove as string[]}::text[])), '{}') as wanted
        from gateways g left join gateway_reports r on r.eui = g.eui
       where ${inTarget(sql, ownerId, target, now)} order by g.eui for update of g
    ), changed as (
      update gateways g set tags = h.wanted, site = coalesce(${site ?? null}, g.site)
        from held h
       where g.eui = h.eui and g.owner_id = ${ownerId} and cardinality(h.wanted) <= ${max}
         and (g.tags <> h.wanted or g.site <> coalesce(${site ?? null}, g.site))
      returning g.eui
    )
    select h.eui, h.tags, h.site, cardinality(h.wanted) > ${max} as full, c.eui is not null as changed
      from held h left join changed c on c.eui = h.eui`
  return {
    matching: rows.map(({ eui }) => eui),
    changed: rows.filter((row) => row.changed).map(({ eui, tags, site: before }) => ({ eui, tags, site: before })),
    full: rows.filter((row) => row.full).map(({ eui }) => eui),
  }
}

/** Every tag and site of an owner with its number of gateways, of the maintained counts. */
export async function countTags(
  sql: Statements,
  ownerId: Eui,
): Promise<{ tags: { tag: string; count: number }[]; sites: { site: string; count: number }[] }> {
  const rows = await sql<{ term: string; count: number }[]>`
    select term, sum(n)::int as count from fleet_counts
     where owner_id = ${ownerId} and (term like 'tag:%' or term like 'site:%') group by 1 having sum(n) > 0 order by term collate "C"`
  const of = (facet: string) =>
    rows.flatMap(({ term, count }) =>
      splitTerm(term).facet === facet ? [{ value: splitTerm(term).value, count }] : [],
    )
  return {
    tags: of('tag').map(({ value, count }) => ({ tag: value, count })),
    sites: of('site').map(({ value, count }) => ({ site: value, count })),
  }
}
