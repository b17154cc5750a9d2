/** TOTP secrets and recovery codes. */
import type { Statements } from './client.ts'

export interface StoredSecondFactor {
  readonly secretEnc: Buffer
  readonly confirmedAt: Date | null
  readonly lastStep: number
}

export async function findSecondFactor(sql: Statements, userId: string): Promise<StoredSecondFactor | undefined> {
  const [row] = await sql<{ secretEnc: Buffer; confirmedAt: Date | null; lastStep: string }[]>`
    select secret_enc as "secretEnc", confirmed_at as "confirmedAt", last_step as "lastStep"
      from second_factors where user_id = ${userId}`
  return row && { ...row, lastStep: Number(row.lastStep) }
}

/** Replaces a secret that was never confirmed; false where one counts already. */
export async function putUnconfirmedSecret(
  sql: Statements,
  params: { readonly userId: string; readonly secretEnc: Buffer; readonly now: Date },
): Promise<boolean> {
  const rows = await sql`
    insert into second_factors (user_id, secret_enc, created_at) values (${params.userId}, ${params.secretEnc}, ${params.now})
    on conflict (user_id) do update set secret_enc = excluded.secret_enc, created_at = excluded.created_at, last_step = 0
      where second_factors.confirmed_at is null
    returning user_id`
  return rows.length > 0
}

/** Takes a time step, once: false where it, or a later one, was taken before. */
export async function takeStep(sql: Statements, userId: string, step: number): Promise<boolean> {
  const rows = await sql`
    update second_factors set last_step = ${step} where user_id = ${userId} and last_step < ${step} returning user_id`
  return rows.length > 0
}

/** False where it counts already, or the secret is another one by now. */
export async function confirmSecret(
  sql: Statements,
  params: { readonly userId: string; readonly secretEnc: Buffer; readonly step: number; readonly now: Date },
): Promise<boolean> {
  const rows = await sql`
    update second_factors set confirmed_at = ${params.now}, last_step = ${params.step}
     where user_id = ${params.userId} and confirmed_at is null and secret_enc = ${params.secretEnc} returning user_id`
  return rows.length > 0
}

/** The factor with its recovery codes; false where there was none. */
export async function deleteSecondFactor(sql: Statements, userId: string): Promise<boolean> {
  await sql`delete from recovery_codes where user_id = ${userId}`
  const rows = await sql`delete from second_factors where user_id = ${userId} returning user_id`
  return rows.length > 0
}

export async function replaceRecoveryCodes(sql: Statements, userId: string, digests: readonly Buffer[]): Promise<void> {
  await sql`delete from recovery_codes where user_id = ${userId}`
  const hex = digests.map((digest) => digest.toString('hex'))
  await sql`
    insert into recovery_codes (user_id, digest)
    select ${userId}::uuid, decode(code, 'hex') from unnest(${hex}::text[]) as code`
}

/** Once: false for a code that is none, or was used. */
export async function takeRecoveryCode(sql: Statements, userId: string, digest: Buffer, now: Date): Promise<boolean> {
  const rows = await sql`
    update recovery_codes set used_at = ${now}
     where user_id = ${userId} and digest = ${digest} and used_at is null returning user_id`
  return rows.length > 0
}

export async function countRecoveryCodes(sql: Statements, userId: string): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from recovery_codes where user_id = ${userId} and used_at is null`
  return row?.n ?? 0
}
