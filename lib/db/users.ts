/** People who sign in. */
import { and, eq, sql as raw } from 'drizzle-orm'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Role } from '#lib/domain/rights.ts'
import type { DbOrTx, Sql, Statements } from './client.ts'
import { users } from './schema.ts'
import type { SessionMethod } from './sessions.ts'

/** Why a member may do nothing in an owner at the moment: it demands what this session lacks. */
export type AccessLock = 'second-factor' | 'sso'

export interface SessionUser {
  readonly id: string
  readonly email: string
  readonly name: string
  readonly siteOperator: boolean
  /** Owners in which the person may act. */
  readonly roles: ReadonlyMap<Eui, Role>
  /** Owners of which the person is a member, and whose demands this session does not meet. */
  readonly locks: ReadonlyMap<Eui, AccessLock>
  readonly session: { readonly id: string; readonly method: SessionMethod; readonly lastSeenAt: Date }
}

interface SessionRow {
  readonly email: string
  readonly name: string
  readonly site_operator: boolean
  readonly method: SessionMethod
  readonly last_seen_at: Date
  readonly second_factor: boolean
  readonly owner_id: Eui | null
  readonly role: Role | null
  readonly needs_second_factor: boolean
  readonly needs_sso: boolean
}

/**
 * The person behind a session that still counts, with the roles of this moment; one statement. Who comes through the
 * identity provider has the second factor that it asks for.
 */
export async function findSessionUser(
  sql: Sql,
  params: { userId: string; sessionVersion: number; sessionId: string; now: Date },
): Promise<SessionUser | undefined> {
  const rows = await sql<SessionRow[]>`
    select u.email, u.name, u.site_operator, s.method, s.last_seen_at, f.confirmed_at is not null as second_factor,
           m.owner_id, m.role, coalesce(r.second_factor, false) as needs_second_factor, coalesce(r.sso, false) as needs_sso
      from users u
      join sessions s on s.id = ${params.sessionId} and s.user_id = u.id and s.ended_at is null and s.expires_at > ${params.now}
      left join second_factors f on f.user_id = u.id
      left join memberships m on m.user_id = u.id
      left join access_rules r on r.owner_id = m.owner_id
     where u.id = ${params.userId} and u.session_version = ${params.sessionVersion} and u.disabled_at is null`
  const [first] = rows
  if (!first) return undefined
  const roles = new Map<Eui, Role>()
  const locks = new Map<Eui, AccessLock>()
  for (const row of rows) {
    if (!row.owner_id || !row.role) continue
    const lock = lockOf(row)
    if (lock) locks.set(row.owner_id, lock)
    else roles.set(row.owner_id, row.role)
  }
  const { email, name, site_operator: siteOperator, method, last_seen_at: lastSeenAt } = first
  const session = { id: params.sessionId, method, lastSeenAt }
  return { id: params.userId, email, name, siteOperator, roles, locks, session }
}

function lockOf({ method, second_factor, needs_second_factor, needs_sso }: SessionRow): AccessLock | undefined {
  if (method === 'sso') return undefined
  if (needs_sso) return 'sso'
  return needs_second_factor && !second_factor ? 'second-factor' : undefined
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
  /** Null: through the identity provider alone. */
  readonly passwordHash: string | null
  readonly siteOperator: boolean
}

/** Answers the id, or undefined when the e-mail is taken. */
export async function insertUser(db: DbOrTx, user: NewUser): Promise<string | undefined> {
  const [row] = await db.insert(users).values(user).onConflictDoNothing().returning({ id: users.id })
  return row?.id
}

/** By id or e-mail, disabled people included. */
export async function findPerson(
  sql: Statements,
  who: string | { readonly email: string },
): Promise<{ id: string; sessionVersion: number; disabled: boolean } | undefined> {
  const [row] = await sql<{ id: string; sessionVersion: number; disabled: boolean }[]>`
    select id, session_version as "sessionVersion", disabled_at is not null as disabled from users
     where ${typeof who === 'string' ? sql`id = ${who}` : sql`lower(email) = ${who.email}`}`
  return row
}

/** The same as `insertUser` within a transaction of postgres.js. */
export async function insertPerson(
  tx: Statements,
  person: { readonly email: string; readonly name: string; readonly passwordHash: string | null },
): Promise<string | undefined> {
  const [row] = await tx<{ id: string }[]>`
    insert into users (email, name, password_hash) values (${person.email}, ${person.name}, ${person.passwordHash})
    on conflict do nothing returning id`
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
