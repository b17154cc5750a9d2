/** The signed-in person for server components, checked against the database as every API request is. */
import { cookies, headers } from 'next/headers'
import { findSessionUser, type SessionUser } from '#lib/db/users.ts'
import type { Context } from '#lib/services/context.ts'
import { readSession, sessionCookieName } from './session-token.ts'

/** Undefined when nobody is signed in, or when the session was ended. */
export async function currentUser(ctx: Context): Promise<SessionUser | undefined> {
  const https = (await headers()).get('x-forwarded-proto')?.split(',')[0]?.trim() === 'https'
  const name = sessionCookieName(https)
  const value = (await cookies()).get(name)?.value
  const claims = value ? await readSession(ctx, `${name}=${value}`, https) : undefined
  return claims && findSessionUser(ctx.sql, { ...claims, now: ctx.now() })
}
