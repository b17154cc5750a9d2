/** Wrong claim PINs as operators look at them: counters with their pauses, and each try in the audit trail. */
import { PIN_MEMORY, type PinScope } from '#lib/domain/claims/pin-limits.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface AttemptRow {
  readonly scope: PinScope
  readonly key: string
  /** Null: of an address. */
  readonly ownerId: Eui | null
  /** Null: none, or the owner is gone. */
  readonly ownerName: string | null
  readonly eui: Eui | null
  readonly address: string | null
  readonly failures: number
  /** Of an owner: claims that were not heard because of a pause. */
  readonly turnedAway: number
  readonly since: Date
  readonly lastAt: Date
  /** Null: no pause, or it is over. */
  readonly heldUntil: Date | null
  /** As PostgreSQL prints it, for the next page. */
  readonly cursorAt: string
}

export interface AttemptFilter {
  readonly scope: PinScope
  /** Only those that a pause holds. */
  readonly held: boolean
  /** Hex digits that the identifier of the owner or gateway contains. */
  readonly digits: string | null
  /** What the owner's name or the address contains. */
  readonly text: string | null
  readonly after: { readonly at: string; readonly key: string } | null
  readonly limit: number
  readonly now: Date
}

/** Counters that still count, the one that failed last first. */
export function findAttempts(sql: Statements, filter: AttemptFilter): Promise<AttemptRow[]> {
  const { scope, held, digits, text, after, limit, now } = filter
  const like = text === null ? null : `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const forgotten = new Date(now.getTime() - PIN_MEMORY)
  return sql<AttemptRow[]>`
    select f.scope, f.key, o.id as "ownerId", o.name as "ownerName",
           case when f.scope = 'gateway' then split_part(f.key, '/', 2) end as eui,
           case when f.scope = 'address' then f.key end as address,
           f.failures, f.turned_away as "turnedAway", f.since, f.last_at as "lastAt",
           case when f.held_until > ${now} then f.held_until end as "heldUntil",
           to_char(f.last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "cursorAt"
      from claim_failures f
      left join owners o on f.scope <> 'address' and o.id = split_part(f.key, '/', 1)
     where f.scope = ${scope} and (f.since > ${forgotten} or f.held_until > ${now})
       and (not ${held}::boolean or f.held_until > ${now})
       and ((${digits}::text is null and ${like}::text is null)
         or (f.scope <> 'address' and f.key like '%' || ${digits}::text || '%')
         or (f.scope = 'address' and f.key ilike ${like}::text) or o.name ilike ${like}::text)
       and (${after === null}::boolean or (f.last_at, f.key) < (${after?.at ?? null}::timestamptz, ${after?.key ?? ''}))
     order by f.last_at desc, f.key desc limit ${limit}`
}

export interface TryRow {
  readonly id: number
  readonly at: Date
  /** `user:<uuid>`, `token:<uuid>`, `cli`. */
  readonly actor: string
  readonly actorName: string | null
  readonly ownerId: Eui
  readonly ownerName: string | null
  readonly eui: Eui
  readonly address: string | null
}

/** Refused claims of the trail, the newest first. Give an owner or an address, and whatever else narrows it. */
export async function findTries(
  sql: Statements,
  params: {
    readonly ownerId: Eui | null
    readonly eui: Eui | null
    /** As counted: of IPv6 a network. */
    readonly address: string | null
    readonly before: number | null
    readonly limit: number
  },
): Promise<TryRow[]> {
  const { ownerId, eui, address, before, limit } = params
  // The action is written out: only so a partial index serves a prepared statement.
  const rows = await sql<(Omit<TryRow, 'id'> & { id: string })[]>`
    select e.id, e.at, e.actor, e.owner_id as "ownerId", o.name as "ownerName", e.eui, e.address,
           coalesce((select u.name from users u where 'user:' || u.id = e.actor),
                    (select t.name from api_tokens t where 'token:' || t.id = e.actor and t.owner_id = e.owner_id)) as "actorName"
      from audit_entries e left join owners o on o.id = e.owner_id
     where e.action = 'gateway.claim-refused'
       ${ownerId === null ? sql`` : sql`and e.owner_id = ${ownerId}`}
       ${eui === null ? sql`` : sql`and e.eui = ${eui}`}
       ${address === null ? sql`` : ofAddress(sql, address)}
       ${before === null ? sql`` : sql`and e.id < ${before}`}
     order by e.id desc limit ${limit}`
  return rows.map((row) => ({ ...row, id: Number(row.id) }))
}

/** An IPv6 network is written beside the address where that is refused (lib/services/claim-gateways.ts). */
const ofAddress = (sql: Statements, address: string) =>
  address.endsWith('/64')
    ? sql`and e.detail->>'network' = ${address}`
    : sql`and e.address in (${address}, ${`::ffff:${address}`})`

/** Ends the pause of a counter, or forgets the counter; of an owner with those of its gateways. Answers how many there were. */
export async function changeCounters(sql: Statements, scope: PinScope, key: string, forget: boolean): Promise<number> {
  const gateways = scope === 'owner' ? `${key}/%` : ''
  const which = sql`(scope = ${scope} and key = ${key}) or (scope = 'gateway' and key like ${gateways})`
  const changed = forget
    ? await sql`delete from claim_failures where ${which}`
    : await sql`update claim_failures set held_until = null where held_until is not null and (${which})`
  return changed.count
}
