/** What the installation made once for itself (rules.md 22). Values are sealed or hashed by the caller. */
import { eq } from 'drizzle-orm'
import type { DbOrTx, Sql } from './client.ts'
import { siteSecrets } from './schema.ts'

export async function readSiteSecret(sql: Sql, name: string): Promise<Buffer | undefined> {
  const [row] = await sql<{ value: Buffer }[]>`select value from site_secrets where name = ${name}`
  return row?.value
}

/** Stores `value` unless there is one; answers what is stored, so that of two processes at once both get the same. */
export async function putSiteSecretOnce(sql: Sql, name: string, value: Buffer): Promise<Buffer> {
  await sql`insert into site_secrets (name, value) values (${name}, ${value}) on conflict (name) do nothing`
  const stored = await readSiteSecret(sql, name)
  if (!stored) throw new Error(`the secret ${name} was not stored`)
  return stored
}

export async function replaceSiteSecret(db: DbOrTx, name: string, value: Buffer): Promise<void> {
  await db.insert(siteSecrets).values({ name, value }).onConflictDoUpdate({ target: siteSecrets.name, set: { value } })
}

/** Replaces the value only while it is `before`; false when another process changed it. */
export async function replaceSiteSecretIf(sql: Sql, name: string, before: Buffer, value: Buffer): Promise<boolean> {
  const rows =
    await sql`update site_secrets set value = ${value} where name = ${name} and value = ${before} returning name`
  return rows.length > 0
}

/** The value under a row lock that lasts as long as the transaction; empty where there was none. */
export async function lockSiteSecret(tx: DbOrTx, name: string): Promise<Buffer> {
  const [row] = await tx
    .insert(siteSecrets)
    .values({ name, value: Buffer.alloc(0) })
    // An update to the same name: nothing changes, but the row is locked and answered.
    .onConflictDoUpdate({ target: siteSecrets.name, set: { name } })
    .returning({ value: siteSecrets.value })
  if (!row) throw new Error(`the secret ${name} could not be locked`)
  return row.value
}

export async function deleteSiteSecret(db: DbOrTx, name: string): Promise<void> {
  await db.delete(siteSecrets).where(eq(siteSecrets.name, name))
}

/**
 * Whether the database holds what was sealed, and not the secret `name` that opens it. One statement: another process
 * may be making both at this moment.
 */
export async function isSealedWithout(sql: Sql, name: string): Promise<boolean> {
  const [row] = await sql<{ found: boolean }[]>`
    select not exists (select 1 from site_secrets where name = ${name})
       and (exists (select 1 from site_secrets) or exists (select 1 from batches)
         or exists (select 1 from claim_codes)
         or exists (select 1 from credential_sets where key_enc is not null)
         or exists (select 1 from gateways where token_enc is not null)
         or exists (select 1 from signing_keys where provider_key is not null)) as found`
  return row?.found ?? false
}
