/** The way back of gateways to the sets that they had before a rollout. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { MemberCode, MemberState } from '#lib/domain/rollouts/rollout.ts'
import type { Statements } from './client.ts'
import type { StoredSet } from './gateways.ts'

/**
 * The gateway has not left its owner since the rollout armed it. One that was deleted and claimed again counts its versions from
 * 1: the same numbers are other sets then, and somebody else's work.
 */
export const heldSinceArmed = (sql: Statements) => sql`coalesce(g.claimed_at <= m.armed_at, true)`

interface RolloutOf {
  readonly id: string
  readonly ownerId: Eui
}

/** Desired versions before the rollout, and those that it made. */
export interface ReturningMember {
  readonly eui: Eui
  readonly beforeCups: number | null
  readonly beforeTc: number | null
  readonly setCups: number | null
  readonly setTc: number | null
}

/**
 * Marks gateways that are to return: every one that was touched, or the failed ones. Those that something else has set
 * since are left alone and listed, at most `listed` of them.
 */
export async function callBack(
  sql: Statements,
  { id, ownerId }: RolloutOf,
  scope: 'all' | 'failed',
  reason: string,
  now: Date,
  listed: number,
): Promise<{ returning: number; left: { eui: Eui; reason: string }[] }> {
  // What is armed may be collected before it is taken back: it is called back like the others.
  const states = scope === 'all' ? ['armed', 'offered', 'succeeded', 'failed'] : ['failed']
  const rows = await sql<{ eui: Eui; ours: boolean }[]>`
    with touched as (
      select m.eui, coalesce((m.set_cups is not distinct from m.before_cups or g.cups_version is not distinct from m.set_cups)
                         and (m.set_tc is not distinct from m.before_tc or g.tc_version is not distinct from m.set_tc), false)
                    and g.eui is not null and ${heldSinceArmed(sql)} as ours
        from rollout_gateways m left join gateways g on g.eui = m.eui and g.owner_id = m.owner_id
       where m.rollout_id = ${id} and m.owner_id = ${ownerId} and m.state = any(${states}::text[])
         and (m.set_cups is distinct from m.before_cups or m.set_tc is distinct from m.before_tc)
    )
    update rollout_gateways m set
           state = case when t.ours then 'returning' else 'skipped' end, code = case when t.ours then null else 'changed' end,
           reason = case when t.ours then '' else ${reason} end, armed_at = case when t.ours then null else m.armed_at end,
           offered_at = case when t.ours then null else m.offered_at end,
           settled_at = case when t.ours then null else ${now}::timestamptz end
      from touched t where m.rollout_id = ${id} and m.owner_id = ${ownerId} and m.eui = t.eui
    returning m.eui, t.ours`
  const left = rows.filter((row) => !row.ours).map((row) => ({ eui: row.eui, reason }))
  return { returning: rows.length - left.length, left: left.slice(0, listed) }
}

/**
 * Some of those that were called back and not set yet, with their gateways locked: `kept` is `changed` or `released` where
 * something else has happened to one since.
 */
export async function findReturning(
  sql: Statements,
  { id, ownerId }: RolloutOf,
  limit: number,
): Promise<(ReturningMember & { readonly kept: 'changed' | 'released' | null })[]> {
  const rows = await sql<ReturningMember[]>`
    select eui, before_cups as "beforeCups", before_tc as "beforeTc", set_cups as "setCups", set_tc as "setTc"
      from rollout_gateways
     where rollout_id = ${id} and owner_id = ${ownerId} and state = 'returning' and armed_at is null
     order by eui limit ${limit}`
  const gateways = await sql<{ eui: Eui; cups: number | null; tc: number | null }[]>`
    select eui, cups_version as cups, tc_version as tc from gateways
     where owner_id = ${ownerId} and eui = any(${rows.map((row) => row.eui)}) order by eui for update`
  const held = new Map(gateways.map((row) => [row.eui, row]))
  return rows.map((row) => {
    const gateway = held.get(row.eui)
    const ours =
      gateway &&
      (row.setCups === row.beforeCups || gateway.cups === row.setCups) &&
      (row.setTc === row.beforeTc || gateway.tc === row.setTc)
    return { ...row, kept: ours ? null : gateway ? 'changed' : 'released' }
  })
}

/** The sets from before the rollout, retired ones too: their keys are still there. */
export async function findSetsBefore(
  sql: Statements,
  { id, ownerId }: RolloutOf,
  euis: readonly Eui[],
): Promise<Map<Eui, StoredSet[]>> {
  const rows = await sql<StoredSet[]>`
    select s.eui, s.category, s.version, s.uri, s.lns_uri as "lnsUri", s.muxs_template as "muxsTemplate", s.trust, s.crt, s.key_kind as "keyKind", s.key_enc as "keyEnc", s.crc::float8 as crc,
           s.offered_at as "offeredAt", s.proven_at as "provenAt", s.failed_at as "failedAt", s.backup, s.created_at as "createdAt"
      from rollout_gateways m
      join credential_sets s on s.eui = m.eui and s.owner_id = m.owner_id
       and s.version = case s.category when 'cups' then m.before_cups else m.before_tc end
     where m.rollout_id = ${id} and m.owner_id = ${ownerId} and m.eui = any(${euis as Eui[]})`
  return Map.groupBy(rows, (row) => row.eui)
}

export interface ReturnMark {
  readonly eui: Eui
  readonly state: MemberState
  readonly code: MemberCode | null
  readonly reason: string
  readonly setCups: number | null
  readonly setTc: number | null
}

/** Set to what was before, or not. */
export async function markReturning(
  sql: Statements,
  { id, ownerId }: RolloutOf,
  marks: readonly ReturnMark[],
  now: Date,
): Promise<void> {
  await sql`
    update rollout_gateways m set state = r.state, code = r.code, reason = r.reason, set_cups = r."setCups", set_tc = r."setTc",
           armed_at = ${now}, settled_at = case when r.state = 'returning' then null else ${now}::timestamptz end
      from json_to_recordset(${JSON.stringify(marks)}::text::json)
        as r(eui text, state text, code text, reason text, "setCups" int, "setTc" int)
     where m.rollout_id = ${id} and m.owner_id = ${ownerId} and m.eui = r.eui and m.eui = any(${marks.map((one) => one.eui)})`
}
