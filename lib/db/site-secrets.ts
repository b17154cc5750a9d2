/** What the installation made once for itself (rules.md 22). Values are sealed by the caller. */
import type { Sql } from './client.ts'

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
