/** API tokens. A token itself is never stored: only its SHA-256. */
import { and, desc, eq, isNull } from 'drizzle-orm'
import type { Eui } from '#lib/domain/identifiers.ts'
import { RIGHTS, RIGHTS_OF_ROLE, type Right, type Role } from '#lib/domain/rights.ts'
import type { DbOrTx, Sql } from './client.ts'
import { apiTokens, users } from './schema.ts'

export interface TokenGrant {
  readonly id: string
  readonly ownerId: Eui
  readonly rights: readonly Right[]
}

export type TokenKind = 'token' | 'certificate'

/**
 * The grant of a token or certificate that is neither revoked nor expired at `now`; one that is bound to a member has no more
 * rights than the member's role has at this moment, and none while the member may not act. Notes the use at most once a minute.
 */
export async function findTokenGrant(
  sql: Sql,
  params: { kind: TokenKind; digest: Buffer; now: Date },
): Promise<TokenGrant | undefined> {
  const [row] = await sql<
    { id: string; owner_id: Eui; rights: string[]; stale: boolean; bound: boolean; role: Role | null }[]
  >`
    select t.id, t.owner_id, t.rights, t.bound_to is not null as bound,
           coalesce(t.last_used_at < ${params.now}::timestamptz - interval '1 minute', true) as stale,
           case when t.bound_to is not null then (
             select m.role from memberships m
               join users u on u.id = m.user_id and u.disabled_at is null
               left join access_rules r on r.owner_id = m.owner_id
              where m.owner_id = t.owner_id and m.user_id = t.bound_to
                and (exists (select 1 from identities i where i.user_id = u.id)
                  or (not coalesce(r.sso, false) and (not coalesce(r.second_factor, false) or exists (
                        select 1 from second_factors f where f.user_id = u.id and f.confirmed_at is not null))))) end as role
    from api_tokens t
    where t.digest = ${params.digest} and t.kind = ${params.kind} and t.revoked_at is null
      and (t.expires_at is null or t.expires_at > ${params.now}::timestamptz)`
  if (!row || (row.bound && !row.role)) return undefined
  if (row.stale) await sql`update api_tokens set last_used_at = ${params.now} where id = ${row.id}`
  const held = row.role ? RIGHTS_OF_ROLE[row.role] : RIGHTS
  return { id: row.id, ownerId: row.owner_id, rights: held.filter((right) => row.rights.includes(right)) }
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
  /** The member that it never exceeds; null for a token of the owner. */
  readonly boundTo: string | null
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
  createdBy: users.name,
  boundTo: apiTokens.boundTo,
  createdAt: apiTokens.createdAt,
  expiresAt: apiTokens.expiresAt,
  lastUsedAt: apiTokens.lastUsedAt,
  revokedAt: apiTokens.revokedAt,
} as const

/** `boundTo`: only the tokens of this member. */
const those = ({ ownerId, boundTo }: { ownerId: Eui; boundTo?: string | undefined }) =>
  and(eq(apiTokens.ownerId, ownerId), boundTo === undefined ? undefined : eq(apiTokens.boundTo, boundTo))

/** Newest first, revoked ones too. Never the digest. */
export function listApiTokens(db: DbOrTx, params: { ownerId: Eui; boundTo?: string | undefined }) {
  return db
    .select(shown)
    .from(apiTokens)
    .leftJoin(users, eq(users.id, apiTokens.createdBy))
    .where(those(params))
    .orderBy(desc(apiTokens.createdAt), desc(apiTokens.id))
}

/** Answers the revoked token's name, or undefined when the owner has no such token in use. */
export async function revokeApiToken(
  db: DbOrTx,
  params: { ownerId: Eui; boundTo?: string | undefined; id: string; now: Date },
): Promise<{ name: string } | undefined> {
  const [row] = await db
    .update(apiTokens)
    .set({ revokedAt: params.now })
    .where(and(those(params), eq(apiTokens.id, params.id), isNull(apiTokens.revokedAt)))
    .returning({ name: apiTokens.name })
  return row
}
