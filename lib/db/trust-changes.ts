/** Changes of the root behind a server, and where each gateway of one stands. */
import type { Category } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { RolloutState } from '#lib/domain/rollouts/rollout.ts'
import {
  CHANGE_STAGES,
  type ChangeStage,
  type ServerCheck,
  type TrustChangeState,
} from '#lib/domain/trust-change/trust-change.ts'
import type { Statements } from './client.ts'

export interface TrustChangeRow {
  readonly id: string
  readonly ownerId: Eui
  readonly name: string
  readonly category: Category
  readonly oldUri: string
  readonly stepUri: string
  readonly finalUri: string
  readonly trust: Buffer
  /** Lower-case hex. */
  readonly trustFingerprint: string
  readonly state: TrustChangeState
  readonly checks: Readonly<Record<string, ServerCheck>>
  readonly createdAt: Date
  readonly createdBy: string
  readonly endedAt: Date | null
  readonly endedCounts: Record<ChangeStage, number> | null
}

const columns = (sql: Statements) => sql`
  c.id, c.owner_id as "ownerId", c.name, c.category, c.old_uri as "oldUri", c.step_uri as "stepUri", c.final_uri as "finalUri", c.trust,
  encode(c.trust_fingerprint, 'hex') as "trustFingerprint", c.state, c.checks, c.created_at as "createdAt", c.created_by as "createdBy",
  c.ended_at as "endedAt", c.ended_counts as "endedCounts"`

export type NewTrustChange = Pick<
  TrustChangeRow,
  | 'id'
  | 'ownerId'
  | 'name'
  | 'category'
  | 'oldUri'
  | 'stepUri'
  | 'finalUri'
  | 'trustFingerprint'
  | 'checks'
  | 'createdBy'
> & { readonly trust: Uint8Array; readonly now: Date }

export async function insertTrustChange(sql: Statements, change: NewTrustChange): Promise<void> {
  await sql`
    insert into trust_changes (id, owner_id, name, category, old_uri, step_uri, final_uri, trust, trust_fingerprint, state, checks, created_at, created_by)
    values (${change.id}, ${change.ownerId}, ${change.name}, ${change.category}, ${change.oldUri}, ${change.stepUri}, ${change.finalUri},
            ${Buffer.from(change.trust)}, ${Buffer.from(change.trustFingerprint, 'hex')}, 'open', ${JSON.stringify(change.checks)}::text::jsonb,
            ${change.now}, ${change.createdBy})`
}

export async function findTrustChange(sql: Statements, ownerId: Eui, id: string): Promise<TrustChangeRow | undefined> {
  const [row] = await sql<TrustChangeRow[]>`
    select ${columns(sql)} from trust_changes c where c.id = ${id} and c.owner_id = ${ownerId}`
  return row
}

/** Whatever starts a step or ends the change holds this lock. */
export async function lockTrustChange(sql: Statements, ownerId: Eui, id: string): Promise<TrustChangeRow | undefined> {
  const [row] = await sql<TrustChangeRow[]>`
    select ${columns(sql)} from trust_changes c where c.id = ${id} and c.owner_id = ${ownerId} for update`
  return row
}

/** Newest first, after the cursor (time with microseconds, identifier). */
export async function listTrustChanges(
  sql: Statements,
  ownerId: Eui,
  page: { readonly after?: { readonly at: string; readonly id: string } | undefined; readonly limit: number },
): Promise<(TrustChangeRow & { cursorAt: string })[]> {
  const { after, limit } = page
  return sql<(TrustChangeRow & { cursorAt: string })[]>`
    select ${columns(sql)}, to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "cursorAt"
      from trust_changes c where c.owner_id = ${ownerId}
       ${after ? sql`and (c.created_at, c.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
     order by c.created_at desc, c.id desc limit ${limit}`
}

/** What servers presented, by URI; looks at others stay. */
export async function storeServerChecks(
  sql: Statements,
  ownerId: Eui,
  id: string,
  checks: Readonly<Record<string, ServerCheck>>,
): Promise<void> {
  await sql`
    update trust_changes set checks = checks || ${JSON.stringify(checks)}::text::jsonb where id = ${id} and owner_id = ${ownerId}`
}

export async function endTrustChange(
  sql: Statements,
  ownerId: Eui,
  id: string,
  state: 'finished' | 'cancelled',
  counts: Readonly<Record<ChangeStage, number>>,
  now: Date,
): Promise<void> {
  await sql`
    update trust_changes set state = ${state}, ended_at = ${now}, ended_counts = ${JSON.stringify(counts)}::text::jsonb
     where id = ${id} and owner_id = ${ownerId}`
}

export async function linkRollout(
  sql: Statements,
  ownerId: Eui,
  link: { readonly changeId: string; readonly rolloutId: string; readonly step: 1 | 2 },
): Promise<void> {
  await sql`
    insert into trust_change_rollouts (rollout_id, change_id, owner_id, step) values (${link.rolloutId}, ${link.changeId}, ${ownerId}, ${link.step})`
}

export interface LinkedRollout {
  readonly id: string
  readonly name: string
  readonly step: 1 | 2
  readonly state: RolloutState
  readonly createdAt: Date
}

/** Newest first. */
export async function listLinkedRollouts(sql: Statements, ownerId: Eui, changeId: string): Promise<LinkedRollout[]> {
  return sql<LinkedRollout[]>`
    select o.id, o.name, x.step, o.state, o.created_at as "createdAt"
      from trust_change_rollouts x join rollouts o on o.id = x.rollout_id and o.owner_id = x.owner_id
     where x.change_id = ${changeId} and x.owner_id = ${ownerId} order by o.created_at desc`
}

/** The change that a rollout is a step of. */
export async function findChangeOfRollout(
  sql: Statements,
  ownerId: Eui,
  rolloutId: string,
): Promise<(TrustChangeRow & { step: 1 | 2 }) | undefined> {
  const [row] = await sql<(TrustChangeRow & { step: 1 | 2 })[]>`
    select ${columns(sql)}, x.step from trust_change_rollouts x
      join trust_changes c on c.id = x.change_id and c.owner_id = x.owner_id
     where x.rollout_id = ${rolloutId} and x.owner_id = ${ownerId}`
  return row
}

/** What the gateways that a rollout has touched had before it: distinct servers with their trusts. */
export async function listSetsBefore(
  sql: Statements,
  ownerId: Eui,
  rolloutId: string,
): Promise<{ server: string; trust: string; der: Buffer }[]> {
  return sql<{ server: string; trust: string; der: Buffer }[]>`
    select distinct on (s.server, s.trust_fingerprint) s.server, encode(s.trust_fingerprint, 'hex') as trust, s.trust as der
      from rollout_gateways m
      join credential_sets s on s.eui = m.eui and s.owner_id = m.owner_id
       and s.version = case s.category when 'cups' then m.before_cups else m.before_tc end
     where m.rollout_id = ${rolloutId} and m.owner_id = ${ownerId} and s.trust_fingerprint is not null
       and m.state in ('armed', 'offered', 'succeeded', 'failed')
       and case s.category when 'cups' then m.set_cups is distinct from m.before_cups else m.set_tc is distinct from m.before_tc end`
}

const wanted = (sql: Statements) =>
  sql`s.version = case s.category when 'cups' then g.cups_version else g.tc_version end`

/**
 * The condition on gateways `g` that a step is for now. Step 1: those that are set up for the former server and not under the new root
 * yet. Step 2: those that have proven the new root where step 1 gave it, and of whom step 1 expects nothing more.
 */
export function inTrustChange(sql: Statements, ownerId: Eui, changeId: string, step: 1 | 2) {
  const fits =
    step === 1
      ? sql`s.server = c.old_uri and s.trust_fingerprint is not null
            and not (s.trust_fingerprint = c.trust_fingerprint and c.old_uri in (c.step_uri, c.final_uri))`
      : sql`s.server = c.step_uri and s.trust_fingerprint = c.trust_fingerprint and s.proven_at is not null and s.failed_at is null
            and coalesce((select m.state from trust_change_rollouts x join rollouts o on o.id = x.rollout_id
                            join rollout_gateways m on m.rollout_id = o.id and m.eui = g.eui and m.owner_id = g.owner_id
                           where x.change_id = c.id and x.owner_id = g.owner_id and x.step = 1 order by o.created_at desc limit 1), 'succeeded')
                in ('succeeded', 'skipped', 'cancelled')`
  return sql`g.owner_id = ${ownerId} and exists (
    select from trust_changes c join credential_sets s on s.eui = g.eui and s.owner_id = g.owner_id and s.category = c.category and ${wanted(sql)}
     where c.id = ${changeId} and c.owner_id = ${ownerId} and ${fits})`
}

/** `v(eui, stage, reason, proven_at)` of every gateway that is set up for the former server, or under the new root for one of the change; `window`: of the next ones
 * by identifier alone. */
function staged(
  sql: Statements,
  change: Pick<TrustChangeRow, 'id' | 'ownerId'>,
  window?: { readonly after: string; readonly limit: number },
) {
  const { id, ownerId } = change
  const latest = (step: 1 | 2) => sql`
    select distinct on (m.eui) m.eui, m.state, m.reason
      from trust_change_rollouts x join rollouts o on o.id = x.rollout_id and o.owner_id = x.owner_id
      join rollout_gateways m on m.rollout_id = o.id and m.owner_id = x.owner_id
     where x.change_id = ${id} and x.owner_id = ${ownerId} and x.step = ${step}::int and m.eui in (select eui from d)
     order by m.eui, o.created_at desc`
  return sql`
    (with d as (
       select g.eui, s.server, s.trust_fingerprint = c.trust_fingerprint as fresh, s.proven_at, s.failed_at, c.old_uri, c.step_uri, c.final_uri
         from trust_changes c
         join credential_sets s on s.owner_id = c.owner_id and s.category = c.category and s.server in (c.old_uri, c.step_uri, c.final_uri)
          and s.trust_fingerprint is not null and s.retired_at is null
         join gateways g on g.eui = s.eui and g.owner_id = s.owner_id and ${wanted(sql)}
        where c.id = ${id} and c.owner_id = ${ownerId} and (s.server = c.old_uri or s.trust_fingerprint = c.trust_fingerprint)
        ${window ? sql`and g.eui > ${window.after} order by g.eui limit ${window.limit}` : sql``}
     ), first as (${latest(1)}), second as (${latest(2)})
     select d.eui, case
              when fresh and d.server = final_uri and final_uri <> step_uri then
                case when b.state = 'failed' or failed_at is not null then 'stuck-2'
                     when proven_at is null or b.state in ('armed', 'offered') then 'step-2' else 'done' end
              when fresh and d.server = step_uri then
                case when a.state = 'failed' or failed_at is not null then 'stuck-1'
                     when proven_at is null or a.state in ('armed', 'offered') then 'step-1'
                     when b.state = 'waiting' then 'step-2' when b.state in ('failed', 'skipped') then 'stuck-2' else 'proven' end
              when a.state in ('waiting', 'armed') then 'step-1'
              when a.state in ('failed', 'skipped') then 'stuck-1'
              else 'waiting' end as stage,
            coalesce(case when fresh and d.server = final_uri and final_uri <> step_uri then b.reason
                          when fresh and b.state in ('failed', 'skipped') then b.reason else a.reason end, '') as reason,
            case when fresh then proven_at end as proven_at
       from d left join first a on a.eui = d.eui left join second b on b.eui = d.eui)`
}

const NONE = Object.fromEntries(CHANGE_STAGES.map((stage) => [stage, 0])) as Record<ChangeStage, number>

/** Gateways by stage, and of those that are stuck the reasons, most frequent first. */
export async function countChangeStages(
  sql: Statements,
  change: Pick<TrustChangeRow, 'id' | 'ownerId'>,
): Promise<{ counts: Record<ChangeStage, number>; reasons: { stage: ChangeStage; reason: string; count: number }[] }> {
  const rows = await sql<{ stage: ChangeStage; reason: string | null; count: number }[]>`
    select stage, case when stage in ('stuck-1', 'stuck-2') then reason end as reason, count(*)::int as count
      from ${staged(sql, change)} v group by 1, 2 order by 3 desc`
  const counts = { ...NONE }
  for (const row of rows) counts[row.stage] += row.count
  return { counts, reasons: rows.flatMap(({ stage, reason, count }) => (reason ? [{ stage, reason, count }] : [])) }
}

export interface ChangeGateway {
  readonly eui: Eui
  readonly name: string
  readonly stage: ChangeStage
  readonly reason: string
  readonly provenAt: Date | null
  readonly lastSeen: Date | null
}

/** One page by identifier. */
export async function listChangeGateways(
  sql: Statements,
  change: Pick<TrustChangeRow, 'id' | 'ownerId'>,
  page: { readonly stage?: ChangeStage | undefined; readonly after?: string | undefined; readonly limit: number },
): Promise<ChangeGateway[]> {
  return sql<ChangeGateway[]>`
    select v.eui, g.name, v.stage, v.reason, v.proven_at as "provenAt", r.last_seen_at as "lastSeen"
      from ${staged(sql, change, page.stage ? undefined : { after: page.after ?? '', limit: page.limit })} v join gateways g on g.eui = v.eui and g.owner_id = ${change.ownerId}
      left join gateway_reports r on r.eui = v.eui
     where v.eui > ${page.after ?? ''} ${page.stage ? sql`and v.stage = ${page.stage}` : sql``}
     order by v.eui limit ${page.limit}`
}

/** Gateways that may still use the former server by another trust than the new root; `frozen`: from Station's cups-bak alone. */
export async function countStillOld(
  sql: Statements,
  change: Pick<TrustChangeRow, 'id' | 'ownerId'>,
): Promise<{ using: number; frozen: number }> {
  const [row] = await sql<{ using: number; frozen: number }[]>`
    with old as (
      select s.eui, s.backup and not coalesce(${wanted(sql)}, false) and exists (
               select from credential_sets p where p.eui = s.eui and p.owner_id = s.owner_id and p.category = s.category and p.version > s.version
                  and p.proven_at is not null and p.retired_at is null) as frozen
        from trust_changes c
        join credential_sets s on s.owner_id = c.owner_id and s.category = c.category and s.server = c.old_uri
         and s.trust_fingerprint <> c.trust_fingerprint and s.retired_at is null
         and (s.offered_at is not null or s.proven_at is not null or s.backup)
        join gateways g on g.eui = s.eui and g.owner_id = s.owner_id
       where c.id = ${change.id} and c.owner_id = ${change.ownerId}
    )
    select count(distinct eui) filter (where not frozen)::int as using, count(distinct eui) filter (where frozen)::int as frozen from old`
  return row ?? { using: 0, frozen: 0 }
}
