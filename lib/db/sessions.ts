/** Sessions: one per browser and sign-in. The cookie names it; ending the row ends the session with its next request. */
import type { Statements } from './client.ts'

export type SessionMethod = 'password' | 'sso'

export interface NewSession {
  readonly id: string
  readonly userId: string
  readonly method: SessionMethod
  readonly address: string | null
  readonly agent: string | null
  readonly now: Date
  readonly expiresAt: Date
}

export interface StoredSession {
  readonly id: string
  readonly method: SessionMethod
  readonly createdAt: Date
  readonly lastSeenAt: Date
  readonly expiresAt: Date
  readonly address: string | null
  readonly agent: string | null
}

export async function insertSession(sql: Statements, session: NewSession): Promise<void> {
  const { id, userId, method, address, agent, now, expiresAt } = session
  await sql`
    insert into sessions (id, user_id, method, created_at, last_seen_at, expires_at, address, agent)
    values (${id}, ${userId}, ${method}, ${now}, ${now}, ${expiresAt}, ${address}, ${agent})`
}

/** Notes from where the session was used last. */
export async function touchSession(
  sql: Statements,
  params: { readonly id: string; readonly address: string | null; readonly agent: string | null; readonly now: Date },
): Promise<void> {
  await sql`
    update sessions set last_seen_at = ${params.now}, address = ${params.address}, agent = ${params.agent}
     where id = ${params.id}`
}

/** Those that count, the one used last first. */
export async function listSessions(sql: Statements, userId: string, now: Date): Promise<StoredSession[]> {
  return sql<StoredSession[]>`
    select s.id, s.method, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.expires_at as "expiresAt",
           s.address, s.agent
      from sessions s
     where s.user_id = ${userId} and s.ended_at is null and s.expires_at > ${now}
     order by s.last_seen_at desc, s.id limit 200`
}

/** Ends one of the person's sessions; false where there is none. */
export async function endSession(sql: Statements, userId: string, id: string, now: Date): Promise<boolean> {
  const rows = await sql`
    update sessions set ended_at = ${now}
     where id = ${id} and user_id = ${userId} and ended_at is null and expires_at > ${now} returning id`
  return rows.length > 0
}

/** Ends all of the person's sessions but one; answers how many. */
export async function endOtherSessions(sql: Statements, userId: string, keep: string, now: Date): Promise<number> {
  const rows = await sql`
    update sessions set ended_at = ${now}
     where user_id = ${userId} and id <> ${keep} and ended_at is null and expires_at > ${now} returning id`
  return rows.length
}

export async function deleteOldSessions(sql: Statements, now: Date): Promise<void> {
  await sql`delete from sessions where expires_at < ${now}`
}
