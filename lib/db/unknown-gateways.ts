/** Routers that knocked and were refused, out of the ring of refused check-ins (rules.md 14), for operators. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export type Standing = 'no-batch' | 'batch' | 'known' | 'malformed'

export interface UnknownGatewayRow {
  readonly router: string
  readonly eui: Eui | null
  readonly standing: Standing
  readonly ownerId: Eui | null
  readonly ownerName: string | null
  readonly count: number
  readonly firstAt: Date
  readonly lastAt: Date
  readonly address: string
  readonly addresses: number
  readonly reason: string
  /** Of the last refusal. */
  readonly lastId: number
}

/** One row for each router, the one that knocked last first. */
export async function findUnknownGateways(
  sql: Statements,
  params: {
    readonly standing: Standing | null
    /** Hex digits that the identifier contains. */
    readonly digits: string | null
    /** What the router as sent, the address or the owner's name contains. */
    readonly text: string | null
    /** Of the last row of the page before. */
    readonly before: number | null
    readonly limit: number
  },
): Promise<UnknownGatewayRow[]> {
  const { standing, digits, text, before, limit } = params
  const like = text === null ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const rows = await sql<(Omit<UnknownGatewayRow, 'lastId'> & { lastId: string })[]>`
    with knocks as (
      select coalesce(eui, router) as name, max(id) as last_id, count(*)::int as count, min(at) as first_at,
             count(distinct address)::int as addresses, array_agg(distinct address) as all_addresses
        from refused_check_ins group by coalesce(eui, router)
    ), named as (
      select r.router, r.eui, r.address, r.reason, r.at as last_at, k.last_id, k.count, k.first_at, k.addresses, k.all_addresses,
             g.owner_id, o.name as owner_name,
             case when r.eui is null then 'malformed'
                  when g.eui is not null then 'known'
                  when exists (select 1 from batches b where r.eui between b.eui_from and b.eui_to) then 'batch'
                  else 'no-batch' end as standing
        from knocks k join refused_check_ins r on r.id = k.last_id
        left join gateways g on g.eui = r.eui
        left join owners o on o.id = g.owner_id
    )
    select router, eui, standing, owner_id as "ownerId", owner_name as "ownerName", count, first_at as "firstAt", last_at as "lastAt",
           address, addresses, reason, last_id as "lastId"
      from named
     where (${standing}::text is null or standing = ${standing}::text)
       and ((${digits}::text is null and ${like}::text is null) or eui like '%' || ${digits}::text || '%'
         or router ilike ${like}::text or owner_name ilike ${like}::text
         or exists (select 1 from unnest(all_addresses) as a(address) where a.address ilike ${like}::text))
       and (${before}::bigint is null or last_id < ${before}::bigint)
     order by last_id desc limit ${limit}`
  return rows.map((row) => ({ ...row, lastId: Number(row.lastId) }))
}

export interface RangeRow {
  readonly id: string
  readonly from: Eui
  readonly to: Eui
  readonly flavor: string
}

/** All batches by their ranges, in order. */
export function findRanges(sql: Statements): Promise<RangeRow[]> {
  return sql<RangeRow[]>`
    select id, eui_from as "from", eui_to as "to", flavor from batches order by eui_from limit 100000`
}
