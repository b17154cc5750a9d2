/**
 * Certificates of an owner's fleet and who holds them. A set that is not retired may be used by its gateway: it is wanted, proven,
 * on its way, or frozen in Station's cups-bak.
 */
import type { Category } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

/** What the certificate is for where it is held: what a server is trusted by, what a gateway shows, what issues the latter. */
export type CertificatePart = 'trust' | 'crt' | 'client-ca'

export interface CertificateRow {
  /** Lower-case hex. */
  readonly fingerprint: string
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  readonly serial: string
  readonly keyType: string
  readonly signatureAlgorithm: string
  readonly isCa: boolean
  readonly selfSigned: boolean
  readonly notBefore: Date
  readonly notAfter: Date
}

const columns = (sql: Statements) => sql`
  encode(c.fingerprint, 'hex') as fingerprint, c.subject, c.issuer, c.names, c.serial, c.key_type as "keyType",
  c.signature_algorithm as "signatureAlgorithm", c.is_ca as "isCa", c.self_signed as "selfSigned", c.not_before as "notBefore", c.not_after as "notAfter"`

export interface NewCertificate extends CertificateRow {
  readonly der: Uint8Array
}

/** As `bytea[]`. */
export const fingerprints = (sql: Statements, hex: readonly string[]) =>
  sql`array(select decode(f, 'hex') from unnest(${hex as string[]}::text[]) f)`

/** Of these fingerprints those that are kept already. */
export async function findKnownCertificates(
  sql: Statements,
  ownerId: Eui,
  given: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ fingerprint: string }[]>`
    select encode(fingerprint, 'hex') as fingerprint from certificates
     where owner_id = ${ownerId} and fingerprint = any(${fingerprints(sql, given)})`
  return new Set(rows.map((row) => row.fingerprint))
}

export async function insertCertificates(
  sql: Statements,
  ownerId: Eui,
  certificates: readonly NewCertificate[],
): Promise<void> {
  if (certificates.length === 0) return
  const rows = certificates.map(({ der, ...one }) => ({ ...one, der: Buffer.from(der).toString('hex') }))
  await sql`
    insert into certificates (owner_id, fingerprint, der, subject, issuer, names, serial, key_type, signature_algorithm, is_ca, self_signed, not_before, not_after)
    select ${ownerId}, decode(fingerprint, 'hex'), decode(der, 'hex'), subject, issuer, names, serial, "keyType", "signatureAlgorithm", "isCa", "selfSigned", "notBefore", "notAfter"
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(fingerprint text, der text, subject text, issuer text, names text[], serial text,
           "keyType" text, "signatureAlgorithm" text, "isCa" bool, "selfSigned" bool, "notBefore" timestamptz, "notAfter" timestamptz)
     order by fingerprint
    on conflict (owner_id, fingerprint) do nothing`
}

/**
 * Certificates of sets and of client CAs that were stored before anything was kept of them; one set of each, in the order of the index.
 * Acts for every owner: only the worker calls this.
 */
export async function findUnreadCertificates(sql: Statements, limit: number): Promise<{ ownerId: Eui; der: Buffer }[]> {
  return sql<{ ownerId: Eui; der: Buffer }[]>`
    with held as (
      select distinct owner_id, trust_fingerprint as fingerprint from credential_sets where trust_fingerprint is not null and retired_at is null
      union select owner_id, crt_fingerprint from credential_sets where crt_fingerprint is not null and retired_at is null
      union select owner_id, fingerprint from client_cas
    ), missing as (
      select h.owner_id, h.fingerprint from held h
       where not exists (select from certificates c where c.owner_id = h.owner_id and c.fingerprint = h.fingerprint)
       limit ${limit}
    )
    select m.owner_id as "ownerId", coalesce(
             (select s.trust from credential_sets s where s.owner_id = m.owner_id and s.trust_fingerprint = m.fingerprint and s.retired_at is null
                order by s.category, s.server, s.eui limit 1),
             (select s.crt from credential_sets s where s.owner_id = m.owner_id and s.crt_fingerprint = m.fingerprint and s.retired_at is null
                order by s.category, s.server, s.eui limit 1),
             (select a.der from client_cas a where a.owner_id = m.owner_id and a.fingerprint = m.fingerprint)) as der
      from missing m`
}

/** Of certificates that nobody holds any more. Acts for every owner: only the worker calls this. */
export async function deleteUnheldCertificates(sql: Statements): Promise<void> {
  await sql`
    delete from certificates c
     where not exists (select from credential_sets s where s.owner_id = c.owner_id and s.trust_fingerprint = c.fingerprint and s.retired_at is null)
       and not exists (select from credential_sets s where s.owner_id = c.owner_id and s.crt_fingerprint = c.fingerprint and s.retired_at is null)
       and not exists (select from client_cas a where a.owner_id = c.owner_id and a.fingerprint = c.fingerprint)`
}

export interface CertificateFilter {
  readonly part?: CertificatePart | undefined
  readonly category?: Category | undefined
  /** URI of the server that it is held for. */
  readonly server?: string | undefined
  /** Part of the subject, of the issuer or of a name, or the beginning of the fingerprint. */
  readonly text?: string | undefined
}

/** Certificates `c` that somebody holds as the filter says. */
function held(sql: Statements, ownerId: Eui, { part, category, server, text }: CertificateFilter) {
  const where = sql`
    ${category ? sql`and s.category = ${category}` : sql``} ${server ? sql`and s.server = ${server}` : sql``}`
  const ways = [
    ...(part === undefined || part === 'trust'
      ? [
          sql`exists (select from credential_sets s where s.owner_id = ${ownerId} and s.trust_fingerprint = c.fingerprint and s.retired_at is null ${where})`,
        ]
      : []),
    ...(part === undefined || part === 'crt'
      ? [
          sql`exists (select from credential_sets s where s.owner_id = ${ownerId} and s.crt_fingerprint = c.fingerprint and s.retired_at is null ${where})`,
        ]
      : []),
    ...((part === undefined || part === 'client-ca') && !server && !category
      ? [sql`exists (select from client_cas a where a.owner_id = ${ownerId} and a.fingerprint = c.fingerprint)`]
      : []),
  ]
  const any = ways.reduce((all, one) => sql`${all} or ${one}`, sql`false`)
  const lower = text?.toLowerCase()
  return sql`c.owner_id = ${ownerId} and (${any})
    ${
      lower === undefined
        ? sql``
        : sql`and (position(${lower} in lower(c.subject)) > 0 or position(${lower} in lower(c.issuer)) > 0
        or position(${lower} in lower(array_to_string(c.names, ' '))) > 0 or starts_with(encode(c.fingerprint, 'hex'), ${lower.replace(/[:\s]/g, '')}))`
    }`
}

/** Ends of the buckets in ascending order; the last bucket is open. */
export type BucketEnds = readonly [now: Date, soon: Date, quarter: Date, year: Date]

export const BUCKETS = ['ended', '30-days', '90-days', 'year', 'later'] as const
export type Bucket = (typeof BUCKETS)[number]

/** From (exclusive) and to (inclusive). */
function spanOf(bucket: Bucket, [now, soon, quarter, year]: BucketEnds): [Date | null, Date | null] {
  switch (bucket) {
    case 'ended':
      return [null, now]
    case '30-days':
      return [now, soon]
    case '90-days':
      return [soon, quarter]
    case 'year':
      return [quarter, year]
    case 'later':
      return [year, null]
  }
}

/** What ends first comes first; one page after the cursor (time with microseconds, fingerprint). */
export async function listCertificates(
  sql: Statements,
  ownerId: Eui,
  page: CertificateFilter & {
    readonly bucket?: Bucket | undefined
    readonly after?: { readonly at: string; readonly fingerprint: string } | undefined
    readonly limit: number
  },
  ends: BucketEnds,
): Promise<(CertificateRow & { cursorAt: string })[]> {
  const [from, to] = page.bucket ? spanOf(page.bucket, ends) : [null, null]
  return sql<(CertificateRow & { cursorAt: string })[]>`
    select ${columns(sql)}, to_char(c.not_after at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "cursorAt"
      from certificates c
     where ${held(sql, ownerId, page)}
       ${from ? sql`and c.not_after > ${from}` : sql``} ${to ? sql`and c.not_after <= ${to}` : sql``}
       ${page.after ? sql`and (c.not_after, c.fingerprint) > (${page.after.at}::timestamptz, ${Buffer.from(page.after.fingerprint, 'hex')}::bytea)` : sql``}
     order by c.not_after, c.fingerprint limit ${page.limit}`
}

/** How many certificates end in each bucket, under the same filter. */
export async function countBuckets(
  sql: Statements,
  ownerId: Eui,
  filter: CertificateFilter,
  ends: BucketEnds,
): Promise<Record<Bucket, number>> {
  const [now, soon, quarter, year] = ends
  const [row] = await sql<Record<Bucket, number>[]>`
    select count(*) filter (where c.not_after <= ${now})::int as ended,
           count(*) filter (where c.not_after > ${now} and c.not_after <= ${soon})::int as "30-days",
           count(*) filter (where c.not_after > ${soon} and c.not_after <= ${quarter})::int as "90-days",
           count(*) filter (where c.not_after > ${quarter} and c.not_after <= ${year})::int as year,
           count(*) filter (where c.not_after > ${year})::int as later
      from certificates c where ${held(sql, ownerId, filter)}`
  return row ?? { ended: 0, '30-days': 0, '90-days': 0, year: 0, later: 0 }
}

export interface CertificateUse {
  readonly fingerprint: string
  readonly part: CertificatePart
  /** Null: of a client CA. */
  readonly category: Category | null
  /** Null: all servers of the category together. */
  readonly server: string | null
  /** Gateways. */
  readonly holders: number
}

/**
 * Gateways by certificate, category and server, of the certificates `f(fingerprint)`. One certificate after the other, so that the index
 * gives its rows in order and nothing is sorted or looked up.
 */
export const heldByServer = (sql: Statements, ownerId: Eui, part: 'trust' | 'crt', of: ReturnType<Statements>) => {
  const column = part === 'trust' ? sql`s.trust_fingerprint` : sql`s.crt_fingerprint`
  return sql`
    select encode(f.fingerprint, 'hex') as fingerprint, u.category, u.server, u.holders
      from (${of}) f cross join lateral (
        select category, server, count(*)::int as holders from (
          select s.category, s.server, s.eui from credential_sets s
           where s.owner_id = ${ownerId} and ${column} = f.fingerprint and s.retired_at is null
           group by s.category, s.server, s.eui) one
         group by category, server) u`
}

/** Who holds these certificates: per part and category, and per server of that. */
export async function countUses(sql: Statements, ownerId: Eui, given: readonly string[]): Promise<CertificateUse[]> {
  const rows = await sql<CertificateUse[]>`
    select * from (
      select fingerprint, 'trust' as part, category, server, holders from (${heldByServer(sql, ownerId, 'trust', sql`select decode(f, 'hex') as fingerprint from unnest(${given as string[]}::text[]) f`)}) t
      union all select fingerprint, 'crt', category, server, holders from (${heldByServer(sql, ownerId, 'crt', sql`select decode(f, 'hex') as fingerprint from unnest(${given as string[]}::text[]) f`)}) c
      union all
      select encode(a.fingerprint, 'hex'), 'client-ca', null, null, count(distinct i.eui)::int
        from client_cas a left join client_certificates i on i.ca_id = a.id and i.owner_id = a.owner_id
       where a.owner_id = ${ownerId} and a.fingerprint = any(${fingerprints(sql, given)}) group by a.fingerprint
    ) u order by part desc, category, holders desc, server`
  const totals: CertificateUse[] = []
  for (const group of Map.groupBy(rows, (use) => `${use.fingerprint} ${use.part} ${use.category}`).values()) {
    const [first] = group
    if (!first || first.part === 'client-ca') continue
    // A gateway may hold it for several servers, and is one holder.
    const holders = group.length === 1 ? first.holders : await countHolders(sql, ownerId, first)
    totals.push({ ...first, server: null, holders })
  }
  return [...totals, ...rows]
}

async function countHolders(
  sql: Statements,
  ownerId: Eui,
  { fingerprint, part, category }: CertificateUse,
): Promise<number> {
  const column = part === 'trust' ? sql`s.trust_fingerprint` : sql`s.crt_fingerprint`
  const [row] = await sql<{ holders: number }[]>`
    select count(distinct s.eui)::int as holders from credential_sets s
     where s.owner_id = ${ownerId} and ${column} = ${Buffer.from(fingerprint, 'hex')} and s.category = ${category} and s.retired_at is null`
  return row?.holders ?? 0
}

export async function findCertificate(
  sql: Statements,
  ownerId: Eui,
  fingerprint: string,
): Promise<(CertificateRow & { der: Buffer }) | undefined> {
  const [row] = await sql<(CertificateRow & { der: Buffer })[]>`
    select ${columns(sql)}, c.der from certificates c where c.owner_id = ${ownerId} and c.fingerprint = ${Buffer.from(fingerprint, 'hex')}`
  return row
}

/** The DER of these, by fingerprint. */
export async function findCertificateBytes(
  sql: Statements,
  ownerId: Eui,
  given: readonly string[],
): Promise<Map<string, Buffer>> {
  const rows = await sql<{ fingerprint: string; der: Buffer }[]>`
    select encode(fingerprint, 'hex') as fingerprint, der from certificates
     where owner_id = ${ownerId} and fingerprint = any(${fingerprints(sql, given)})`
  return new Map(rows.map((row) => [row.fingerprint, row.der]))
}
