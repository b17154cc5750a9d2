/** Lists of connections, as far as their reader may know of them. */
import type { ContentType, Source } from '#lib/domain/connections/connection-fields.ts'
import type { DomainScope } from '#lib/domain/connections/domain-scope.ts'
import type { Health } from '#lib/domain/deliveries/delivery-status.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { actorName } from './actor-name.ts'
import type { Statements } from './client.ts'
import { healthOf, lastDeliveryOf } from './connection-health.ts'
import { visibleTo } from './connections.ts'

export interface ConnectionListRow {
  readonly id: string
  readonly name: string
  /** What the page is ordered by. */
  readonly sortName: string
  readonly asId: string
  readonly contentType: ContentType
  readonly source: Source
  /** Of masked connections too: the view hides it. */
  readonly url: string
  readonly active: boolean
  readonly health: Health
  readonly lastDelivery: Date | null
}

export interface ConnectionFilter {
  /** Anywhere in the name or the AS_ID, and in the URL where the reader may see it. */
  readonly text?: string | undefined
  readonly health?: Health | undefined
  readonly contentType?: ContentType | undefined
  /** A domain's id, or `none` for cross-domain. */
  readonly domain?: string | undefined
}

const crossDomain = (sql: Statements) =>
  sql`not exists (select 1 from connection_domains a where a.connection_id = c.id)`

function filtered(sql: Statements, ownerId: Eui, scope: DomainScope, filter: ConnectionFilter) {
  const { text, contentType, domain } = filter
  const inUrl = scope === null ? sql`true` : sql`not ${crossDomain(sql)}`
  return sql`
    c.owner_id = ${ownerId} and ${visibleTo(sql, scope)}
    ${contentType ? sql`and c.content_type = ${contentType}` : sql``}
    ${
      text
        ? sql`and (position(lower(${text}) in lower(c.name)) > 0 or position(lower(${text}) in lower(c.as_id)) > 0
                   or (position(lower(${text}) in lower(c.url)) > 0 and ${inUrl}))`
        : sql``
    }
    ${
      domain === undefined
        ? sql``
        : domain === 'none'
          ? sql`and ${crossDomain(sql)}`
          : sql`and exists (select 1 from connection_domains a where a.connection_id = c.id and a.domain_id = ${domain}::uuid)`
    }`
}

/** Up to `limit` connections after `after`, by name. */
export async function listConnections(
  sql: Statements,
  ownerId: Eui,
  scope: DomainScope,
  filter: ConnectionFilter,
  page: { readonly after?: { readonly sortName: string; readonly id: string } | undefined; readonly limit: number },
): Promise<ConnectionListRow[]> {
  const { after, limit } = page
  return sql<ConnectionListRow[]>`
    select c.id, c.name, lower(c.name) as "sortName", c.as_id as "asId", c.content_type as "contentType", c.source, c.url, c.active,
           ${healthOf(sql)} as health, ${lastDeliveryOf(sql)} as "lastDelivery"
      from connections c
     where ${filtered(sql, ownerId, scope, filter)}
       ${filter.health ? sql`and ${healthOf(sql)} = ${filter.health}` : sql``}
       ${after ? sql`and (lower(c.name) collate "C", c.id) > (${after.sortName} collate "C", ${after.id}::uuid)` : sql``}
     order by lower(c.name) collate "C", c.id limit ${limit}`
}

/** How many connections the filter finds in each health, whatever health it asks for. */
export async function countConnections(
  sql: Statements,
  ownerId: Eui,
  scope: DomainScope,
  filter: ConnectionFilter,
): Promise<Map<Health, number>> {
  const rows = await sql<{ health: Health; count: number }[]>`
    select health, count(*)::int as count
      from (select ${healthOf(sql)} as health from connections c where ${filtered(sql, ownerId, scope, filter)}) as found
     group by health`
  return new Map(rows.map(({ health, count }) => [health, count]))
}

export interface VisibleConnection {
  readonly id: string
  readonly name: string
  readonly access: 'full' | 'masked'
}

/** By name. */
export async function listVisibleConnections(
  sql: Statements,
  ownerId: Eui,
  scope: DomainScope,
): Promise<VisibleConnection[]> {
  const masked = scope === null ? sql`false` : crossDomain(sql)
  return sql<VisibleConnection[]>`
    select c.id, c.name, case when ${masked} then 'masked' else 'full' end as access
      from connections c where c.owner_id = ${ownerId} and ${visibleTo(sql, scope)}
     order by lower(c.name) collate "C", c.id`
}

/** All connections of the owner, visible or not: for limits. */
export async function countAllConnections(sql: Statements, ownerId: Eui): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from connections where owner_id = ${ownerId}`
  return row?.count ?? 0
}

export interface HealthFacts {
  /** Of the person or token behind `createdBy`, where it is known. */
  readonly createdByName: string | null
  readonly updatedByName: string | null
  readonly health: Health
  readonly lastDelivery: Date | null
}

export async function findHealth(sql: Statements, ownerId: Eui, id: string): Promise<HealthFacts | undefined> {
  const [row] = await sql<HealthFacts[]>`
    select ${healthOf(sql)} as health, ${lastDeliveryOf(sql)} as "lastDelivery",
           ${actorName(sql, 'c.created_by', ownerId)} as "createdByName", ${actorName(sql, 'c.updated_by', ownerId)} as "updatedByName"
      from connections c where c.owner_id = ${ownerId} and c.id = ${id}`
  return row
}
