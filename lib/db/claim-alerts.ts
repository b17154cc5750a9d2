/** Episodes of guessing at claim PINs: found once each, told to operators, seen to by one of them. */
import type { GuessingReason } from '#lib/domain/claims/guessing.ts'
import type { PinScope } from '#lib/domain/claims/pin-limits.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface NewAlert {
  readonly scope: PinScope
  readonly key: string
  /** Of the counter. */
  readonly since: Date
  readonly reason: GuessingReason
  readonly ownerId: Eui
  readonly eui: Eui | null
  readonly address: string | null
  readonly failures: number
}

export interface AlertRow extends NewAlert {
  readonly id: string
  readonly ownerName: string | null
  readonly foundAt: Date
  readonly mailedAt: Date | null
  readonly seenAt: Date | null
  readonly seenBy: string | null
}

/** Keeps those of episodes that are new, and answers them. */
export async function insertAlerts(
  sql: Statements,
  alerts: readonly NewAlert[],
  foundAt: Date,
): Promise<(NewAlert & { readonly id: string })[]> {
  if (alerts.length === 0) return []
  const rows = alerts.map((alert, index) => ({ ...alert, owner_id: alert.ownerId, index }))
  const kept = await sql<{ id: string; scope: string; key: string }[]>`
    insert into claim_alerts (scope, key, since, reason, owner_id, eui, address, failures, found_at)
    select scope, key, since, reason, owner_id, eui, address, failures, ${foundAt}
      from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as r(scope text, key text, since timestamptz, reason text, owner_id text, eui text, address text, failures int)
     order by scope, key
    on conflict (scope, key, since) do nothing
    returning id, scope, key`
  return kept.flatMap(({ id, scope, key }) => {
    const alert = alerts.find((one) => one.scope === scope && one.key === key)
    return alert ? [{ ...alert, id }] : []
  })
}

const columns = (sql: Statements) => sql`
  a.id, a.scope, a.key, a.since, a.reason, a.owner_id as "ownerId", a.eui, a.address, a.failures, a.found_at as "foundAt",
  a.mailed_at as "mailedAt", a.seen_at as "seenAt", a.seen_by as "seenBy", (select o.name from owners o where o.id = a.owner_id) as "ownerName"`

export async function findAlert(sql: Statements, id: string): Promise<AlertRow | undefined> {
  const [row] = await sql<AlertRow[]>`select ${columns(sql)} from claim_alerts a where a.id = ${id}`
  return row
}

/** Those that nobody has seen to, the newest first. */
export function findOpenAlerts(sql: Statements, limit: number): Promise<AlertRow[]> {
  return sql<AlertRow[]>`
    select ${columns(sql)} from claim_alerts a where a.seen_at is null order by a.found_at desc, a.id limit ${limit}`
}

export async function markMailed(sql: Statements, id: string, at: Date): Promise<void> {
  await sql`update claim_alerts set mailed_at = ${at} where id = ${id} and mailed_at is null`
}

/** False: there is none, or somebody has seen to it before. */
export async function markSeen(sql: Statements, id: string, by: string, at: Date): Promise<boolean> {
  const rows = await sql`
    update claim_alerts set seen_at = ${at}, seen_by = ${by} where id = ${id} and seen_at is null returning id`
  return rows.length > 0
}

export async function deleteOldAlerts(sql: Statements, before: Date): Promise<void> {
  await sql`delete from claim_alerts where found_at < ${before}`
}

/** E-mail addresses of the operators of this installation. */
export async function findOperatorMails(sql: Statements): Promise<string[]> {
  const rows = await sql<{ email: string }[]>`
    select email from users where site_operator and disabled_at is null order by email limit 100`
  return rows.map((row) => row.email)
}
