/** What was recorded around a gateway beside its own check-ins: refusals, TLS failures, and its newest run. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface KnockRow {
  readonly reason: string
  readonly count: number
  readonly address: string
  readonly at: Date
}

/** Refused check-ins with the EUI of the owner's gateway since it was claimed, by what was wrong (rules.md 14). */
export async function findKnocks(sql: Statements, ownerId: Eui, eui: Eui): Promise<KnockRow[]> {
  return sql<KnockRow[]>`
    select x.reason, count(*)::int as count, max(x.at) as at, (array_agg(x.address order by x.id desc))[1] as address
      from gateways g join refused_check_ins x on x.eui = g.eui and x.at >= coalesce(g.claimed_at, x.at)
     where g.eui = ${eui} and g.owner_id = ${ownerId}
     group by x.reason order by max(x.at) desc`
}

/** The same of identifiers that nobody has, asked for one gateway of the owner. */
export async function findMistakenKnocks(
  sql: Statements,
  ownerId: Eui,
  eui: Eui,
  candidates: readonly Eui[],
): Promise<(Omit<KnockRow, 'reason'> & { readonly eui: Eui })[]> {
  return sql<(Omit<KnockRow, 'reason'> & { eui: Eui })[]>`
    select x.eui, count(*)::int as count, max(x.at) as at, (array_agg(x.address order by x.id desc))[1] as address
      from gateways g join refused_check_ins x on x.eui = any(${candidates as Eui[]}) and x.at >= coalesce(g.claimed_at, x.at)
     where g.eui = ${eui} and g.owner_id = ${ownerId}
       and not exists (select from gateways other where other.eui = x.eui and other.owner_id is not null)
       and not exists (select from batches b where x.eui between b.eui_from and b.eui_to)
     group by x.eui order by max(x.at) desc`
}

/** The newest run of equal check-ins in the owner's log. */
export async function findNewestRun(
  sql: Statements,
  ownerId: Eui,
  eui: Eui,
): Promise<{ readonly firstAt: Date; readonly lastAt: Date; readonly times: number } | undefined> {
  const [row] = await sql<{ firstAt: Date; lastAt: Date; times: number }[]>`
    select first_at as "firstAt", last_at as "lastAt", times from check_ins
     where eui = ${eui} and owner_id = ${ownerId} order by first_at desc, id desc limit 1`
  return row
}

export interface TlsFailure {
  readonly address: string
  readonly alert: string
  readonly times: number
  readonly at: Date
}

/** Rows of the table at most; those seen longest ago go. */
const TLS_ROWS = 10_000

/** Adds up handshakes that the other side ended; one row per address and alert in `failures`. */
export async function recordTlsFailures(sql: Statements, failures: readonly TlsFailure[]): Promise<void> {
  if (failures.length === 0) return
  await sql`
    insert into tls_failures as f (address, alert, times, first_at, last_at)
    select address, alert, times, at, at
      from json_to_recordset(${JSON.stringify(failures)}::text::json) as r(address text, alert text, times int, at timestamptz)
     order by address, alert
    on conflict (address, alert) do update set times = f.times + excluded.times, last_at = greatest(f.last_at, excluded.last_at)`
  await sql`
    delete from tls_failures f using (select address, alert from tls_failures order by last_at desc offset ${TLS_ROWS}) old
     where f.address = old.address and f.alert = old.alert`
}

/** Handshakes that were ended from where the owner's gateway was seen last. */
export async function findTlsFailures(
  sql: Statements,
  ownerId: Eui,
  eui: Eui,
): Promise<{ readonly alert: string; readonly times: number; readonly lastAt: Date }[]> {
  return sql<{ alert: string; times: number; lastAt: Date }[]>`
    select f.alert, f.times, f.last_at as "lastAt"
      from gateways g join gateway_reports r on r.eui = g.eui join tls_failures f on f.address = r.address
     where g.eui = ${eui} and g.owner_id = ${ownerId} and f.last_at >= coalesce(g.claimed_at, f.last_at)
     order by f.last_at desc`
}
