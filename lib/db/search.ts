/**
 * One text looked for in everything that an owner has (docs/decisions/0125): gateways by their index of words, the rest in one
 * statement over tables that are small for one owner.
 */
import type { PendingQuery, Row } from 'postgres'
import type { DomainScope } from '#lib/domain/connections/domain-scope.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { fingerprintSpan, MOST_OF_KIND, type SearchKind, type SiteKind } from '#lib/domain/search/search-kinds.ts'
import type { Statements } from './client.ts'
import { visibleTo } from './connections.ts'
import { matchingEuis } from './fleet.ts'

type Fragment = PendingQuery<Row[]>

export interface Found<Kind = SearchKind> {
  readonly kind: Kind
  /** What its page is called by: an id, a CRC, a fingerprint. */
  readonly id: string
  readonly name: string
  /** What tells it from others of its name; empty where nothing does. */
  readonly about: string
  /** Of a saved view. */
  readonly query: Readonly<Record<string, string>> | null
}

export interface FoundGateway {
  readonly eui: Eui
  readonly name: string
  readonly site: string
}

/**
 * A few gateways that match, by identifier. Texts shorter than the index goes by are looked for at the beginning of names and
 * identifiers, however small the fleet is.
 */
export async function searchGateways(
  sql: Statements,
  ownerId: Eui,
  { text, fragment, now }: { readonly text: string; readonly fragment: string | undefined; readonly now: Date },
): Promise<FoundGateway[]> {
  return sql<FoundGateway[]>`
    with m as materialized (
      select eui from (${matchingEuis(sql, ownerId, { filter: { text, fragment }, now, large: true })}) one limit ${MOST_OF_KIND})
    select g.eui, g.name, g.site from m join gateways g on g.eui = m.eui and g.owner_id = ${ownerId} order by g.eui`
}

export interface Wanted {
  /** Lower case, not empty. */
  readonly text: string
  readonly kinds: ReadonlySet<SearchKind>
  /** The domains that its reader is held to. */
  readonly scope: DomainScope
  /** Whose own views are found beside the shared ones; null: of nobody. */
  readonly userId: string | null
  /** Tokens that are bound to this member alone; null: all of the owner. */
  readonly tokensOf: string | null
}

/** Everything but gateways, kind after kind; of each those first whose name begins with the text. */
export async function searchRecords(sql: Statements, ownerId: Eui, wanted: Wanted): Promise<Found[]> {
  const parts = PARTS.filter(({ kind }) => wanted.kinds.has(kind)).map(({ kind, from }) =>
    bestOf(sql, wanted.text, kind, from(sql, ownerId, wanted)),
  )
  return parts.length === 0 ? [] : sql<Found[]>`${parts.reduce((all, one) => sql`${all} union all ${one}`)}`
}

const bestOf = (sql: Statements, text: string, kind: SearchKind | SiteKind, from: Fragment): Fragment => sql`
  (select ${kind}::text as kind, r.id, r.name, r.about, r.query from (${from}) r
    order by starts_with(lower(r.name), ${text}) desc, lower(r.name) collate "C", r.id limit ${MOST_OF_KIND})`

/** Whether a column holds the text anywhere, in any case. */
const holds = (sql: Statements, column: Fragment, text: string): Fragment =>
  sql`position(${text} in lower(${column})) > 0`

interface Part {
  readonly kind: SearchKind
  /** `id`, `name`, `about` and `query` of those that match. */
  readonly from: (sql: Statements, ownerId: Eui, wanted: Wanted) => Fragment
}

/** In the order in which they are shown. */
const PARTS: readonly Part[] = [
  {
    kind: 'view',
    from: (sql, ownerId, { text, userId }) => sql`
      select v.id::text as id, v.name, '' as about, v.query from saved_views v
       where v.owner_id = ${ownerId} and (v.shared or v.user_id = ${userId}::uuid) and ${holds(sql, sql`v.name`, text)}`,
  },
  {
    kind: 'rollout',
    from: (sql, ownerId, { text }) => sql`
      select o.id::text as id, o.name, o.state as about, null::jsonb as query from rollouts o
       where o.owner_id = ${ownerId} and ${holds(sql, sql`o.name`, text)}`,
  },
  {
    kind: 'firmware',
    from: (sql, ownerId, { text }) => sql`
      select i.crc::text as id, coalesce(nullif(i.version, ''), nullif(i.file_name, ''), i.crc::text) as name,
             concat_ws(' · ', nullif(i.model, ''), nullif(i.file_name, ''), i.crc::text) as about, null::jsonb as query
        from firmware_images i
       where i.owner_id = ${ownerId} and i.complete
         and (${holds(sql, sql`i.version || ' ' || i.file_name || ' ' || i.model || ' ' || i.notes`, text)}
              or starts_with(i.crc::text, ${text}) or starts_with(lpad(to_hex(i.crc), 8, '0'), ${text.replace(/^0x/, '')}))`,
  },
  {
    kind: 'connection',
    from: (sql, ownerId, { text, scope }) => sql`
      select c.id::text as id, c.name, c.as_id as about, null::jsonb as query from connections c
       where c.owner_id = ${ownerId} and ${visibleTo(sql, scope)}
         and (${holds(sql, sql`c.name`, text)} or ${holds(sql, sql`c.as_id`, text)})`,
  },
  {
    kind: 'event-target',
    from: (sql, ownerId, { text }) => sql`
      select e.id::text as id, e.name, '' as about, null::jsonb as query from event_targets e
       where e.owner_id = ${ownerId} and ${holds(sql, sql`e.name`, text)}`,
  },
  {
    kind: 'join-server',
    from: (sql, ownerId, { text }) => sql`
      select s ->> 'id' as id, s ->> 'fqdn' as name, s ->> 'file' as about, null::jsonb as query
        from join_server_configurations k
        join join_server_versions v on v.owner_id = k.owner_id and v.version = k.version
       cross join lateral jsonb_array_elements(v.document -> 'servers') s
       where k.owner_id = ${ownerId} and (${holds(sql, sql`s ->> 'fqdn'`, text)} or ${holds(sql, sql`s ->> 'file'`, text)})`,
  },
  { kind: 'certificate', from: certificatesFrom },
  {
    kind: 'trust-change',
    from: (sql, ownerId, { text }) => sql`
      select t.id::text as id, t.name, t.old_uri as about, null::jsonb as query from trust_changes t
       where t.owner_id = ${ownerId} and (${holds(sql, sql`t.name`, text)} or ${holds(sql, sql`t.old_uri`, text)})`,
  },
  {
    kind: 'client-ca',
    from: (sql, ownerId, { text }) => sql`
      select a.id::text as id, a.name, '' as about, null::jsonb as query from client_cas a
       where a.owner_id = ${ownerId} and ${holds(sql, sql`a.name`, text)}`,
  },
  {
    kind: 'member',
    from: (sql, ownerId, { text }) => sql`
      select u.id::text as id, u.name, u.email as about, null::jsonb as query from memberships m join users u on u.id = m.user_id
       where m.owner_id = ${ownerId} and u.disabled_at is null
         and (${holds(sql, sql`u.name`, text)} or ${holds(sql, sql`u.email`, text)})`,
  },
  {
    kind: 'token',
    from: (sql, ownerId, { text, tokensOf }) => sql`
      select t.id::text as id, t.name, '' as about, null::jsonb as query from api_tokens t
       where t.owner_id = ${ownerId} and t.revoked_at is null and (${tokensOf}::uuid is null or t.bound_to = ${tokensOf}::uuid)
         and ${holds(sql, sql`t.name`, text)}`,
  },
]

/**
 * CAs and self-signed certificates by their subject: an owner has few. Those of single gateways may be a million, and are found
 * by the beginning of their fingerprint, or with the gateway.
 */
function certificatesFrom(sql: Statements, ownerId: Eui, { text }: Wanted): Fragment {
  const span = fingerprintSpan(text)
  const [first, last] = span?.map((hex) => Buffer.from(hex, 'hex')) ?? []
  const roots = sql`
    select c.fingerprint, c.subject, c.not_after from certificates c
     where c.owner_id = ${ownerId} and (c.is_ca or c.self_signed) and ${holds(sql, sql`c.subject`, text)}`
  const named =
    first && last
      ? sql`${roots} union
          (select c.fingerprint, c.subject, c.not_after from certificates c
            where c.owner_id = ${ownerId} and c.fingerprint between ${first} and ${last} order by c.fingerprint limit ${MOST_OF_KIND})`
      : roots
  return sql`
    select encode(c.fingerprint, 'hex') as id, c.subject as name, to_char(c.not_after at time zone 'UTC', 'YYYY-MM-DD') as about,
           null::jsonb as query
      from (${named}) c
     where exists (select from credential_sets s where s.owner_id = ${ownerId} and s.trust_fingerprint = c.fingerprint and s.retired_at is null)
        or exists (select from credential_sets s where s.owner_id = ${ownerId} and s.crt_fingerprint = c.fingerprint and s.retired_at is null)
        or exists (select from client_cas a where a.owner_id = ${ownerId} and a.fingerprint = c.fingerprint)`
}

/**
 * Batches and owners of the installation, for its operators: an identifier finds the batch that it lies in. `fragment`: hex
 * digits of an identifier.
 */
export async function searchInstallation(
  sql: Statements,
  text: string,
  fragment: string | undefined,
): Promise<Found<SiteKind>[]> {
  const within = fragment === undefined ? undefined : `%${fragment}%`
  const batches = sql`
    select b.id::text as id, b.eui_from || ' ' || b.eui_to as name, concat_ws(' · ', nullif(b.manufacturer, ''), nullif(b.flavor, '')) as about,
           null::jsonb as query
      from batches b
     where ${holds(sql, sql`b.flavor || ' ' || b.manufacturer || ' ' || b.notes`, text)}
           ${fragment?.length === 16 ? sql`or ${fragment} between b.eui_from and b.eui_to` : sql``}
           ${within ? sql`or b.eui_from like ${within} or b.eui_to like ${within}` : sql``}`
  const owners = sql`
    select o.id, o.name, '' as about, null::jsonb as query from owners o
     where ${holds(sql, sql`o.name`, text)} ${within ? sql`or o.id like ${within}` : sql``}`
  return sql<Found<SiteKind>[]>`${bestOf(sql, text, 'batch', batches)} union all ${bestOf(sql, text, 'owner', owners)}`
}
