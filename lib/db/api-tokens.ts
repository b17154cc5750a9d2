/** API tokens. A token itself is never stored: only its SHA-256. */
import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Eui } from '#lib/domain/identifiers.ts'
import { RIGHTS, type Right } from '#lib/domain/rights.ts'
import type { DbOrTx, Sql } from './client.ts'
import { apiTokens } from './schema.ts'

export interface TokenGrant {
  readonly id: string
  readonly ownerId: Eui
  readonly rights: readonly Right[]
}

export type TokenKind = 'token' | 'certificate'

/** The grant of a token or certificate that is neither revoked nor expired at `now`. Notes the use at most once a minute. */
export async function findTokenGrant(
  sql: Sql,
  params: { kind: TokenKind; digest: Buffer; now: Date },
): Promise<TokenGrant | undefined> {
  const [row] = await sql<{ id: string; owner_id: Eui; rights: string[]; stale: boolean }[]>`
    select id, owner_id, rights, coalesce(last_used_at < ${params.now}::timestamptz - interval '1 minute', true) as stale
    from api_tokens
    where digest = ${params.digest} and kind = ${params.kind} and revoked_at is null and (expires_at is null or expires_at > ${params.now}::timestamptz)`
  if (!row) return undefined
  if (row.stale) await sql`update api_tokens set last_used_at = ${params.now} where id = ${row.id}`
  return { id: row.id, ownerId: row.owner_id, rights: RIGHTS.filter((right) => row.rights.includes(right)) }
}

export interface NewApiToken {
  readonly ownerId: Eui
  readonly name: string
  readonly kind: TokenKind
  readonly digest: Buffer
  readonly hint: string
  readonly rights: readonly Right[]
  /** The person who made it; null on the command line. */
  readonly createdBy: string | null
  readonly expiresAt: Date | null
}

/** Undefined when the same token or certificate is in use already. */
export async function insertApiToken(db: DbOrTx, token: NewApiToken): Promise<{ id: string } | undefined> {
  const [row] = await db
    .insert(apiTokens)
    .values({ ...token, rights: [...token.rights] })
    .onConflictDoNothing()
    .returning({ id: apiTokens.id })
  return row
}

const shown = {
  id: apiTokens.id,
  name: apiTokens.name,
  kind: apiTokens.kind,
  hint: apiTokens.hint,
  rights: apiTokens.rights,
  createdAt: apiTokens.createdAt,
  expiresAt: apiTokens.expiresAt,
  lastUsedAt: apiTokens.lastUsedAt,
  revokedAt: apiTokens.revokedAt,
} as const

/** Newest first, revoked ones too. Never the digest. */
export function listApiTokens(db: DbOrTx, params: { ownerId: Eui }) {
  return db
    .select(shown)
    .from(apiTokens)
    .where(eq(apiTokens.ownerId, params.ownerId))
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id))
}

/** Answers the revoked token's name, or undefined when the owner has no such token in use. */
export async function revokeApiToken(
  db: DbOrTx,
  params: { ownerId: Eui; id: string; now: Date },
): Promise<{ name: string } | undefined> {
  const [row] = await db
    .update(apiTokens)
    .set({ revokedAt: params.now })
    .where(and(eq(apiTokens.ownerId, params.ownerId), eq(apiTokens.id, params.id), isNull(apiTokens.revokedAt)))
    .returning({ name: apiTokens.name })
  return row
}
