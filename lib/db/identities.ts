/** Who people are at the identity provider. */
import type { Statements } from './client.ts'

interface IdentityKey {
  readonly issuer: string
  readonly subject: string
}

export async function findIdentity(sql: Statements, { issuer, subject }: IdentityKey): Promise<string | undefined> {
  const [row] = await sql<{ userId: string }[]>`
    select user_id as "userId" from identities where issuer = ${issuer} and subject = ${subject}`
  return row?.userId
}

/** Keeps it, and notes its use; whom it belongs to never changes. */
export async function putIdentity(
  sql: Statements,
  { issuer, subject, userId, now }: IdentityKey & { readonly userId: string; readonly now: Date },
): Promise<void> {
  await sql`
    insert into identities (issuer, subject, user_id, created_at, last_used_at)
    values (${issuer}, ${subject}, ${userId}, ${now}, ${now})
    on conflict (issuer, subject) do update set last_used_at = excluded.last_used_at`
}
