/** CAs for gateways' client certificates, what they issued, and what is revoked. */
import type { CertificateStanding } from '#lib/domain/client-certificates/issued-certificate.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface ClientCa {
  readonly id: string
  readonly name: string
  readonly der: Buffer
  readonly fingerprint: Buffer
  /** Null: its key is elsewhere, and it issues nothing here. */
  readonly keyEnc: Buffer | null
  readonly createdAt: Date
  readonly createdBy: string
  /** Certificates that it issued here. */
  readonly issued: number
  readonly revoked: number
}

const columns = (sql: Statements) => sql`
  c.id, c.name, c.der, c.fingerprint, c.key_enc as "keyEnc", c.created_at as "createdAt", c.created_by as "createdBy",
  (select count(*)::int from client_certificates i where i.ca_id = c.id) as issued,
  (select count(*)::int from revoked_certificates r where r.ca_id = c.id) as revoked`

/** By name. */
export async function listClientCas(sql: Statements, ownerId: Eui): Promise<ClientCa[]> {
  return sql<ClientCa[]>`
    select ${columns(sql)} from client_cas c where c.owner_id = ${ownerId} order by lower(c.name), c.id`
}

export async function findClientCa(sql: Statements, ownerId: Eui, id: string): Promise<ClientCa | undefined> {
  const [row] = await sql<
    ClientCa[]
  >`select ${columns(sql)} from client_cas c where c.owner_id = ${ownerId} and c.id = ${id}`
  return row
}

export interface NewClientCa {
  readonly id: string
  readonly ownerId: Eui
  readonly name: string
  readonly der: Uint8Array
  readonly fingerprint: Uint8Array
  readonly keyEnc: Uint8Array | null
  readonly createdBy: string
  readonly now: Date
}

/** False when the owner has this CA already. */
export async function insertClientCa(sql: Statements, ca: NewClientCa): Promise<boolean> {
  const rows = await sql`
    insert into client_cas (id, owner_id, name, der, fingerprint, key_enc, created_at, created_by)
    values (${ca.id}, ${ca.ownerId}, ${ca.name}, ${ca.der}, ${ca.fingerprint}, ${ca.keyEnc}, ${ca.now}, ${ca.createdBy})
    on conflict (owner_id, fingerprint) do nothing returning id`
  return rows.length > 0
}

/** With it go its list of revoked numbers and what it issued: see `findRevokedByNumber`. */
export async function deleteClientCa(sql: Statements, ownerId: Eui, id: string): Promise<boolean> {
  const rows = await sql`delete from client_cas where owner_id = ${ownerId} and id = ${id} returning id`
  return rows.length > 0
}

export interface IssuedRow {
  readonly serial: string
  readonly eui: Eui
  readonly category: 'cups' | 'tc'
  readonly fingerprint: Uint8Array
  readonly days: number
  readonly notAfter: Date
}

export async function insertIssued(
  sql: Statements,
  ownerId: Eui,
  caId: string,
  rows: readonly IssuedRow[],
  by: { readonly issuedBy: string; readonly now: Date },
): Promise<void> {
  if (rows.length === 0) return
  const data = rows.map((row) => ({
    serial: row.serial,
    eui: row.eui,
    category: row.category,
    fingerprint: Buffer.from(row.fingerprint).toString('hex'),
    days: row.days,
    not_after: row.notAfter,
  }))
  await sql`
    insert into client_certificates (ca_id, serial, owner_id, eui, category, fingerprint, days, not_after, issued_at, issued_by)
    select ${caId}, serial, ${ownerId}, eui, category, decode(fingerprint, 'hex'), days, not_after, ${by.now}, ${by.issuedBy}
      from json_to_recordset(${JSON.stringify(data)}::text::json)
        as r(serial text, eui text, category text, fingerprint text, days int, not_after timestamptz)`
}

export interface DueRenewal {
  readonly ownerId: Eui
  readonly caId: string
  readonly eui: Eui
  readonly category: 'cups' | 'tc'
  readonly days: number
}

/**
 * Certificates of ours that are wanted on a gateway now and end soon: in the last third of their life, or within 30 days,
 * whichever is later. Of any owner: for the job that renews them.
 */
export async function findDueRenewals(sql: Statements, now: Date, most: number): Promise<DueRenewal[]> {
  return sql<DueRenewal[]>`
    select i.owner_id as "ownerId", i.ca_id as "caId", i.eui, i.category, i.days
      from client_certificates i
      join gateways g on g.eui = i.eui and g.owner_id = i.owner_id
      join credential_sets s on s.eui = i.eui and s.category = i.category and s.auth_digest = i.fingerprint
       and s.version = case i.category when 'cups' then g.cups_version else g.tc_version end
     where i.not_after < ${now}::timestamptz + least(make_interval(days => 30), make_interval(days => i.days) / 3)
       and not exists (select from revoked_certificates r
                        where (r.ca_id = i.ca_id and r.serial = i.serial) or (r.owner_id = i.owner_id and r.fingerprint = i.fingerprint))
     order by i.not_after, i.eui limit ${most}`
}

export interface Revocation {
  readonly id: string
  readonly caId: string | null
  readonly serial: string | null
  readonly fingerprint: Buffer | null
  readonly reason: string
  readonly revokedAt: Date
  readonly revokedBy: string
}

/** Newest first. */
export async function listRevocations(sql: Statements, ownerId: Eui, caId: string | null): Promise<Revocation[]> {
  return sql<Revocation[]>`
    select id, ca_id as "caId", serial, fingerprint, reason, revoked_at as "revokedAt", revoked_by as "revokedBy"
      from revoked_certificates
     where owner_id = ${ownerId} and ca_id is not distinct from ${caId}::uuid order by revoked_at desc, id`
}

/**
 * Certificates that a CA has revoked by their numbers, as far as their bytes are known: what it issued here (`der` null), and what
 * names it as issuer in a set. Of the latter the caller has to look at the signature.
 */
export async function findRevokedByNumber(
  sql: Statements,
  ownerId: Eui,
  caId: string,
): Promise<(Pick<Revocation, 'reason' | 'revokedAt' | 'revokedBy'> & { fingerprint: Buffer; der: Buffer | null })[]> {
  return sql`
    select h.fingerprint, h.der, r.reason, r.revoked_at as "revokedAt", r.revoked_by as "revokedBy"
      from (select i.serial, i.fingerprint, null::bytea as der from client_certificates i
             where i.ca_id = ${caId} and i.owner_id = ${ownerId}
            union all
            select ltrim(c.serial, '0'), c.fingerprint, c.der
              from client_cas a
              join certificates k on k.owner_id = a.owner_id and k.fingerprint = a.fingerprint
              join certificates c on c.owner_id = a.owner_id and c.issuer = k.subject
             where a.id = ${caId} and a.owner_id = ${ownerId}) h
      join revoked_certificates r on r.ca_id = ${caId} and r.owner_id = ${ownerId} and r.serial = h.serial
     order by h.fingerprint`
}

/** False when it is revoked already. */
export async function insertRevocation(sql: Statements, ownerId: Eui, revocation: Revocation): Promise<boolean> {
  const { id, caId, serial, fingerprint, reason, revokedAt, revokedBy } = revocation
  const rows = await sql`
    insert into revoked_certificates (id, owner_id, ca_id, serial, fingerprint, reason, revoked_at, revoked_by)
    values (${id}, ${ownerId}, ${caId}, ${serial}, ${fingerprint}, ${reason}, ${revokedAt}, ${revokedBy})
    on conflict do nothing returning id`
  return rows.length > 0
}

/** What a list of revoked certificates is made of; undefined for a CA whose key is elsewhere. Public: no owner is asked. */
export async function findCrl(
  sql: Statements,
  caId: string,
): Promise<{ der: Buffer; keyEnc: Buffer; entries: { serial: string; at: Date }[] } | undefined> {
  const [ca] = await sql<{ der: Buffer; keyEnc: Buffer }[]>`
    select der, key_enc as "keyEnc" from client_cas where id = ${caId} and key_enc is not null`
  if (!ca) return undefined
  const entries = await sql<{ serial: string; at: Date }[]>`
    select serial, revoked_at as at from revoked_certificates where ca_id = ${caId} order by revoked_at, serial`
  return { ...ca, entries: [...entries] }
}

/** A certificate that a gateway of an owner presented. */
export interface PresentedCertificate {
  readonly ownerId: Eui
  /** SHA-256 of the DER, lower-case hex. */
  readonly digest: string
  readonly serial: string
}

/** How certificates stand; one statement for all. */
export async function lookUpCertificates(
  sql: Statements,
  presented: readonly PresentedCertificate[],
): Promise<Map<PresentedCertificate, CertificateStanding>> {
  const asked = presented.map(({ ownerId, digest, serial }, place) => ({ place, owner_id: ownerId, digest, serial }))
  const rows = await sql<{ place: number; revoked: boolean; der: Buffer | null; serialRevoked: boolean }[]>`
    select a.place, c.der,
           exists (select from revoked_certificates r
                    where r.owner_id = a.owner_id and r.fingerprint = decode(a.digest, 'hex')) as revoked,
           exists (select from revoked_certificates r where r.ca_id = c.id and r.serial = a.serial) as "serialRevoked"
      from json_to_recordset(${JSON.stringify(asked)}::text::json) as a(place int, owner_id text, digest text, serial text)
      left join client_cas c on c.owner_id = a.owner_id`
  const standings = presented.map(() => ({ revoked: false, cas: [] as { der: Buffer; serialRevoked: boolean }[] }))
  for (const { place, revoked, der, serialRevoked } of rows) {
    const standing = standings[place]
    if (!standing) continue
    standing.revoked ||= revoked
    if (der) standing.cas.push({ der, serialRevoked })
  }
  return new Map(presented.flatMap((one, place) => (standings[place] ? [[one, standings[place]]] : [])))
}

/**
 * When the certificate of the credential set `s` was revoked: by its fingerprint, by its number where a CA of ours issued it,
 * or by its number at the owner's own CA of that name. Null: it is not, or there is none. Each is one look into an index.
 */
export const revokedAt = (sql: Statements) => sql`
  case when s.crt_fingerprint is not null then coalesce(
    (select r.revoked_at from revoked_certificates r where r.owner_id = s.owner_id and r.fingerprint = s.crt_fingerprint),
    (select r.revoked_at from client_certificates i join revoked_certificates r on r.ca_id = i.ca_id and r.serial = i.serial
      where i.owner_id = s.owner_id and i.eui = s.eui and i.fingerprint = s.crt_fingerprint limit 1),
    (select r.revoked_at from certificates c
       join client_cas a on a.owner_id = c.owner_id
       join certificates k on k.owner_id = a.owner_id and k.fingerprint = a.fingerprint and k.subject = c.issuer
       join revoked_certificates r on r.ca_id = a.id and r.serial = ltrim(c.serial, '0')
      where c.owner_id = s.owner_id and c.fingerprint = s.crt_fingerprint limit 1)) end`

/** A client certificate of a credential set that is wanted on its gateway or still accepted from it. */
export interface HeldCertificate {
  readonly eui: Eui
  readonly name: string
  readonly category: 'cups' | 'tc'
  readonly version: number
  /** Lower-case hex. */
  readonly fingerprint: string
  /** Null: not read yet. */
  readonly subject: string | null
  readonly issuer: string | null
  readonly serial: string | null
  readonly notAfter: Date | null
  /** Of a CA that Gatehouse keeps, which renews it with this life in days; null: set by the owner, which pins it. */
  readonly caId: string | null
  readonly caName: string | null
  readonly days: number | null
  /** Of the set that is wanted now; else of one that was wanted before and is still accepted. */
  readonly wanted: boolean
  readonly offeredAt: Date | null
  readonly provenAt: Date | null
  readonly revokedAt: Date | null
  readonly createdAt: Date
}

export interface HeldFilter {
  readonly eui?: Eui | undefined
  readonly caId?: string | undefined
  /** One version of one target: with `eui`. */
  readonly set?: { readonly category: 'cups' | 'tc'; readonly version: number } | undefined
  /** Identifier, category and version of the last one of the page before. */
  readonly after?: readonly string[] | undefined
  readonly limit: number
}

/** By gateway, target and version. */
export async function findHeldCertificates(
  sql: Statements,
  ownerId: Eui,
  { eui, caId, set, after, limit }: HeldFilter,
): Promise<HeldCertificate[]> {
  return sql<HeldCertificate[]>`
    select s.eui, g.name, s.category, s.version, encode(s.crt_fingerprint, 'hex') as fingerprint, c.subject, c.issuer,
           coalesce(i.serial, ltrim(c.serial, '0')) as serial, coalesce(i.not_after, c.not_after) as "notAfter", i.ca_id as "caId", a.name as "caName", i.days,
           s.version is not distinct from case s.category when 'cups' then g.cups_version else g.tc_version end as wanted,
           s.offered_at as "offeredAt", s.proven_at as "provenAt", ${revokedAt(sql)} as "revokedAt", s.created_at as "createdAt"
      from credential_sets s
      join gateways g on g.eui = s.eui and g.owner_id = s.owner_id
      left join certificates c on c.owner_id = s.owner_id and c.fingerprint = s.crt_fingerprint
      left join client_certificates i on i.owner_id = s.owner_id and i.eui = s.eui and i.fingerprint = s.crt_fingerprint
      left join client_cas a on a.id = i.ca_id
     where s.owner_id = ${ownerId} and s.retired_at is null and s.crt_fingerprint is not null
       ${eui ? sql`and s.eui = ${eui}` : sql``}
       ${caId ? sql`and i.ca_id = ${caId}` : sql``}
       ${set ? sql`and s.category = ${set.category} and s.version = ${set.version}` : sql``}
       ${after ? sql`and (s.eui, s.category, s.version) > (${after[0] ?? ''}, ${after[1] ?? ''}, ${Number(after[2])})` : sql``}
     order by s.eui, s.category, s.version limit ${limit}`
}
