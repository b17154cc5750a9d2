/** A person's sessions: begun by signing in, seen in a list, ended one by one or all but this one. */
import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  endOtherSessions,
  endSession,
  insertSession,
  listSessions,
  type SessionMethod,
  touchSession,
} from '#lib/db/sessions.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { sessionsAnswer } from '#lib/schemas/people.ts'
import type { Actor, Context } from '../context.ts'

/** Twelve hours: a working day. */
export const SESSION_SECONDS = 12 * 60 * 60

/** A use is noted at most once in this time, in milliseconds: a page makes many requests. */
const NOTED_EVERY = 60_000

export interface SessionStart {
  readonly userId: string
  readonly method: SessionMethod
  readonly address: string | null
  readonly agent: string | null
}

/** Begins a session and answers its id. */
export async function startSession(context: Context, start: SessionStart): Promise<string> {
  const id = randomUUID()
  const now = context.now()
  const expiresAt = new Date(now.getTime() + SESSION_SECONDS * 1000)
  await insertSession(context.sql, { ...start, id, now, expiresAt })
  return id
}

export async function noteUse(
  context: Context,
  session: { readonly id: string; readonly lastSeenAt: Date },
  from: { readonly address: string | null; readonly agent: string | null },
): Promise<void> {
  const now = context.now()
  if (now.getTime() - session.lastSeenAt.getTime() < NOTED_EVERY) return
  await touchSession(context.sql, { id: session.id, ...from, now })
}

export async function viewSessions(
  context: Context,
  params: { readonly userId: string; readonly current: string },
): Promise<z.infer<typeof sessionsAnswer>> {
  const sessions = await listSessions(context.sql, params.userId, context.now())
  return {
    sessions: sessions.map(({ createdAt, lastSeenAt, expiresAt, ...session }) => ({
      ...session,
      current: session.id === params.current,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
      expiresAt: expiresAt.toISOString(),
    })),
  }
}

/** Throws `not_found` for a session that is over or another person's. */
export async function revokeSession(
  context: Context,
  actor: Actor,
  params: { readonly userId: string; readonly id: string },
): Promise<void> {
  await context.sql.begin(async (tx) => {
    if (!(await endSession(tx, params.userId, params.id, context.now())))
      throw new AppError('not_found', 'You have no such session. Reload the list.')
    await insertAuditEntries(tx, [
      { ownerId: null, actor: actor.id, address: actor.address, action: 'session.end', detail: { session: params.id } },
    ])
  })
}

export async function revokeOtherSessions(
  context: Context,
  actor: Actor,
  params: { readonly userId: string; readonly current: string },
): Promise<{ ended: number }> {
  return context.sql.begin(async (tx) => {
    const ended = await endOtherSessions(tx, params.userId, params.current, context.now())
    await insertAuditEntries(tx, [
      { ownerId: null, actor: actor.id, address: actor.address, action: 'session.end-others', detail: { ended } },
    ])
    return { ended }
  })
}

/** Signing out. */
export async function leaveSession(
  context: Context,
  params: { readonly userId: string; readonly sessionId: string },
): Promise<void> {
  await endSession(context.sql, params.userId, params.sessionId, context.now())
}
