/** Gateways that fell silent, grouped into outages (docs/events.md). Acts for every owner: only the worker calls this. */
import { SILENT_AFTER_SECONDS } from '#lib/domain/gateway-state.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql, Statements } from './client.ts'

export interface SilentGateway {
  readonly eui: Eui
  readonly ownerId: Eui
  readonly site: string
  readonly lastSeenAt: Date
}

/** Gateways that are silent, as gateway-views.ts shows them, and are in no open outage. Those that nobody owns count not. */
export async function findNewlySilent(sql: Sql, now: Date, limit: number): Promise<SilentGateway[]> {
  return sql<SilentGateway[]>`
    select g.eui, g.owner_id as "ownerId", g.site, r.last_seen_at as "lastSeenAt"
      from gateway_reports r join gateways g on g.eui = r.eui
     where r.last_seen_at < ${now}::timestamptz - make_interval(secs => ${SILENT_AFTER_SECONDS}) and g.owner_id is not null
       and not exists (select from silent_gateways s where s.eui = r.eui and s.back_at is null)
     order by g.owner_id, g.site, r.last_seen_at, g.eui limit ${limit}`
}

export interface OpenOutage {
  readonly id: string
  readonly ownerId: Eui
  readonly site: string
  readonly missedAt: Date
  readonly openedAt: Date
  readonly alertedAt: Date | null
}

/** Outages that gateways of these owners and sites may belong to, the newest first. */
export async function findOpenOutages(
  tx: Statements,
  places: readonly { readonly ownerId: Eui; readonly site: string }[],
): Promise<OpenOutage[]> {
  const rows = JSON.stringify(places.map(({ ownerId, site }) => ({ owner_id: ownerId, site })))
  return tx<OpenOutage[]>`
    select o.id, o.owner_id as "ownerId", o.site, o.missed_at as "missedAt", o.opened_at as "openedAt", o.alerted_at as "alertedAt"
      from outages o join json_to_recordset(${rows}::text::json) as p(owner_id text, site text)
        on o.owner_id = p.owner_id and o.site = p.site
     where o.closed_at is null order by o.opened_at desc for update of o`
}

export async function insertOutages(tx: Statements, outages: readonly OpenOutage[]): Promise<void> {
  if (outages.length === 0) return
  const rows = outages.map((one) => ({
    id: one.id,
    owner_id: one.ownerId,
    site: one.site,
    opened_at: one.openedAt,
    missed_at: one.missedAt,
  }))
  await tx`
    insert into outages (id, owner_id, site, opened_at, missed_at)
    select * from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as r(id uuid, owner_id text, site text, opened_at timestamptz, missed_at timestamptz)`
}

/** Puts gateways into outages; one that another scan put into one a moment ago stays there. */
export async function joinOutages(
  tx: Statements,
  gateways: readonly (SilentGateway & { readonly outageId: string })[],
): Promise<void> {
  if (gateways.length === 0) return
  const rows = gateways.map((one) => ({
    outage_id: one.outageId,
    eui: one.eui,
    owner_id: one.ownerId,
    last_seen_at: one.lastSeenAt,
  }))
  await tx`
    insert into silent_gateways (outage_id, eui, owner_id, last_seen_at)
    select * from json_to_recordset(${JSON.stringify(rows)}::text::json)
      as r(outage_id uuid, eui text, owner_id text, last_seen_at timestamptz)
    on conflict do nothing`
}

/** Marks those that were heard again, and those that their owner gave away; what they were part of is looked at again. */
export async function markReturns(tx: Statements, now: Date): Promise<number> {
  const rows = await tx`
    with returned as (
      update silent_gateways s set back_at = ${now}, told = s.told or g.owner_id is distinct from s.owner_id
             or exists (select from outages o where o.id = s.outage_id and o.alerted_at is null)
        from silent_gateways x
        left join gateways g on g.eui = x.eui
        left join gateway_reports r on r.eui = x.eui
       where s.outage_id = x.outage_id and s.eui = x.eui and s.back_at is null
         and (g.owner_id is distinct from s.owner_id or r.last_seen_at > s.last_seen_at)
      returning s.outage_id
    )
    update outages o set last_return_at = ${now} from (select distinct outage_id from returned) r where o.id = r.outage_id
    returning o.id`
  return rows.length
}

export interface OutageGateway {
  readonly eui: Eui
  readonly lastSeenAt: Date
}

export interface OutageNews {
  readonly id: string
  readonly ownerId: Eui
  readonly site: string
  readonly openedAt: Date
  readonly gateways: readonly OutageGateway[]
  /** Gateways of it that are silent still. */
  readonly left: number
}

/** Claims the outages that are to be alerted: those that gathered for long enough. Once each. */
export async function takeAlerts(tx: Statements, openedBefore: Date, now: Date): Promise<OutageNews[]> {
  return tx<OutageNews[]>`
    with taken as (
      update outages set alerted_at = ${now}
       where closed_at is null and alerted_at is null and opened_at <= ${openedBefore} returning id, owner_id, site, opened_at
    )
    select t.id, t.owner_id as "ownerId", t.site, t.opened_at as "openedAt", s.gateways, s.count::int as left
      from taken t join lateral (
        select count(*) as count, json_agg(json_build_object('eui', eui, 'lastSeenAt', last_seen_at) order by last_seen_at, eui) as gateways
          from silent_gateways where outage_id = t.id and back_at is null
      ) s on true
     where s.count > 0 order by t.opened_at, t.id`
}

/**
 * Claims returns that are to be told: all of an alerted outage are back, or nobody has come back since `quietSince`. Closes
 * outages without a silent gateway; one that was never alerted closes without a word.
 */
export async function takeReturns(tx: Statements, quietSince: Date, now: Date): Promise<OutageNews[]> {
  const news = await tx<(OutageNews & { alerted: boolean })[]>`
    with ready as (
      select o.id, o.owner_id, o.site, o.opened_at, o.alerted_at is not null as alerted,
             (select count(*) from silent_gateways s where s.outage_id = o.id and s.back_at is null) as left_
        from outages o
       where o.closed_at is null and o.last_return_at is not null
       for update of o skip locked
    ), due as (
      select r.* from ready r join outages o on o.id = r.id where r.left_ = 0 or o.last_return_at <= ${quietSince}
    ), told as (
      update silent_gateways s set told = true from due d
       where s.outage_id = d.id and s.back_at is not null and not s.told
      returning s.outage_id, s.eui, s.last_seen_at
    ), closed as (
      update outages o set closed_at = case when d.left_ = 0 then ${now}::timestamptz end,
             last_return_at = case when d.left_ = 0 then o.last_return_at end
        from due d where o.id = d.id
    )
    select d.id, d.owner_id as "ownerId", d.site, d.opened_at as "openedAt", d.left_::int as left, d.alerted,
           coalesce(t.gateways, '[]'::json) as gateways
      from due d left join lateral (
        select json_agg(json_build_object('eui', eui, 'lastSeenAt', last_seen_at) order by eui) as gateways from told where outage_id = d.id
      ) t on true order by d.opened_at, d.id`
  return news.filter((one) => one.alerted && one.gateways.length > 0)
}

export async function deleteOldOutages(sql: Statements, before: Date): Promise<void> {
  await sql`
    delete from outages o where closed_at < ${before}
        or (opened_at < ${before} and not exists (select from silent_gateways s where s.outage_id = o.id))`
}
