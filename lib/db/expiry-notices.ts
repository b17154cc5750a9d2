/** Certificates of desired sets, and which warnings of their end were given. Acts for every owner: only the worker calls this. */
import type { Category } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql, Statements } from './client.ts'

export interface EndingCertificate {
  readonly eui: Eui
  readonly ownerId: Eui
  readonly category: Category
  readonly version: number
  readonly part: 'trust' | 'crt'
  readonly subject: string
  readonly notAfter: Date
}

/** Whether any certificate that is kept ends until then. */
export async function someCertificateEnds(sql: Sql, until: Date): Promise<boolean> {
  const [row] = await sql<{ some: boolean }[]>`
    select exists (select from certificates where not_after <= ${until}) as some`
  return row?.some ?? false
}

/** Certificates of desired sets that end until then, of gateways after `after`, by gateway; a gateway's sets are never parted. */
export async function findEndingCertificates(
  sql: Sql,
  until: Date,
  after: string,
  limit: number,
): Promise<EndingCertificate[]> {
  return sql<EndingCertificate[]>`
    with g as (
      select eui, owner_id, cups_version, tc_version from gateways
       where eui > ${after} and owner_id is not null and (cups_version is not null or tc_version is not null)
       order by eui limit ${limit}
    )
    select g.eui, g.owner_id as "ownerId", s.category, s.version, p.part, c.subject, c.not_after as "notAfter"
      from g join credential_sets s on s.eui = g.eui
       and ((s.category = 'cups' and s.version = g.cups_version) or (s.category = 'tc' and s.version = g.tc_version))
     cross join lateral (values ('trust', s.trust_fingerprint), ('crt', s.crt_fingerprint)) as p(part, fingerprint)
      join certificates c on c.owner_id = g.owner_id and c.fingerprint = p.fingerprint and c.not_after <= ${until}
     order by g.eui`
}

/** The last gateway of that page; undefined = there is none left. */
export async function lastOfPage(sql: Sql, after: string, limit: number): Promise<Eui | undefined> {
  const [row] = await sql<{ eui: Eui | null }[]>`
    select max(eui) as eui from (
      select eui from gateways
       where eui > ${after} and owner_id is not null and (cups_version is not null or tc_version is not null)
       order by eui limit ${limit}) g`
  return row?.eui ?? undefined
}

export interface ExpiryNotice {
  readonly eui: Eui
  readonly ownerId: Eui
  readonly category: Category
  readonly version: number
  readonly part: 'trust' | 'crt'
  readonly days: number
}

/** Notes warnings and answers those that were not given before. */
export async function takeNotices(
  tx: Statements,
  notices: readonly ExpiryNotice[],
  now: Date,
): Promise<Pick<ExpiryNotice, 'eui' | 'category' | 'version' | 'part' | 'days'>[]> {
  if (notices.length === 0) return []
  const rows = notices.map(({ ownerId, ...one }) => ({ ...one, owner_id: ownerId }))
  return tx`
    insert into expiry_notices as n (eui, category, version, part, days, owner_id, at)
    select eui, category, version, part, days, owner_id, ${now}
      from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as r(eui text, category text, version int, part text, days int, owner_id text)
     order by eui, category, part, days
    on conflict (eui, category, version, part, days) do update set owner_id = excluded.owner_id, at = excluded.at
          where n.owner_id <> excluded.owner_id
    returning eui, category, version, part, days`
}

/** Of sets that are not desired any more. */
export async function deleteOldNotices(sql: Statements, before: Date): Promise<void> {
  await sql`
    delete from expiry_notices n where at < ${before}
       and not exists (select from credential_sets s where s.eui = n.eui and s.category = n.category and s.version = n.version
                          and s.retired_at is null)`
}
