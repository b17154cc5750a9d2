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
