/** Statements on limits of bootstrap tokens. By gateway, and off the way of every check-in that needs no such token. */
import type { BootstrapPolicy, BootstrapStanding } from '#lib/domain/bootstrap/bootstrap-limit.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql, Statements } from './client.ts'
import { nothingKept } from './wipe-gateways.ts'

export const POLICY_SCOPES = ['site', 'flavor', 'batch'] as const
export type PolicyScope = (typeof POLICY_SCOPES)[number]

/** Where a gateway stands with its bootstrap token under its present owner. */
export interface BootstrapRow extends BootstrapStanding {
  readonly eui: Eui
  readonly ownerId: Eui | null
  readonly origin: 'batch' | 'added'
  /** Where the policy was set. */
  readonly scope: PolicyScope | null
  readonly lastUsedAt: Date | null
  readonly refused: number
  readonly lastRefusedAt: Date | null
  readonly inheritedAt: Date | null
  /** The owner has proven CUPS credentials other than what came with the gateway. */
  readonly ownProven: boolean
}

interface StoredRow extends Omit<BootstrapRow, 'policy'> {
  readonly uses: number | null
  readonly days: number | null
  readonly since: Date | null
}

/** Unknown gateways are missing. The time of confirmation is the first one, also when that set is out of use by now. */
export async function findBootstrapRows(sql: Statements, euis: readonly Eui[]): Promise<Map<Eui, BootstrapRow>> {
  const rows = await sql<StoredRow[]>`
    select g.eui, g.owner_id as "ownerId", g.origin, p.scope, p.uses, p.days, p.since,
           coalesce(u.used, 0) as used, u.last_used_at as "lastUsedAt", u.armed_at as "armedAt", coalesce(u.refused, 0) as refused,
           u.last_refused_at as "lastRefusedAt", u.inherited_at as "inheritedAt",
           (select min(s.proven_at) from credential_sets s
             where s.eui = g.eui and s.owner_id = g.owner_id and s.category = 'cups' and s.auth_digest <> g.token_digest) as "confirmedAt",
           exists (select from credential_sets s
                    where s.eui = g.eui and s.owner_id = g.owner_id and s.category = 'cups' and s.proven_at is not null and s.retired_at is null
                      and s.auth_digest is distinct from g.token_digest and s.auth_digest is distinct from g.kept_token_digest
                      and (s.auth_digest = any(g.kept_backup_digests)) is not true) as "ownProven"
      from gateways g
      left join bootstrap_uses u on u.eui = g.eui and u.owner_id = g.owner_id
      left join lateral (
        select p.scope, p.uses, p.days, p.since from bootstrap_policies p
         where g.origin = 'batch'
           and ((p.scope = 'batch' and p.key = g.batch_id::text) or (p.scope = 'flavor' and p.key = g.flavor) or p.scope = 'site')
         order by case p.scope when 'batch' then 0 when 'flavor' then 1 else 2 end limit 1
      ) p on true
     where g.eui = any(${euis as Eui[]})`
  return new Map(rows.map((row) => [row.eui, toRow(row)]))
}

const toRow = ({ uses, days, since, ...row }: StoredRow): BootstrapRow => ({
  ...row,
  policy: since && { uses, days, since },
})

/**
 * Counts one use and tells the owner, in one statement: of any number of processes, no more than `uses` get true. A gateway
 * that changed hands meanwhile is not counted, and let in: its next check-in is judged anew.
 */
export async function takeBootstrapUse(
  sql: Sql,
  { eui, ownerId, uses }: { readonly eui: Eui; readonly ownerId: Eui; readonly uses: number | null },
  now: Date,
): Promise<boolean> {
  const [row] = await sql<{ taken: boolean }[]>`
    with held as (select eui from gateways where eui = ${eui} and owner_id = ${ownerId}), taken as (
      insert into bootstrap_uses as u (eui, owner_id, used, last_used_at)
      select eui, ${ownerId}, 1, ${now} from held
      on conflict (eui) do update set owner_id = excluded.owner_id, last_used_at = excluded.last_used_at,
             used = case when u.owner_id = excluded.owner_id then u.used + 1 else 1 end
       where ${uses}::int is null or u.owner_id <> excluded.owner_id or u.used < ${uses}::int
      returning used
    ), told as (
      insert into gateway_events (owner_id, kind, at, eui, detail)
      select ${ownerId}, 'gateway.bootstrap_used', ${now}::timestamptz, ${eui}, jsonb_build_object('used', used, 'of', ${uses}::int) from taken
      union all
      select ${ownerId}, 'gateway.bootstrap_ended', ${now}::timestamptz, ${eui}, jsonb_build_object('used', used, 'of', ${uses}::int)
        from taken where used = ${uses}::int
    )
    select exists (select from taken) or not exists (select from held) as taken`
  return row?.taken ?? true
}

/** Check-ins of gateways that were refused because their token had ended. */
export interface EndedRefusals {
  readonly eui: Eui
  readonly ownerId: Eui
  readonly count: number
  readonly lastAt: Date
}

/** Adds them up; the first one after an arming is told to the owner. */
export async function countEndedRefusals(sql: Sql, rows: readonly EndedRefusals[]): Promise<void> {
  if (rows.length === 0) return
  const sorted = [...rows].sort((a, b) => (a.eui < b.eui ? -1 : 1))
  await sql`
    with counted as (
      insert into bootstrap_uses as u (eui, owner_id, refused, last_refused_at)
      select r.eui, r."ownerId", r.count, r."lastAt"
        from json_to_recordset(${JSON.stringify(sorted)}::text::json) as r(eui text, "ownerId" text, count int, "lastAt" timestamptz)
        join gateways g on g.eui = r.eui and g.owner_id = r."ownerId"
       order by r.eui
      on conflict (eui) do update set refused = u.refused + excluded.refused, last_refused_at = excluded.last_refused_at
       where u.owner_id = excluded.owner_id
      returning eui, owner_id, refused, last_refused_at
    )
    insert into gateway_events (owner_id, kind, at, eui, detail)
    select c.owner_id, 'gateway.bootstrap_ended', c.last_refused_at, c.eui, jsonb_build_object('refused', c.refused)
      from counted c join json_to_recordset(${JSON.stringify(sorted)}::text::json) as r(eui text, count int) on r.eui = c.eui and r.count = c.refused`
}

/** Opens tokens again: uses and days count from now. `ownerId` null: as the operator of the installation. */
export async function rearmBootstrap(
  sql: Statements,
  ownerId: Eui | null,
  euis: readonly Eui[],
  now: Date,
): Promise<{ eui: Eui; ownerId: Eui }[]> {
  return sql<{ eui: Eui; ownerId: Eui }[]>`
    with held as (
      select eui, owner_id from gateways
       where eui = any(${euis as Eui[]}) and owner_id is not null and ${ownerId === null ? sql`true` : sql`owner_id = ${ownerId}`}
       order by eui for update
    )
    insert into bootstrap_uses as u (eui, owner_id, armed_at) select eui, owner_id, ${now} from held
    on conflict (eui) do update set owner_id = excluded.owner_id, used = 0, refused = 0, armed_at = excluded.armed_at
    returning eui, owner_id as "ownerId"`
}

/** Takes away what came along with a transfer. The caller has locked the gateway and made sure that it has another credential. */
export async function revokeInherited(sql: Statements, ownerId: Eui, eui: Eui): Promise<void> {
  await sql`
    update gateways set token_digest = null, ${nothingKept(sql)}, token_enc = null, revision = revision + 1
     where eui = ${eui} and owner_id = ${ownerId}`
  await sql`update bootstrap_uses set inherited_at = null where eui = ${eui} and owner_id = ${ownerId}`
}

export interface StoredPolicy extends BootstrapPolicy {
  readonly scope: PolicyScope
  readonly key: string
  readonly updatedBy: string
}

export async function listPolicies(sql: Statements): Promise<StoredPolicy[]> {
  return sql<StoredPolicy[]>`
    select scope, key, uses, days, since, updated_by as "updatedBy" from bootstrap_policies order by scope, key`
}

/** Null removes it, so that the wider scope counts. The same values again change nothing: its days go on. */
export async function storePolicy(
  sql: Statements,
  scope: PolicyScope,
  key: string,
  policy: Pick<BootstrapPolicy, 'uses' | 'days'> | null,
  by: string,
  now: Date,
): Promise<void> {
  if (!policy) {
    await sql`delete from bootstrap_policies where scope = ${scope} and key = ${key}`
    return
  }
  await sql`
    insert into bootstrap_policies as p (scope, key, uses, days, since, updated_by)
    values (${scope}, ${key}, ${policy.uses}, ${policy.days}, ${now}, ${by})
    on conflict (scope, key) do update set uses = excluded.uses, days = excluded.days, since = excluded.since, updated_by = excluded.updated_by
     where p.uses is distinct from excluded.uses or p.days is distinct from excluded.days`
}

/** A gateway that knocks with an ended token. */
export interface LockedOut {
  readonly eui: Eui
  readonly ownerId: Eui
  readonly flavor: string
  readonly batchId: string | null
  readonly refused: number
  readonly lastRefusedAt: Date
}

/** The latest first, of one batch or all. */
export async function listLockedOut(sql: Statements, batchId: string | null, limit: number): Promise<LockedOut[]> {
  return sql<LockedOut[]>`
    select u.eui, u.owner_id as "ownerId", g.flavor, g.batch_id as "batchId", u.refused, u.last_refused_at as "lastRefusedAt"
      from bootstrap_uses u join gateways g on g.eui = u.eui and g.owner_id = u.owner_id
     where u.refused > 0 and ${batchId === null ? sql`true` : sql`g.batch_id = ${batchId}`}
     order by u.last_refused_at desc, u.eui limit ${limit}`
}
