/**
 * Statements on gateways and their credential sets. Whole sets at a time; every statement on owned data carries the
 * owner.
 */
import type { Category, KeyKind } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'
import { leaveOwner, noLabels, nothingKept, wipeBelongings, wipedColumns, wipeGateways } from './wipe-gateways.ts'

/** A row for `json_to_recordset`: bytes travel as hex. */
const json = (rows: unknown): string => JSON.stringify(rows)
const hex = (bytes: Uint8Array | null): string | null => (bytes ? Buffer.from(bytes).toString('hex') : null)

export interface ClaimableGateway {
  readonly eui: Eui
  readonly batchId: string
  readonly flavor: string
  /** Null: a gateway of another maker, which brings no token of its own. */
  readonly tokenDigest: Buffer | null
  /** The same token encrypted, where it cannot be derived. */
  readonly tokenEnc: Buffer | null
}

export interface ClaimedGateway {
  readonly eui: Eui
  /** Who had added it by hand before: a right PIN beats an add (rules.md 18). */
  readonly displacedOwner: Eui | null
  /** It was set up by an earlier owner and still is. */
  readonly released: boolean
}

/**
 * Gives batch gateways to an owner whose PINs were right: those that nobody owns, the owner's own, and those that
 * somebody added by hand. Gateways claimed by another owner are left out of the answer. Of two owners at once, the row
 * lock lets one through.
 */
export async function claimGateways(
  sql: Statements,
  ownerId: Eui,
  gateways: readonly ClaimableGateway[],
  now: Date,
): Promise<ClaimedGateway[]> {
  const rows = gateways.map((g) => ({
    eui: g.eui,
    batch_id: g.batchId,
    flavor: g.flavor,
    digest: hex(g.tokenDigest),
    token: hex(g.tokenEnc),
  }))
  // With none too: the time of an answer must not tell a right PIN of somebody else's gateway from a wrong one.
  // Made where it is missing, locked where it is there, in one statement: between two, an added row could be deleted.
  const before = await sql<{ eui: Eui; owner_id: Eui | null; origin: string; released: boolean }[]>`
    insert into gateways as g (eui, origin, batch_id, flavor, token_digest)
    select eui, 'batch', batch_id, flavor, decode(digest, 'hex')
      from json_to_recordset(${json(rows)}::text::json) as r(eui text, batch_id uuid, flavor text, digest text)
     order by eui
    on conflict (eui) do update set flavor = g.flavor
    returning eui, owner_id, origin, released_at is not null as released`
  const free = before.filter((row) => row.owner_id === null || row.origin === 'added')
  const displaced = free.filter((row) => row.owner_id !== null && row.owner_id !== ownerId).map((row) => row.eui)
  if (displaced.length > 0) await wipeGateways(sql, displaced, now)
  if (free.length > 0) {
    await sql`
      update gateways g set owner_id = ${ownerId}, origin = 'batch', batch_id = r.batch_id, flavor = r.flavor,
             token_digest = decode(r.digest, 'hex'), claimed_at = ${now},
             kept_token_digest = case when g.owner_id = ${ownerId} then g.token_digest end,
             kept_backup_digests = case when g.owner_id = ${ownerId} then
               nullif(array_remove(g.kept_backup_digests || g.kept_token_digest, null), '{}') end,
             token_enc = coalesce(decode(r.token, 'hex'), case when g.owner_id = ${ownerId} then g.token_enc end),
             name = case when g.owner_id = ${ownerId} then g.name else '' end,
             tags = case when g.owner_id = ${ownerId} then g.tags else '{}' end,
             site = case when g.owner_id = ${ownerId} then g.site else '' end,
             latitude = case when g.owner_id = ${ownerId} then g.latitude end,
             longitude = case when g.owner_id = ${ownerId} then g.longitude end
        from json_to_recordset(${json(rows)}::text::json) as r(eui text, batch_id uuid, flavor text, digest text, token text)
       where g.eui = r.eui and g.eui = any(${free.map((row) => row.eui)})`
  }
  return before
    .filter((row) => row.owner_id === ownerId || free.includes(row))
    .map((row) => ({
      eui: row.eui,
      displacedOwner: displaced.includes(row.eui) ? row.owner_id : null,
      released: row.released && row.owner_id === null,
    }))
}

/** Those of these that are the owner's, sorted. */
export async function findOwnedGateways(sql: Statements, ownerId: Eui, euis: readonly Eui[]): Promise<Eui[]> {
  const rows = await sql<{ eui: Eui }[]>`
    select eui from gateways where owner_id = ${ownerId} and eui = any(${euis as Eui[]}) order by eui`
  return rows.map(({ eui }) => eui)
}

export interface NewGateway {
  readonly eui: Eui
  readonly flavor: string
  readonly tokenDigest: Buffer
  readonly tokenEnc: Buffer
}

/** Adds gateways that do not exist and fall in no batch; the others are left out of the answer (rules.md 18). */
export async function addGateways(
  sql: Statements,
  ownerId: Eui,
  gateways: readonly NewGateway[],
  now: Date,
): Promise<Set<Eui>> {
  const rows = gateways.map((g) => ({
    eui: g.eui,
    flavor: g.flavor,
    digest: hex(g.tokenDigest),
    token: hex(g.tokenEnc),
  }))
  const added = await sql<{ eui: Eui }[]>`
    insert into gateways (eui, owner_id, origin, flavor, token_digest, token_enc, claimed_at)
    select eui, ${ownerId}, 'added', flavor, decode(digest, 'hex'), decode(token, 'hex'), ${now}
      from json_to_recordset(${json(rows)}::text::json) as r(eui text, flavor text, digest text, token text)
     where not exists (select 1 from batches b where r.eui collate "C" between b.eui_from and b.eui_to)
       and not exists (select 1 from claim_codes c where c.eui = r.eui collate "C")
     order by eui
    on conflict (eui) do nothing
    returning eui`
  return new Set(added.map((row) => row.eui))
}

/** Takes `wanted` of the owner's remaining adds and says how many there were; attempts count, whatever becomes of them. */
export async function takeAdds(
  sql: Statements,
  ownerId: Eui,
  wanted: number,
): Promise<{ granted: number; limit: number }> {
  const [row] = await sql<{ granted: number; add_limit: number }[]>`
    with before as (select id, adds_used, add_limit from owners where id = ${ownerId} for update)
    update owners o set adds_used = o.adds_used + least(${wanted}::int, greatest(0, before.add_limit - before.adds_used))
      from before where o.id = before.id
    returning least(${wanted}::int, greatest(0, before.add_limit - before.adds_used)) as granted, o.add_limit`
  return { granted: row?.granted ?? 0, limit: row?.add_limit ?? 0 }
}

/** What `setup` needs of a gateway; the row stays locked until the transaction ends (rules.md 16). */
export interface LockedGateway {
  readonly eui: Eui
  readonly origin: 'batch' | 'added'
  readonly batchId: string | null
  readonly tokenEnc: Buffer | null
  readonly cupsVersion: number | null
  readonly tcVersion: number | null
  readonly revision: number
  /** The highest version of each category, retired ones too. */
  readonly lastCups: number
  readonly lastTc: number
}

export const lockGateways = (sql: Statements, ownerId: Eui, euis: readonly Eui[]): Promise<LockedGateway[]> =>
  readGateways(sql, ownerId, euis, true)

/** The same without the lock: for a look at what `setup` would do. */
export const lookAtGateways = (sql: Statements, ownerId: Eui, euis: readonly Eui[]): Promise<LockedGateway[]> =>
  readGateways(sql, ownerId, euis, false)

async function readGateways(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
  lock: boolean,
): Promise<LockedGateway[]> {
  const rows = await sql<Omit<LockedGateway, 'lastCups' | 'lastTc'>[]>`
    select eui, origin, batch_id as "batchId", token_enc as "tokenEnc", cups_version as "cupsVersion", tc_version as "tcVersion", revision
      from gateways
     where owner_id = ${ownerId} and eui = any(${euis as Eui[]})
     order by eui
       ${lock ? sql`for update` : sql``}`
  // In a statement of its own: the one that waited for the locks still sees the sets as they were before it waited.
  const versions = await sql<{ eui: Eui; category: Category; last: number }[]>`
    select eui, category, max(version) as last from credential_sets
     where eui = any(${rows.map((row) => row.eui)}) group by eui, category`
  const last = new Map(versions.map((row) => [`${row.eui}/${row.category}`, row.last]))
  return rows.map((row) => ({
    ...row,
    lastCups: last.get(`${row.eui}/cups`) ?? 0,
    lastTc: last.get(`${row.eui}/tc`) ?? 0,
  }))
}

/** The same of one gateway, without the lock. */
export async function findOwnedGateway(
  sql: Statements,
  ownerId: Eui,
  eui: Eui,
): Promise<Pick<LockedGateway, 'eui' | 'tokenEnc' | 'cupsVersion' | 'tcVersion' | 'revision'> | undefined> {
  const [row] = await sql<Pick<LockedGateway, 'eui' | 'tokenEnc' | 'cupsVersion' | 'tcVersion' | 'revision'>[]>`
    select eui, token_enc as "tokenEnc", cups_version as "cupsVersion", tc_version as "tcVersion", revision
      from gateways where owner_id = ${ownerId} and eui = ${eui}`
  return row
}

/** A stored version with its bytes; the key is sealed. */
export interface StoredSet {
  readonly eui: Eui
  readonly category: Category
  readonly version: number
  readonly uri: string
  /** The network server behind our own address (rules.md 29). */
  readonly lnsUri: string | null
  readonly muxsTemplate: string | null
  readonly trust: Buffer | null
  readonly crt: Buffer | null
  readonly keyKind: KeyKind
  readonly keyEnc: Buffer | null
  readonly crc: number | null
  readonly offeredAt: Date | null
  readonly provenAt: Date | null
  readonly failedAt: Date | null
  readonly backup: boolean
  /** Never offered for the first time at or after this; left out where nobody asks. */
  readonly notAfter?: Date | null
  readonly createdAt: Date
}

/**
 * The sets of gateways that are in use: desired or accepted. Locked, whether they were offered stays as it was read: a check-in
 * that offers one at the same moment comes before, or waits until the transaction ends.
 */
export async function findLiveSets(
  sql: Statements,
  ownerId: Eui,
  euis: readonly Eui[],
  lock: 'lock' | undefined = undefined,
): Promise<StoredSet[]> {
  const rows = await sql<(Omit<StoredSet, 'crc'> & { crc: string | null })[]>`
    select eui, category, version, uri, lns_uri as "lnsUri", muxs_template as "muxsTemplate", trust, crt, key_kind as "keyKind", key_enc as "keyEnc", crc, offered_at as "offeredAt",
           proven_at as "provenAt", failed_at as "failedAt", backup, not_after as "notAfter", created_at as "createdAt"
      from credential_sets
     where owner_id = ${ownerId} and eui = any(${euis as Eui[]}) and retired_at is null
       ${lock ? sql`order by eui, category, version for update` : sql``}`
  return rows.map((row) => ({ ...row, crc: row.crc === null ? null : Number(row.crc) }))
}

/** Versions by number, those too that are in use no more; a version that does not exist is left out. */
export async function findSetVersions(
  sql: Statements,
  ownerId: Eui,
  versions: readonly { readonly eui: Eui; readonly category: Category; readonly version: number }[],
): Promise<StoredSet[]> {
  if (versions.length === 0) return []
  const rows = await sql<(Omit<StoredSet, 'crc'> & { crc: string | null })[]>`
    select s.eui, s.category, s.version, s.uri, s.lns_uri as "lnsUri", s.muxs_template as "muxsTemplate", s.trust, s.crt, s.key_kind as "keyKind", s.key_enc as "keyEnc",
           s.crc, s.offered_at as "offeredAt", s.proven_at as "provenAt", s.failed_at as "failedAt", s.backup, s.created_at as "createdAt"
      from credential_sets s
      join json_to_recordset(${json(versions)}::text::json) as r(eui text, category text, version int)
        on s.eui = r.eui and s.category = r.category and s.version = r.version
     where s.owner_id = ${ownerId}`
  return rows.map((row) => ({ ...row, crc: row.crc === null ? null : Number(row.crc) }))
}

export interface NewSet {
  readonly eui: Eui
  readonly category: Category
  readonly version: number
  readonly uri: string
  readonly lnsUri?: string | null
  readonly muxsTemplate?: string | null
  readonly trust: Uint8Array | null
  readonly crt: Uint8Array | null
  readonly keyKind: KeyKind
  readonly keyEnc: Uint8Array | null
  readonly crc: number | null
  readonly authDigest: Uint8Array | null
  /** Never offered for the first time at or after this; left out: no end. */
  readonly notAfter?: Date | null
}

/** New desired state of gateways that the caller has locked: versions as they are to be afterwards. */
export interface DesiredState {
  readonly eui: Eui
  readonly cupsVersion: number | null
  readonly tcVersion: number | null
}

export async function storeSetup(
  sql: Statements,
  ownerId: Eui,
  sets: readonly NewSet[],
  desired: readonly DesiredState[],
  createdBy: string,
  now: Date,
): Promise<void> {
  if (sets.length > 0) {
    const rows = sets.map((set) => ({
      eui: set.eui,
      category: set.category,
      version: set.version,
      uri: set.uri,
      lns_uri: set.lnsUri ?? null,
      muxs_template: set.muxsTemplate ?? null,
      trust: hex(set.trust),
      crt: hex(set.crt),
      key_kind: set.keyKind,
      key: hex(set.keyEnc),
      crc: set.crc,
      digest: hex(set.authDigest),
      not_after: set.notAfter ?? null,
    }))
    await sql`
      insert into credential_sets (eui, category, version, owner_id, uri, lns_uri, muxs_template, trust, crt, key_kind, key_enc, crc, auth_digest, not_after, created_at, created_by)
      select eui, category, version, ${ownerId}, uri, lns_uri, muxs_template, decode(trust, 'hex'), decode(crt, 'hex'), key_kind, decode(key, 'hex'), crc,
             decode(digest, 'hex'), not_after, ${now}, ${createdBy}
        from json_to_recordset(${json(rows)}::text::json) as r(eui text, category text, version int, uri text, lns_uri text, muxs_template text, trust text, crt text,
             key_kind text, key text, crc bigint, digest text, not_after timestamptz)`
  }
  const states = desired.map((one) => ({ eui: one.eui, cups: one.cupsVersion, tc: one.tcVersion }))
  await sql`
    update gateways g set cups_version = r.cups, tc_version = r.tc, revision = g.revision + 1, last_setup_at = ${now}
      from json_to_recordset(${json(states)}::text::json) as r(eui text, cups int, tc int)
     where g.eui = r.eui and g.owner_id = ${ownerId}`
  // Whoever sets a gateway up takes over the rest of its desired state: the end of a rollout's time does not bind that.
  await sql`
    update credential_sets s set not_after = null
      from gateways g
     where s.eui = g.eui and g.owner_id = ${ownerId} and s.owner_id = ${ownerId} and g.eui = any(${desired.map((one) => one.eui)})
       and s.eui = any(${desired.map((one) => one.eui)}) and s.not_after is not null and s.offered_at is null
       and s.version = case s.category when 'cups' then g.cups_version else g.tc_version end
       and s.eui || s.category || s.version <> all(${sets.map((set) => `${set.eui}${set.category}${set.version}`)}::text[])`
  // A set that never left displaces nothing and is of no use any more (rules.md 8).
  await sql`
    update credential_sets s set retired_at = ${now}
      from gateways g
     where s.eui = g.eui and g.owner_id = ${ownerId} and s.owner_id = ${ownerId} and g.eui = any(${desired.map((one) => one.eui)})
       and s.retired_at is null and s.offered_at is null
       and s.version is distinct from case s.category when 'cups' then g.cups_version else g.tc_version end`
}

/** Lets go of gateways: those of a batch stay for the next owner, added ones are gone. Answers what was there. */
export async function releaseGateways(sql: Statements, ownerId: Eui, euis: readonly Eui[], now: Date): Promise<Eui[]> {
  const rows = await sql<{ eui: Eui }[]>`
    select eui from gateways where owner_id = ${ownerId} and eui = any(${euis as Eui[]}) order by eui for update`
  const held = rows.map((row) => row.eui)
  if (held.length === 0) return []
  await wipeBelongings(sql, held, now)
  await leaveOwner(
    sql,
    held,
    sql`, gone as (delete from gateways where owner_id = ${ownerId} and origin = 'added' and eui = any(${held}))
    update gateways g set ${wipedColumns(sql, now)}, ${noLabels(sql)}, token_enc = null, ${nothingKept(sql)}, owner_id = null, claimed_at = null
     where g.owner_id = ${ownerId} and g.origin <> 'added' and g.eui = any(${held})`,
  )
  return held
}

/** Every identifier of an owner, sorted. */
export async function listEuis(sql: Statements, ownerId: Eui): Promise<Eui[]> {
  const rows = await sql<{ eui: Eui }[]>`select eui from gateways where owner_id = ${ownerId} order by eui`
  return rows.map((row) => row.eui)
}

export interface GatewayLabels {
  readonly name?: string | undefined
  /** As the domain has read them. */
  readonly tags?: readonly string[] | undefined
  readonly site?: string | undefined
  /** Degrees; null takes the location away. Together with the longitude. */
  readonly latitude?: number | null | undefined
  readonly longitude?: number | null | undefined
}

/** The labels of a gateway as they are stored. */
export type StoredLabels = { readonly eui: Eui } & {
  readonly [Name in keyof GatewayLabels]-?: Exclude<GatewayLabels[Name], undefined>
}

/** The labels of those of these gateways that are the owner's, sorted by EUI; the rows stay locked until the transaction ends. */
export async function lockLabels(sql: Statements, ownerId: Eui, euis: readonly Eui[]): Promise<StoredLabels[]> {
  const rows = await sql<StoredLabels[]>`
    select eui, name, tags, site, latitude, longitude from gateways
     where owner_id = ${ownerId} and eui = any(${euis as Eui[]}) order by eui for update`
  return rows.map((row) => ({ ...row, tags: row.tags.toSorted() }))
}

/** Names, tags, sites and locations of gateways that the caller has locked: what is left out stays. */
export async function storeLabels(
  sql: Statements,
  ownerId: Eui,
  gateways: readonly (GatewayLabels & { readonly eui: Eui })[],
): Promise<void> {
  const rows = gateways.map(({ eui, name, tags, site, latitude, longitude }) => ({
    eui,
    name,
    tags,
    site,
    located: latitude !== undefined,
    latitude,
    longitude,
  }))
  await sql`
    update gateways g set name = coalesce(r.name, g.name), tags = coalesce(r.tags, g.tags), site = coalesce(r.site, g.site),
           latitude = case when r.located then r.latitude else g.latitude end,
           longitude = case when r.located then r.longitude else g.longitude end
      from json_to_recordset(${json(rows)}::text::json)
        as r(eui text, name text, tags text[], site text, located bool, latitude float8, longitude float8)
     where g.eui = r.eui and g.owner_id = ${ownerId}`
}

/** Both: answers what the gateways of the owner had before, sorted by EUI. */
export async function labelGateways(
  sql: Statements,
  ownerId: Eui,
  gateways: readonly (GatewayLabels & { readonly eui: Eui })[],
): Promise<StoredLabels[]> {
  const held = await lockLabels(
    sql,
    ownerId,
    gateways.map(({ eui }) => eui),
  )
  await storeLabels(sql, ownerId, gateways)
  return held
}
