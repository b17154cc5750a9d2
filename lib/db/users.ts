/** People who sign in. */
import { and, eq, sql as raw } from 'drizzle-orm'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Role } from '#lib/domain/rights.ts'
import type { DbOrTx, Sql } from './client.ts'
import { users } from './schema.ts'

export interface SessionUser {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly siteOperator: boolean
  readonly roles: ReadonlyMap<Eui, Role>
}

/** The person behind a session whose version still counts, with the roles of this moment; one statement. */
export async function findSessionUser(
  sql: Sql,
  params: { userId: string; sessionVersion: number },
): Promise<SessionUser | undefined> {
  const rows = await sql<
    { email: string; name: string; site_operator: boolean; owner_id: Eui | null; role: Role | null }[]
  >`
    select u.email, u.name, u.site_operator, m.owner_id, m.role
    from users u left join memberships m on m.user_id = u.id
    where u.id = ${params.userId} and u.session_version = ${params.sessionVersion} and u.disabled_at is null`
  const [first] = rows
  if (!first) return undefined
  const roles = new Map<Eui, Role>()
  for (const { owner_id, role } of rows) if (owner_id && role) roles.set(owner_id, role)
  return { id: params.userId, email: first.email, name: first.name, siteOperator: first.site_operator, roles }
}

/** By e-mail in any case, disabled people included. */
export async function findUserByEmail(db: DbOrTx, params: { email: string }) {
  const [row] = await db
    .select()
    .from(users)
    .where(eq(raw`lower(${users.email})`, params.email.toLowerCase()))
  return row
}

export async function findUserById(db: DbOrTx, params: { id: string }) {
  const [row] = await db.select().from(users).where(eq(users.id, params.id))
  return row
}

export interface NewUser {
  readonly email: string
  readonly name: string
  readonly passwordHash: string
  readonly siteOperator: boolean
}

/** Answers the id, or undefined when the e-mail is taken. */
export async function insertUser(db: DbOrTx, user: NewUser): Promise<string | undefined> {
  const [row] = await db.insert(users).values(user).onConflictDoNothing().returning({ id: users.id })
  return row?.id
}

/** Ends all sessions of the person; answers the new version. */
export async function raiseSessionVersion(db: DbOrTx, params: { id: string }): Promise<number> {
  const [row] = await db
    .update(users)
    .set({ sessionVersion: raw`${users.sessionVersion} + 1` })
    .where(eq(users.id, params.id))
    .returning({ sessionVersion: users.sessionVersion })
  if (!row) throw new Error('the person is gone')
  return row.sessionVersion
}

/** Replaces the hash that was compared, and ends all sessions. False when another change came first. */
export async function replacePasswordHash(
  db: DbOrTx,
  params: { id: string; from: string; to: string },
): Promise<boolean> {
  const rows = await db
    .update(users)
    .set({ passwordHash: params.to, sessionVersion: raw`${users.sessionVersion} + 1` })
    .where(and(eq(users.id, params.id), eq(users.passwordHash, params.from)))
    .returning({ id: users.id })
  return rows.length === 1
}

export async function anyUserExists(db: DbOrTx): Promise<boolean> {
  const rows = await db.select({ id: users.id }).from(users).limit(1)
  return rows.length > 0
}
