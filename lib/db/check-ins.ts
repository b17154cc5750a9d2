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
import type { OpenSchedule } from './firmware-schedules.ts'

/** A gateway as the gateway plane needs it, with what its last check-in looked like. */
export interface LookedUpGateway extends KnownGateway {
  readonly origin: 'batch' | 'added'
  readonly lastFingerprint: string | null
  readonly lastCheckInId: string | null
  /** Firmware that a check-in has something to do with. */
  readonly firmware: OpenSchedule | null
}

interface LookupRow {
  eui: Eui
  owner_id: Eui | null
  origin: 'batch' | 'added'
  token_digest: string | null
  kept_token_digest: string | null
  /** With blanks between them. */
  kept_backup_digests: string | null
  cups_version: number | null
  tc_version: number | null
  backup_renewed: boolean
  /** `<check-in id> <fingerprint>` */
  last: string | null
  /** One line per set, see `toSet`. */
  sets: string | null
  firmware: FirmwareLine | null
}

/** Image, state, arming, not before, not after, unsigned allowed, any model allowed, package before, offered, sent, ended. */
type FirmwareLine = [
  string,
  OpenSchedule['state'],
  string,
  string | null,
  string | null,
  boolean,
  boolean,
  string | null,
  string | null,
  string | null,
  string | null,
]

/**
 * Looks up any number of gateways at once; unknown ones are missing from the map. What belongs to a gateway is found by
 * subqueries: a join would be planned as a walk through the whole table while that is new and small, and the prepared
 * statement would keep the plan while the table grows. Lines of text cost PostgreSQL and us less than JSON.
 */
export async function lookUpGateways(sql: Sql, euis: readonly Eui[]): Promise<Map<Eui, LookedUpGateway>> {
  const rows = await sql<LookupRow[]>`
    select g.eui, g.owner_id, g.origin, encode(g.token_digest, 'hex') as token_digest,
           encode(g.kept_token_digest, 'hex') as kept_token_digest,
           case when g.kept_backup_digests is not null
                then (select string_agg(encode(k, 'hex'), ' ') from unnest(g.kept_backup_digests) k) end as kept_backup_digests,
           g.cups_version, g.tc_version,
           g.backup_renewed_at is not null as backup_renewed,
           (select r.check_in_id || ' ' || r.fingerprint from gateway_reports r where r.eui = g.eui) as last,
           (select string_agg(s.category || E'\\t' || s.version || E'\\t' || s.uri || E'\\t' || coalesce(s.crc::text, '')
                     || E'\\t' || s.key_kind || E'\\t' || coalesce(encode(s.auth_digest, 'hex'), '') || E'\\t'
                     || (s.offered_at is not null)::int || (s.proven_at is not null)::int || (s.failed_at is not null)::int
                     || s.backup::int, E'\\n')
              from credential_sets s where s.eui = g.eui and s.retired_at is null) as sets,
           (select json_build_array(f.image_id, f.state, f.armed, f.not_before, f.not_after, f.allow_unsigned, f.any_model,
                     f.package_before, f.offered_at, f.sent_at, f.ended_at)
              from firmware_schedules f where f.eui = g.eui and f.owner_id = g.owner_id and f.open) as firmware
      from gateways g where g.eui = any(${euis as Eui[]})`
  return new Map(rows.map((row) => [row.eui, toGateway(row)]))
}

function toGateway(row: LookupRow): LookedUpGateway {
  const split = row.last?.indexOf(' ') ?? -1
  return {
    eui: row.eui,
    ownerId: row.owner_id,
    origin: row.origin,
    tokenDigests: [row.token_digest, row.kept_token_digest, ...(row.kept_backup_digests?.split(' ') ?? [])].filter(
      (digest) => digest !== null,
    ),
    cupsVersion: row.cups_version,
    tcVersion: row.tc_version,
    lastCheckInId: row.last?.slice(0, split) ?? null,
    lastFingerprint: row.last?.slice(split + 1) ?? null,
    backupRenewed: row.backup_renewed,
    sets: row.sets === null ? [] : row.sets.split('\n').map(toSet),
    firmware: row.firmware && toSchedule(row.firmware),
  }
}

function toSchedule([
  imageId,
  state,
  armed,
  notBefore,
  notAfter,
  allowUnsigned,
  anyModel,
  packageBefore,
  offered,
  sent,
  ended,
]: FirmwareLine): OpenSchedule {
  const date = (text: string | null) => (text === null ? null : new Date(text))
  return {
    imageId,
    state,
    armed,
    notBefore: date(notBefore),
    notAfter: date(notAfter),
    allowUnsigned,
    anyModel,
    packageBefore,
    offeredAt: date(offered),
    sentAt: date(sent),
    endedAt: date(ended),
  }
}

/** Category, version, uri, crc, key kind, digest and four marks, between tabs. None of them can hold a tab or a line end. */
function toSet(line: string): KnownSet {
  const [category, version, uri = '', crc, keyKind, authDigest, marks = ''] = line.split('\t')
  return {
    category: category as KnownSet['category'],
    version: Number(version),
    uri,
    crc: crc ? Number(crc) : null,
    keyKind: keyKind as KeyKind,
    authDigest: authDigest || null,
    offered: marks[0] === '1',
    proven: marks[1] === '1',
    failed: marks[2] === '1',
    backup: marks[3] === '1',
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
  readonly uri: string
  readonly crc: number | null
  readonly trust: Buffer | null
  readonly crt: Buffer | null
  readonly keyEnc: Buffer | null
}

/**
 * Marks sets of one gateway and hands out the offered ones, in one statement: what is answered is what was stored as
 * offered. A set that is gone (the gateway was deleted in between) is not returned; when the time of one is over that was
 * never offered, none is: it goes out complete or not at all, also while nobody takes it back. Proof of a version retires the older
 * ones that are not in Station's backup. A set that was proven before any offer, because somebody had installed it by hand,
 * counts as offered.
 */
export async function applyCheckInEffects(sql: Sql, effects: CheckInEffects, now: Date): Promise<OfferedSet[]> {
  const of = (refs: readonly SetRef[]) => refs.map((ref) => `${ref.category}:${ref.version}`)
  const rows = await sql<(OfferedSet & { key: string; over: boolean })[]>`
    with mark as (
      select ${of(effects.offered)}::text[] as offered, ${of(effects.proven)}::text[] as proven,
             ${of(effects.failed)}::text[] as failed, ${effects.backup}::int as backup, ${now}::timestamptz as now,
             (select max(split_part(p, ':', 2)::int) from unnest(${of(effects.proven)}::text[]) p where p like 'cups:%') as proven_cups,
             (select max(split_part(p, ':', 2)::int) from unnest(${of(effects.proven)}::text[]) p where p like 'tc:%') as proven_tc,
             exists (select from credential_sets w where w.eui = ${effects.eui} and w.not_after <= ${now}::timestamptz and w.offered_at is null
                        and w.category || ':' || w.version = any(${of(effects.offered)}::text[])) as over
    )
    update credential_sets s set
      offered_at = case when s.category || ':' || s.version = any(case when mark.over then mark.proven else mark.offered || mark.proven end) then coalesce(s.offered_at, mark.now) else s.offered_at end,
      proven_at = case when s.category || ':' || s.version = any(mark.proven) then coalesce(s.proven_at, mark.now) else s.proven_at end,
      failed_at = case when s.category || ':' || s.version = any(mark.proven) then null
                       when s.category || ':' || s.version = any(mark.failed) then mark.now else s.failed_at end,
      backup = s.backup or (s.category = 'cups' and s.version = coalesce(mark.backup, -1)),
      retired_at = case when s.version < case s.category when 'cups' then mark.proven_cups else mark.proven_tc end
                         and not s.backup and not (s.category = 'cups' and s.version = coalesce(mark.backup, -1))
                        then mark.now else s.retired_at end
     from mark
    where s.eui = ${effects.eui} and s.owner_id = ${effects.ownerId} and s.retired_at is null
    returning s.category, s.version, s.uri, s.crc::float8 as crc, s.trust, s.crt, s.key_enc as "keyEnc", s.category || ':' || s.version as key, mark.over`
  const offered = new Set(of(effects.offered))
  return rows.filter((row) => !row.over && offered.has(row.key))
}

/** More check-ins of a run that the log holds already. */
export interface ExtendedRun {
  readonly eui: Eui
  /** Of the log's row. */
  readonly id: string
  readonly lastAt: Date
  /** How many more. */
  readonly times: number
}

/** A run of equal check-ins of one gateway that is new to the log. */
export interface NewRun extends ExtendedRun {
  readonly fingerprint: string
  readonly firstAt: Date
  readonly ownerId: Eui | null
  readonly address: string
  readonly reported: ReportedState
  readonly credential: string
  readonly answer: AnswerRecord
  readonly fellBack: boolean
  readonly outcome: Outcome
  readonly seen: { readonly cups: number | null; readonly tc: number | null }
  readonly matched: { readonly cups: number | null; readonly tc: number | null }
}

/** Always in the same order, so that two processes that write the same gateways do not lock each other out. */
const inOrder = <T extends { readonly eui: Eui }>(rows: readonly T[]): T[] =>
  [...rows].sort((a, b) => (a.eui < b.eui ? -1 : 1))

/**
 * Moves the time of runs in the log, and of last reports that still show the same run; at most one row per gateway. No
 * JSON and nothing else that is large is written again.
 */
export async function extendCheckIns(sql: Sql, rows: readonly ExtendedRun[]): Promise<void> {
  const sorted = inOrder(rows)
  await sql`
    with run as materialized (
      select * from unnest(${sorted.map((row) => row.eui)}::text[], ${sorted.map((row) => row.id)}::uuid[],
             ${sorted.map((row) => row.lastAt.toISOString())}::timestamptz[], ${sorted.map((row) => row.times)}::int[])
        as run(eui, id, last_at, times)
    ), report as (
      update gateway_reports r set last_seen_at = greatest(r.last_seen_at, run.last_at)
        from run where r.eui = run.eui and r.check_in_id = run.id
    )
    update check_ins c set last_at = greatest(c.last_at, run.last_at), times = c.times + run.times
      from run where c.eui = run.eui and c.id = run.id`
}

/**
 * Writes new runs to the log and as the last report of their gateways, at most one row per gateway; the same row again,
 * grown or not, changes nothing twice. A gateway that was released or changed hands since its check-in keeps no report
 * of it: what it said belongs to its former owner, whose log has it. A gateway that has just applied what is wanted, or has
 * just fallen back, puts that into the outbox of events.
 */
export async function writeNewCheckIns(sql: Sql, rows: readonly NewRun[]): Promise<void> {
  const runs = JSON.stringify(inOrder(rows).map(toRecord))
  await sql`
    with run as materialized (
      select * from json_to_recordset(${runs}::text::json) as r(eui text, id uuid, owner_id text, first_at timestamptz,
        last_at timestamptz, times int, address text, reported jsonb, credential text, answer jsonb, fell_back bool, outcome text,
        seen_cups int, seen_tc int, matched_cups int, matched_tc int, fingerprint text)
    ), logged as (
      insert into check_ins as c (eui, id, owner_id, first_at, last_at, times, address, reported, credential, answer, fell_back)
      select eui, id, owner_id, first_at, last_at, times, address, reported, credential, answer, fell_back from run
      on conflict (eui, id) do update set last_at = greatest(c.last_at, excluded.last_at), times = greatest(c.times, excluded.times)
    ), told as (
      insert into gateway_events (owner_id, kind, at, eui, detail)
      select run.owner_id, case run.outcome when 'fell-back' then 'gateway.fell_back' else 'gateway.applied' end, run.first_at, run.eui,
             case run.outcome when 'fell-back' then jsonb_build_object('credential', run.credential)
                              else jsonb_strip_nulls(jsonb_build_object('cupsUri', run.reported -> 'cupsUri', 'lnsUri', run.reported -> 'tcUri')) end
        from run join gateways g on g.eui = run.eui and g.owner_id = run.owner_id
        left join gateway_reports before on before.eui = run.eui
       where (before.eui is null or before.last_seen_at <= run.last_at)
         and (run.outcome = 'fell-back' or (run.outcome = 'in-sync' and (run.seen_cups is not null or run.seen_tc is not null)))
         and (before.eui is null or before.outcome <> run.outcome
              or (run.seen_cups is not null and before.seen_cups_version is distinct from run.seen_cups)
              or (run.seen_tc is not null and before.seen_tc_version is distinct from run.seen_tc))
    )
    insert into gateway_reports as r (eui, first_seen_at, last_seen_at, address, reported, credential, answer, fell_back, outcome,
           seen_cups_version, seen_tc_version, matched_cups_version, matched_tc_version, fingerprint, check_in_id)
    select run.eui, first_at, last_at, address, reported, credential, answer, fell_back, outcome,
           seen_cups, seen_tc, matched_cups, matched_tc, fingerprint, id
      from run join gateways g on g.eui = run.eui and g.owner_id is not distinct from run.owner_id
    on conflict (eui) do update set last_seen_at = excluded.last_seen_at, address = excluded.address,
           reported = excluded.reported, credential = excluded.credential, answer = excluded.answer,
           fell_back = excluded.fell_back, outcome = excluded.outcome,
           seen_cups_version = excluded.seen_cups_version, seen_tc_version = excluded.seen_tc_version,
           matched_cups_version = excluded.matched_cups_version, matched_tc_version = excluded.matched_tc_version,
           fingerprint = excluded.fingerprint, check_in_id = excluded.check_in_id
     where r.last_seen_at <= excluded.last_seen_at`
}

function toRecord(run: NewRun) {
  return {
    eui: run.eui,
    id: run.id,
    owner_id: run.ownerId,
    first_at: run.firstAt,
    last_at: run.lastAt,
    times: run.times,
    address: run.address,
    reported: run.reported,
    credential: run.credential,
    answer: run.answer,
    fell_back: run.fellBack,
    outcome: run.outcome,
    seen_cups: run.seen.cups,
    seen_tc: run.seen.tc,
    matched_cups: run.matched.cups,
    matched_tc: run.matched.tc,
    fingerprint: run.fingerprint,
  }
}

/** Rows of the log that are kept of each gateway. */
export const LOG_ROWS = 500

/** Cuts the logs of gateways to their newest rows. */
export async function pruneCheckIns(sql: Sql, euis: readonly Eui[]): Promise<void> {
  await sql`
    delete from check_ins c
     using (select eui, id, row_number() over (partition by eui order by last_at desc, id desc) as place
              from check_ins where eui = any(${euis as Eui[]})) old
     where c.eui = old.eui and c.id = old.id and old.place > ${LOG_ROWS}`
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
