/** Statements on transfers. Offers are found by their two owners: every statement names the one that asks. */
import type { KeyKind } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { TransferState } from '#lib/domain/transfers/transfer.ts'
import type { Statements } from './client.ts'
import { revokedAt } from './client-cas.ts'
import { type GatewayTarget, inTarget } from './gateway-targets.ts'
import { leaveOwner, wipeBelongings, wipedColumns } from './wipe-gateways.ts'

export interface NewTransfer {
  readonly id: string
  readonly fromOwner: Eui
  readonly toOwner: Eui
  readonly note: string
  readonly withLabels: boolean
  readonly offeredAt: Date
  readonly offeredBy: string
  readonly expiresAt: Date
}

export async function insertTransfer(sql: Statements, one: NewTransfer): Promise<void> {
  await sql`
    insert into transfers (id, from_owner, to_owner, note, with_labels, offered_at, offered_by, expires_at)
    values (${one.id}, ${one.fromOwner}, ${one.toOwner}, ${one.note}, ${one.withLabels}, ${one.offeredAt}, ${one.offeredBy},
            ${one.expiresAt})`
}

/** Locks the gateways of a target, at most `limit` of them, in the order in which every change locks them. */
export async function lockTarget(
  sql: Statements,
  ownerId: Eui,
  target: GatewayTarget,
  limit: number,
  now: Date,
): Promise<Eui[]> {
  const rows = await sql<{ eui: Eui }[]>`
    select g.eui from gateways g left join gateway_reports r on r.eui = g.eui
     where ${inTarget(sql, ownerId, target, now)} order by g.eui limit ${limit} for update of g`
  return rows.map((row) => row.eui)
}

/** Offers gateways that the caller has locked; those that are in another open offer are missing in the answer. */
export async function insertOffers(
  sql: Statements,
  { id, fromOwner, toOwner, expiresAt }: NewTransfer,
  euis: readonly Eui[],
): Promise<Eui[]> {
  const rows = await sql<{ eui: Eui }[]>`
    insert into transfer_gateways (transfer_id, eui, from_owner, to_owner, state, expires_at)
    select ${id}, eui, ${fromOwner}, ${toOwner}, 'offered', ${expiresAt} from unnest(${euis as Eui[]}::text[]) as t(eui)
    on conflict do nothing returning eui`
  return rows.map((row) => row.eui)
}

/** An offer of one gateway. */
export interface Offer {
  readonly transferId: string
  readonly eui: Eui
  readonly fromOwner: Eui
  readonly toOwner: Eui
  readonly state: TransferState
  readonly expiresAt: Date
  readonly withLabels: boolean
}

const offerColumns = (sql: Statements) =>
  sql`t.transfer_id as "transferId", t.eui, t.from_owner as "fromOwner", t.to_owner as "toOwner", t.state, t.expires_at as "expiresAt",
      f.with_labels as "withLabels"`

/** Offers to an owner, of one transfer or all open ones, locked; gateways are locked before their offers. */
export async function lockOffersTo(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
  transferId: string | null,
): Promise<Offer[]> {
  return sql<Offer[]>`
    select ${offerColumns(sql)} from transfer_gateways t join transfers f on f.id = t.transfer_id
     where t.to_owner = ${ownerId} and t.eui = any(${euis as Eui[]})
       and ${transferId === null ? sql`t.state = 'offered'` : sql`t.transfer_id = ${transferId}`}
     order by t.eui for update of t`
}

/** Ends open offers of a transfer as one of its owners: of these gateways, or all. */
export async function endOffers(
  sql: Statements,
  side: 'from' | 'to',
  ownerId: Eui,
  transferId: string,
  euis: readonly Eui[] | null,
  state: 'declined' | 'withdrawn',
  by: string,
  now: Date,
): Promise<Offer[]> {
  return sql<Offer[]>`
    update transfer_gateways t set state = ${state}, settled_at = ${now}, settled_by = ${by}
      from transfers f
     where f.id = t.transfer_id and t.transfer_id = ${transferId} and t.state = 'offered' and t.expires_at > ${now}
       and ${side === 'from' ? sql`t.from_owner = ${ownerId}` : sql`t.to_owner = ${ownerId}`}
       and ${euis === null ? sql`true` : sql`t.eui = any(${euis as Eui[]})`}
    returning ${offerColumns(sql)}`
}

/** Ends offers whose time is over, at most `limit`; only of these gateways where they are named. Acts for every owner. */
export async function expireOffers(
  sql: Statements,
  now: Date,
  { euis = null, limit = 10_000 }: { euis?: readonly Eui[] | null; limit?: number },
): Promise<Offer[]> {
  return sql<Offer[]>`
    update transfer_gateways t set state = 'expired', settled_at = t.expires_at, settled_by = 'system'
      from transfers f
     where f.id = t.transfer_id and (t.transfer_id, t.eui) in (
             select transfer_id, eui from transfer_gateways
              where state = 'offered' and expires_at <= ${now} and ${euis === null ? sql`true` : sql`eui = any(${euis as Eui[]})`}
              order by eui limit ${limit} for update skip locked)
    returning ${offerColumns(sql)}`
}

export async function settleOffers(
  sql: Statements,
  offers: readonly Offer[],
  state: 'accepted' | 'void',
  by: string,
  now: Date,
): Promise<void> {
  if (offers.length === 0) return
  await sql`
    update transfer_gateways set state = ${state}, settled_at = ${now}, settled_by = ${by}
     where (transfer_id, eui) in (select * from unnest(${offers.map((one) => one.transferId)}::uuid[], ${offers.map((one) => one.eui)}::text[]))`
}

/** What an acceptance has to know of a gateway, which stays locked. */
export interface GivenGateway {
  readonly eui: Eui
  readonly ownerId: Eui | null
  readonly origin: 'batch' | 'added'
  readonly name: string
  readonly tags: readonly string[]
  readonly site: string
  readonly latitude: number | null
  readonly longitude: number | null
  /** It has no token that only its maker knows: what it authenticates with goes along. */
  readonly inherits: boolean
  readonly wasSetUp: boolean
}

export async function lockGiven(sql: Statements, euis: readonly Eui[]): Promise<GivenGateway[]> {
  return sql<GivenGateway[]>`
    select eui, owner_id as "ownerId", origin, name, tags, site, latitude, longitude, origin = 'added' or token_digest is null as inherits,
           last_setup_at is not null as "wasSetUp"
      from gateways where eui = any(${euis as Eui[]}) order by eui for update`
}

/** A CUPS set that a gateway is accepted with (rules.md 8); by digest, tokens and certificates alike. */
export interface AcceptedSet {
  readonly eui: Eui
  readonly version: number
  readonly uri: string
  readonly keyKind: KeyKind
  readonly digest: Buffer
  /** It has authenticated with it. */
  readonly proven: boolean
  /** It did last. */
  readonly last: boolean
}

/** The last proven set of each gateway, what it was offered since, and what lies in Station's backup. Not what is revoked. */
export async function findAcceptedSets(sql: Statements, ownerId: Eui, euis: readonly Eui[]): Promise<AcceptedSet[]> {
  if (euis.length === 0) return []
  return sql<AcceptedSet[]>`
    select s.eui, s.version, s.uri, s.key_kind as "keyKind", s.auth_digest as digest, s.proven_at is not null as proven,
           s.version is not distinct from p.version as last
      from credential_sets s
      left join (select eui, max(version) as version from credential_sets
                  where owner_id = ${ownerId} and eui = any(${euis as Eui[]}) and category = 'cups' and proven_at is not null
                    and retired_at is null and auth_digest is not null
                  group by eui) p on p.eui = s.eui
     where s.owner_id = ${ownerId} and s.eui = any(${euis as Eui[]}) and s.category = 'cups' and s.retired_at is null
       and s.auth_digest is not null and ${revokedAt(sql)} is null
       and (s.version is not distinct from p.version or s.backup or (s.offered_at is not null and s.version > coalesce(p.version, 0)))
     order by s.eui, s.version`
}

export interface Handover {
  readonly eui: Eui
  readonly name: string
  readonly tags: readonly string[]
  readonly site: string
  readonly latitude: number | null
  readonly longitude: number | null
  /** Accepted beside the token that it came with: what it proved last, and what else it may hold. */
  readonly kept: Buffer | null
  readonly others: readonly Buffer[]
  readonly inherits: boolean
}

/** Of digests from owners before. */
const MAX_KEPT = 64

/**
 * Gives gateways to another owner, without what the one before put on them. One of another maker keeps the token of the maker's
 * list; what came along is marked, because the owner before knows it. What came from owners before that one goes along too: the
 * gateway may still hold it.
 */
export async function giveGateways(
  sql: Statements,
  fromOwner: Eui,
  toOwner: Eui,
  gateways: readonly Handover[],
  now: Date,
): Promise<void> {
  const euis = gateways.map((one) => one.eui)
  const rows = gateways.map(({ kept, others, ...one }) => ({
    ...one,
    kept: kept?.toString('hex') ?? null,
    others: others.map((digest) => digest.toString('hex')),
  }))
  await wipeBelongings(sql, euis, now)
  await leaveOwner(
    sql,
    euis,
    sql`
    update gateways g set ${wipedColumns(sql, now)}, owner_id = ${toOwner}, claimed_at = ${now}, name = r.name, site = r.site,
           latitude = r.latitude, longitude = r.longitude, tags = array(select json_array_elements_text(r.tags)),
           kept_token_digest = case when r.inherits then nullif(decode(r.kept, 'hex'), g.token_digest) end,
           kept_backup_digests = case when r.inherits then (
             select nullif((array_agg(distinct k))[1:${MAX_KEPT}], '{}')
               from (select decode(o, 'hex') as k from json_array_elements_text(r.others) o
                     union select g.kept_token_digest
                     union select unnest(g.kept_backup_digests)) kept
              where k is not null) end,
           token_enc = (select c.token_enc from claim_codes c where c.eui = g.eui and c.token_digest = g.token_digest)
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(eui text, name text, site text, latitude float8, longitude float8, tags json, kept text, others json, inherits bool)
     where g.eui = r.eui and g.owner_id = ${fromOwner}`,
  )
  await sql`
    insert into bootstrap_uses (eui, owner_id, inherited_at)
    select r.eui, ${toOwner}, ${now}
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(eui text, inherits bool) where r.inherits
    on conflict (eui) do update set owner_id = excluded.owner_id, inherited_at = excluded.inherited_at`
}

export type Direction = 'incoming' | 'outgoing'

/** A transfer as one of its owners sees it. */
export interface TransferRow {
  readonly id: string
  readonly direction: Direction
  readonly fromOwner: Eui
  readonly toOwner: Eui
  /** Of the giver, for the receiver; null for the giver: the receiver reveals nothing. */
  readonly fromName: string | null
  readonly note: string
  readonly withLabels: boolean
  readonly offeredAt: Date
  readonly expiresAt: Date
  readonly total: number
  /** Gateways that are still to be decided on. */
  readonly open: number
  readonly accepted: number
  readonly cursorAt: string
}

const transferColumns = (sql: Statements, ownerId: Eui, now: Date) => sql`
  f.id, case when f.to_owner = ${ownerId} then 'incoming' else 'outgoing' end as direction, f.from_owner as "fromOwner", f.to_owner as "toOwner",
  case when f.to_owner = ${ownerId} then (select o.name from owners o where o.id = f.from_owner) end as "fromName",
  f.note, f.with_labels as "withLabels", f.offered_at as "offeredAt", f.expires_at as "expiresAt",
  c.total, c.open, c.accepted, to_char(f.offered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "cursorAt"
    from transfers f join lateral (
      select count(*)::int as total, count(*) filter (where t.state = 'offered' and t.expires_at > ${now})::int as open,
             count(*) filter (where t.state = 'accepted')::int as accepted
        from transfer_gateways t where t.transfer_id = f.id
    ) c on true`

/** One page, the newest first. */
export async function listTransfers(
  sql: Statements,
  ownerId: Eui,
  page: {
    readonly direction: Direction
    readonly open: boolean
    readonly after: { readonly at: string; readonly id: string } | undefined
    readonly limit: number
  },
  now: Date,
): Promise<TransferRow[]> {
  return sql<TransferRow[]>`
    select ${transferColumns(sql, ownerId, now)}
     where ${page.direction === 'incoming' ? sql`f.to_owner = ${ownerId}` : sql`f.from_owner = ${ownerId}`}
       and ${page.open ? sql`f.expires_at > ${now} and c.open > 0` : sql`true`}
       and ${page.after ? sql`(f.offered_at, f.id) < (${page.after.at}::timestamptz, ${page.after.id}::uuid)` : sql`true`}
     order by f.offered_at desc, f.id desc limit ${page.limit}`
}

export async function findTransfer(
  sql: Statements,
  ownerId: Eui,
  id: string,
  now: Date,
): Promise<TransferRow | undefined> {
  const [row] = await sql<TransferRow[]>`
    select ${transferColumns(sql, ownerId, now)} where f.id = ${id} and (f.from_owner = ${ownerId} or f.to_owner = ${ownerId})`
  return row
}

/** Gateways that wait for this owner's decision, in how many offers. */
export async function countIncoming(
  sql: Statements,
  ownerId: Eui,
  now: Date,
): Promise<{ gateways: number; transfers: number }> {
  const [row] = await sql<{ gateways: number; transfers: number }[]>`
    select count(*)::int as gateways, count(distinct transfer_id)::int as transfers from transfer_gateways
     where to_owner = ${ownerId} and state = 'offered' and expires_at > ${now}`
  return row ?? { gateways: 0, transfers: 0 }
}

/** Offers that a giver has open. */
export async function countOpenOffers(sql: Statements, ownerId: Eui, now: Date): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from transfers f
     where f.from_owner = ${ownerId} and f.expires_at > ${now}
       and exists (select from transfer_gateways t where t.transfer_id = f.id and t.state = 'offered')`
  return row?.count ?? 0
}

export interface TransferGateway {
  readonly eui: Eui
  readonly state: TransferState
  readonly expiresAt: Date
  readonly settledAt: Date | null
  /** Empty where this owner may not know it. */
  readonly name: string
  readonly flavor: string | null
  /** What its giver knows goes along; null when the gateway is this owner's no more, or not yet to be looked into. */
  readonly inherits: boolean | null
}

/**
 * Gateways of a transfer as one of its owners may see them: names are the owner's own, or those that come along with an
 * open offer.
 */
export async function listTransferGateways(
  sql: Statements,
  ownerId: Eui,
  transferId: string,
  page: { readonly after: Eui | undefined; readonly limit: number },
): Promise<TransferGateway[]> {
  return sql<TransferGateway[]>`
    select t.eui, t.state, t.expires_at as "expiresAt", t.settled_at as "settledAt",
           case when g.owner_id = ${ownerId} or (f.with_labels and t.state = 'offered' and g.owner_id = f.from_owner) then g.name else '' end as name,
           g.flavor, case when t.state = 'offered' then g.origin = 'added' or g.token_digest is null end as inherits
      from transfer_gateways t join transfers f on f.id = t.transfer_id
      left join gateways g on g.eui = t.eui and (g.owner_id = ${ownerId} or (t.state = 'offered' and g.owner_id = f.from_owner))
     where t.transfer_id = ${transferId} and (f.from_owner = ${ownerId} or f.to_owner = ${ownerId})
       and ${page.after ? sql`t.eui > ${page.after}` : sql`true`}
     order by t.eui limit ${page.limit}`
}
