/** Which gateways hold a certificate or use a server, and how each set stands. */
import type { Category } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { HolderState } from '#lib/domain/trust-change/holder-state.ts'
import { fingerprints, heldByServer } from './certificates.ts'
import type { Statements } from './client.ts'

/** Set `s` of gateway `g` is the wanted one. */
const isDesired = (sql: Statements) =>
  sql`s.version is not distinct from case s.category when 'cups' then g.cups_version else g.tc_version end`

/** Kept for Station's cups-bak alone: a later version is proven, and it is not wanted again. Looks further for the few sets in a backup only. */
const isFrozen = (sql: Statements) => sql`
  (s.backup and exists (
     select from credential_sets p where p.eui = s.eui and p.owner_id = s.owner_id and p.category = s.category and p.version > s.version
        and p.proven_at is not null and p.retired_at is null)
   and not exists (select from gateways w where w.eui = s.eui and w.owner_id = s.owner_id
        and s.version = case s.category when 'cups' then w.cups_version else w.tc_version end))`

const stateOf = (sql: Statements) => sql`
  case when ${isDesired(sql)}
       then case when s.failed_at is not null then 'rejected' when s.proven_at is not null then 'proven'
                 when s.offered_at is not null then 'offered' else 'waiting' end
       when ${isFrozen(sql)} then 'backup' else 'earlier' end`

export interface HolderFilter {
  readonly fingerprint: string
  readonly part: 'trust' | 'crt'
  readonly category?: Category | undefined
  readonly server?: string | undefined
  readonly state?: HolderState | undefined
}

const holding = (sql: Statements, ownerId: Eui, { fingerprint, part, category, server }: HolderFilter) => sql`
  s.owner_id = ${ownerId} and s.retired_at is null
  and ${part === 'trust' ? sql`s.trust_fingerprint` : sql`s.crt_fingerprint`} = ${Buffer.from(fingerprint, 'hex')}
  ${category ? sql`and s.category = ${category}` : sql``} ${server ? sql`and s.server = ${server}` : sql``}`

export interface Holder {
  readonly eui: Eui
  readonly name: string
  readonly category: Category
  readonly version: number
  readonly server: string
  readonly state: HolderState
  readonly offeredAt: Date | null
  readonly provenAt: Date | null
  readonly lastSeen: Date | null
}

/** One page in the order of the index: category, server, gateway, version. */
export async function listHolders(
  sql: Statements,
  ownerId: Eui,
  filter: HolderFilter,
  after: { category: string; server: string; eui: string; version: number } | undefined,
  limit: number,
): Promise<Holder[]> {
  return sql<Holder[]>`
    select s.eui, g.name, s.category, s.version, s.server, ${stateOf(sql)} as state, s.offered_at as "offeredAt", s.proven_at as "provenAt",
           r.last_seen_at as "lastSeen"
      from credential_sets s
      join gateways g on g.eui = s.eui and g.owner_id = s.owner_id
      left join gateway_reports r on r.eui = s.eui
     where ${holding(sql, ownerId, filter)}
       ${after ? sql`and (s.category, s.server, s.eui, s.version) > (${after.category}, ${after.server}, ${after.eui}, ${after.version}::int)` : sql``}
       ${filter.state ? sql`and ${stateOf(sql)} = ${filter.state}` : sql``}
     order by s.category, s.server, s.eui, s.version limit ${limit}`
}

/** Sets with the certificate by state. */
export async function countHolderStates(
  sql: Statements,
  ownerId: Eui,
  filter: Omit<HolderFilter, 'state'>,
): Promise<{ state: HolderState; count: number }[]> {
  return sql<{ state: HolderState; count: number }[]>`
    select ${stateOf(sql)} as state, count(*)::int as count
      from credential_sets s join gateways g on g.eui = s.eui and g.owner_id = s.owner_id
     where ${holding(sql, ownerId, filter)} group by 1`
}

export interface ServerUse {
  readonly category: Category
  readonly server: string
  readonly fingerprint: string
  readonly holders: number
}

/** The servers with TLS that gateways are set up for, and by which trust. */
export async function listServerUses(sql: Statements, ownerId: Eui): Promise<ServerUse[]> {
  return sql<
    ServerUse[]
  >`${heldByServer(sql, ownerId, 'trust', sql`select c.fingerprint from certificates c where c.owner_id = ${ownerId} and (c.is_ca or c.self_signed)`)} order by category, server, holders desc`
}

/** Distinct trusts that gateways hold for a server; `frozen`: in Station's cups-bak alone. */
export async function listTrustsOf(
  sql: Statements,
  ownerId: Eui,
  category: Category,
  server: string,
): Promise<{ fingerprint: string; gateways: number; frozen: number }[]> {
  return sql<{ fingerprint: string; gateways: number; frozen: number }[]>`
    select fingerprint, count(distinct eui) filter (where not frozen)::int as gateways, count(distinct eui) filter (where frozen)::int as frozen
      from (select s.eui, encode(s.trust_fingerprint, 'hex') as fingerprint, ${isFrozen(sql)} as frozen
              from credential_sets s
             where s.owner_id = ${ownerId} and s.category = ${category} and s.server = ${server} and s.trust_fingerprint is not null
               and s.retired_at is null) u
     group by 1 order by 2 desc, 1`
}

export interface BreakNumbers {
  /** They use the server with a trust that does not verify it, or will when they take what waits for them. */
  readonly breaks: number
  readonly holds: number
  /** What they hold cannot be told: they report other values than were set, or were set up by hand. */
  readonly unknown: number
  /** They connect without TLS. */
  readonly plain: number
  /** Of those that hold: their cups-bak would not. */
  readonly frozen: number
}

/** Each gateway is counted once: the worst of what it may use. */
export async function countBreaks(
  sql: Statements,
  ownerId: Eui,
  { category, server }: { readonly category: Category; readonly server: string },
  failing: readonly string[],
): Promise<BreakNumbers> {
  const reported = category === 'cups' ? sql`r.reported ->> 'cupsUri'` : sql`r.reported ->> 'tcUri'`
  const unmanaged = category === 'cups' ? sql`g.cups_version is null` : sql`g.tc_version is null`
  const [row] = await sql<BreakNumbers[]>`
    with used as (
      select s.eui, s.trust_fingerprint is null as plain, coalesce(s.trust_fingerprint = any(${fingerprints(sql, failing)}), false) as bad, ${isFrozen(sql)} as frozen
        from credential_sets s
       where s.owner_id = ${ownerId} and s.category = ${category} and s.server = ${server} and s.retired_at is null
    ), judged as (
      select u.eui, bool_or(bad and not frozen) as bad, bool_or(bad and frozen) as frozen_bad, bool_and(plain) as plain, bool_and(frozen) as only_frozen
        from used u group by u.eui
    ), by_hand as (
      select g.eui from gateways g join gateway_reports r on r.eui = g.eui
       where g.owner_id = ${ownerId} and ${unmanaged} and ${reported} = ${server} and not exists (select from judged j where j.eui = g.eui)
    )
    select count(*) filter (where bad)::int as breaks,
           count(*) filter (where not bad and not plain and not only_frozen and not diverged)::int as holds,
           (count(*) filter (where not bad and not plain and not only_frozen and diverged) + (select count(*) from by_hand))::int as unknown,
           count(*) filter (where plain and not bad)::int as plain,
           count(*) filter (where frozen_bad and not bad)::int as frozen
      from (select j.*, coalesce(r.outcome = 'diverged', false) as diverged from judged j left join gateway_reports r on r.eui = j.eui) j`
  return row ?? { breaks: 0, holds: 0, unknown: 0, plain: 0, frozen: 0 }
}

/** Gateways of which something ends until then, by what it is. */
export async function countEnding(
  sql: Statements,
  ownerId: Eui,
  until: Date,
): Promise<{ part: 'trust' | 'crt'; category: Category; gateways: number }[]> {
  const of = (part: 'trust' | 'crt') => sql`
    select ${part}::text as part, s.category, count(distinct s.eui)::int as gateways
      from certificates c join credential_sets s on s.owner_id = c.owner_id
       and ${part === 'trust' ? sql`s.trust_fingerprint` : sql`s.crt_fingerprint`} = c.fingerprint and s.retired_at is null
     where c.owner_id = ${ownerId} and c.not_after <= ${until} group by s.category`
  return sql<
    { part: 'trust' | 'crt'; category: Category; gateways: number }[]
  >`${of('trust')} union all ${of('crt')} order by 1 desc, 2`
}
