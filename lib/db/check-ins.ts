/**
 * The statements of the gateway plane: raw postgres.js, prepared, whole sets at a time (DESIGN §2). Nothing here joins
 * two gateways, so each statement also runs where the tables are distributed by gateway.
 */
import type { KnownGateway, KnownSet, Outcome, SetRef } from '#lib/domain/check-in.ts'
import type { AnswerRecord } from '#lib/domain/check-in-record.ts'
import type { KeyKind } from '#lib/domain/credential-set.ts'
import type { ReportedState } from '#lib/domain/cups-request.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql, Statements } from './client.ts'

/** A gateway as the gateway plane needs it, with what its last check-in looked like. */
export interface LookedUpGateway extends KnownGateway {
  readonly lastFingerprint: string | null
  readonly lastCheckInId: string | null
}

/** Category, version, uri, crc, key kind, digest, offered, proven, failed, backup: an array keeps the JSON small. */
type SetRow = [
  KnownSet['category'],
  number,
  string,
  number | null,
  KeyKind,
  string | null,
  boolean,
  boolean,
  boolean,
  boolean,
]

interface LookupRow {
  eui: Eui
  owner_id: Eui | null
  token_digest: string | null
  cups_version: number | null
  tc_version: number | null
  fingerprint: string | null
  check_in_id: string | null
  sets: SetRow[] | null
}

/** Looks up any number of gateways at once; unknown ones are missing from the map. */
export async function lookUpGateways(sql: Sql, euis: readonly Eui[]): Promise<Map<Eui, LookedUpGateway>> {
  const rows = await sql<LookupRow[]>`
    select g.eui, g.owner_id, encode(g.token_digest, 'hex') as token_digest, g.cups_version, g.tc_version,
           r.fingerprint, r.check_in_id,
           (select jsonb_agg(jsonb_build_array(s.category, s.version, s.uri, s.crc, s.key_kind, encode(s.auth_digest, 'hex'),
                     s.offered_at is not null, s.proven_at is not null, s.failed_at is not null, s.backup))
              from credential_sets s where s.eui = g.eui and s.retired_at is null) as sets
      from gateways g left join gateway_reports r on r.eui = g.eui
     where g.eui = any(${euis as Eui[]})`
  return new Map(rows.map((row) => [row.eui, toGateway(row)]))
}

function toGateway(row: LookupRow): LookedUpGateway {
  return {
    eui: row.eui,
    ownerId: row.owner_id,
    tokenDigest: row.token_digest,
    cupsVersion: row.cups_version,
    tcVersion: row.tc_version,
    lastFingerprint: row.fingerprint,
    lastCheckInId: row.check_in_id,
    sets: (row.sets ?? []).map(
      ([category, version, uri, crc, keyKind, authDigest, offered, proven, failed, backup]) => ({
        category,
        version,
        uri,
        crc,
        keyKind,
        authDigest,
        offered,
        proven,
        failed,
        backup,
      }),
    ),
  }
}

/** What a check-in changes before its answer leaves. */
export interface CheckInEffects {
  readonly eui: Eui
  readonly ownerId: Eui | null
  readonly proven: readonly SetRef[]
  readonly failed: readonly SetRef[]
  readonly backup: number | null
  readonly offered: readonly SetRef[]
}

/** An offered set with the bytes that go out; the key is still sealed. */
export interface OfferedSet extends SetRef {
  readonly trust: Buffer | null
  readonly crt: Buffer | null
  readonly keyEnc: Buffer | null
}

/**
 * Marks sets of one gateway and hands out the offered ones, in one statement: what is answered is what was stored as
 * offered. A set that is gone (the gateway was deleted in between) is not returned. Proof of a version retires the older
 * ones that are neither in Station's backup nor desired.
 */
export async function applyCheckInEffects(sql: Sql, effects: CheckInEffects, now: Date): Promise<OfferedSet[]> {
  const of = (refs: readonly SetRef[]) => refs.map((ref) => `${ref.category}:${ref.version}`)
  const rows = await sql<(OfferedSet & { key: string })[]>`
    with mark as (
      select ${of(effects.offered)}::text[] as offered, ${of(effects.proven)}::text[] as proven,
             ${of(effects.failed)}::text[] as failed, ${effects.backup}::int as backup, ${now}::timestamptz as now,
             (select max(split_part(p, ':', 2)::int) from unnest(${of(effects.proven)}::text[]) p where p like 'cups:%') as proven_cups,
             (select max(split_part(p, ':', 2)::int) from unnest(${of(effects.proven)}::text[]) p where p like 'tc:%') as proven_tc
    )
    update credential_sets s set
      offered_at = case when s.category || ':' || s.version = any(mark.offered) then coalesce(s.offered_at, mark.now) else s.offered_at end,
      proven_at = case when s.category || ':' || s.version = any(mark.proven) then coalesce(s.proven_at, mark.now) else s.proven_at end,
      failed_at = case when s.category || ':' || s.version = any(mark.proven) then null
                       when s.category || ':' || s.version = any(mark.failed) then mark.now else s.failed_at end,
      backup = s.backup or (s.category = 'cups' and s.version = coalesce(mark.backup, -1)),
      retired_at = case when s.version < case s.category when 'cups' then mark.proven_cups else mark.proven_tc end
                         and not s.backup and not (s.category = 'cups' and s.version = coalesce(mark.backup, -1))
                        then mark.now else s.retired_at end
     from mark
    where s.eui = ${effects.eui} and s.owner_id = ${effects.ownerId} and s.retired_at is null
    returning s.category, s.version, s.trust, s.crt, s.key_enc as "keyEnc", s.category || ':' || s.version as key`
  const offered = new Set(of(effects.offered))
  return rows.filter((row) => offered.has(row.key))
}

/** A run of equal check-ins of one gateway. */
export interface CheckInRow {
  readonly eui: Eui
  readonly ownerId: Eui | null
  readonly id: string
  /** The log row with this id is extended; false: a new row begins. */
  readonly extends: boolean
  readonly firstAt: Date
  readonly lastAt: Date
  readonly times: number
  readonly address: string
  readonly reported: ReportedState
  readonly credential: string
  readonly answer: AnswerRecord
  readonly fellBack: boolean
  readonly outcome: Outcome
  readonly seen: { readonly cups: number | null; readonly tc: number | null }
  readonly matched: { readonly cups: number | null; readonly tc: number | null }
  readonly fingerprint: string
}

/** Writes check-ins behind, in one statement for the log and one for the last report of each gateway. */
export async function writeCheckIns(sql: Sql, rows: readonly CheckInRow[]): Promise<void> {
  if (rows.length === 0) return
  const sorted = [...rows].sort((a, b) => (a.eui < b.eui ? -1 : 1))
  const runs = JSON.stringify(sorted.map(toLogRecord))
  await sql`
    with run as (
      select * from json_to_recordset(${runs}::text::json) as r(eui text, id uuid, owner_id text, extends bool, first_at timestamptz,
        last_at timestamptz, times int, address text, reported jsonb, credential text, answer jsonb, fell_back bool)
    ), extended as (
      update check_ins c set last_at = run.last_at, times = c.times + run.times
        from run where run.extends and c.eui = run.eui and c.id = run.id
    )
    insert into check_ins (eui, id, owner_id, first_at, last_at, times, address, reported, credential, answer, fell_back)
    select eui, id, owner_id, first_at, last_at, times, address, reported, credential, answer, fell_back
      from run where not extends
    on conflict (eui, id) do update set last_at = excluded.last_at, times = check_ins.times + excluded.times`
  const quiet = sorted.filter((row) => row.extends)
  const news = sorted.filter((row) => !row.extends)
  if (quiet.length > 0) {
    // Only the time moved: nothing indexed and no JSON is written again.
    await sql`
      update gateway_reports r set last_seen_at = greatest(r.last_seen_at, q.at)
        from unnest(${quiet.map((row) => row.eui)}::text[], ${quiet.map((row) => row.lastAt.toISOString())}::timestamptz[]) as q(eui, at)
       where r.eui = q.eui`
  }
  if (news.length > 0) {
    await sql`
      insert into gateway_reports as r (eui, first_seen_at, last_seen_at, address, reported, credential, answer, fell_back, outcome,
             seen_cups_version, seen_tc_version, matched_cups_version, matched_tc_version, fingerprint, check_in_id)
      select eui, first_at, last_at, address, reported, credential, answer, fell_back, outcome,
             seen_cups, seen_tc, matched_cups, matched_tc, fingerprint, id
        from json_to_recordset(${JSON.stringify(news.map(toReportRecord))}::text::json) as n(eui text, id uuid, first_at timestamptz,
             last_at timestamptz, address text, reported jsonb, credential text, answer jsonb, fell_back bool, outcome text,
             seen_cups int, seen_tc int, matched_cups int, matched_tc int, fingerprint text)
      on conflict (eui) do update set last_seen_at = excluded.last_seen_at, address = excluded.address,
             reported = excluded.reported, credential = excluded.credential, answer = excluded.answer,
             fell_back = excluded.fell_back, outcome = excluded.outcome,
             seen_cups_version = excluded.seen_cups_version, seen_tc_version = excluded.seen_tc_version,
             matched_cups_version = excluded.matched_cups_version, matched_tc_version = excluded.matched_tc_version,
             fingerprint = excluded.fingerprint, check_in_id = excluded.check_in_id
       where r.last_seen_at <= excluded.last_seen_at`
  }
}

function toLogRecord(row: CheckInRow) {
  return {
    eui: row.eui,
    id: row.id,
    owner_id: row.ownerId,
    extends: row.extends,
    first_at: row.firstAt,
    last_at: row.lastAt,
    times: row.times,
    // An extended row is not written again: leave out what is large.
    ...(row.extends
      ? {}
      : {
          address: row.address,
          reported: row.reported,
          credential: row.credential,
          answer: row.answer,
          fell_back: row.fellBack,
        }),
  }
}

function toReportRecord(row: CheckInRow) {
  return {
    ...toLogRecord(row),
    outcome: row.outcome,
    seen_cups: row.seen.cups,
    seen_tc: row.seen.tc,
    matched_cups: row.matched.cups,
    matched_tc: row.matched.tc,
    fingerprint: row.fingerprint,
  }
}

/** A check-in that was refused (rules.md 14). */
export interface RefusedRow {
  readonly at: Date
  readonly router: string
  readonly eui: Eui | null
  readonly address: string
  readonly reason: string
}

/** How many refused check-ins are kept in all. */
export const REFUSED_RING = 10_000

/** Appends to the ring and cuts its tail. */
export async function writeRefused(sql: Sql, rows: readonly RefusedRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`
    insert into refused_check_ins (at, router, eui, address, reason)
    select * from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(at timestamptz, router text, eui text, address text, reason text)`
  await sql`delete from refused_check_ins where id <= (select max(id) from refused_check_ins) - ${REFUSED_RING}`
}

/** The wrapped root key of the batch that each EUI falls in; EUIs outside every batch are missing. */
export async function findBatchRoots(sql: Statements, euis: readonly Eui[]): Promise<Map<Eui, BatchRoot>> {
  const rows = await sql<{ eui: Eui; id: string; flavor: string; root_key_enc: Buffer }[]>`
    select e.eui, b.id, b.flavor, b.root_key_enc
      from unnest(${euis as Eui[]}::text[]) as e(eui)
      join batches b on e.eui >= b.eui_from and e.eui <= b.eui_to`
  return new Map(rows.map((row) => [row.eui, { batchId: row.id, flavor: row.flavor, rootKeyEnc: row.root_key_enc }]))
}

export interface BatchRoot {
  readonly batchId: string
  readonly flavor: string
  readonly rootKeyEnc: Buffer
}

/** Keeps the digest of a derived token at its first success (rules.md 12); the row may not exist yet, nobody owns it then. */
export async function rememberDerivedToken(
  sql: Sql,
  gateway: { eui: Eui; batchId: string; flavor: string; tokenDigest: Buffer },
): Promise<void> {
  await sql`
    insert into gateways as g (eui, origin, batch_id, flavor, token_digest)
    values (${gateway.eui}, 'batch', ${gateway.batchId}, ${gateway.flavor}, ${gateway.tokenDigest})
    on conflict (eui) do update set token_digest = excluded.token_digest, batch_id = excluded.batch_id
      where g.origin = 'batch' and g.token_digest is null`
}
