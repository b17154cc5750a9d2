/**
 * The session cookie: an encrypted JWT of next-auth that names a person, the session and the version of their sessions. It
 * holds no rights: those are read from the database on every request, so that a session can be ended at once.
 */
import { decode, encode } from 'next-auth/jwt'
import type { Context } from '#lib/services/context.ts'
import { SESSION_SECONDS } from '#lib/services/people/sessions.ts'
import { sessionSecret } from './session-secret.ts'

export interface SessionClaims {
  readonly userId: string
  readonly sessionVersion: number
  readonly sessionId: string
}

/** Over https the name has the `__Host-` prefix: no other host and no plain http page can then set it. */
export const sessionCookieName = (https: boolean): string => `${https ? '__Host-' : ''}gatehouse.session`

/** A cookie value for `claims`, valid for `SESSION_SECONDS`. */
export async function encodeSession(ctx: Context, claims: SessionClaims): Promise<string> {
  const token = { sub: claims.userId, sessionVersion: claims.sessionVersion, sessionId: claims.sessionId }
  return encode({ token, secret: await sessionSecret(ctx), maxAge: SESSION_SECONDS })
}

/** What the cookie of a request says; undefined when there is none or when it is forged, expired or not ours. */
export async function readSession(
  ctx: Context,
  cookieHeader: string | null,
  https: boolean,
): Promise<SessionClaims | undefined> {
  const token = cookieValue(cookieHeader, sessionCookieName(https))
  if (!token) return undefined
  const secret = await sessionSecret(ctx)
  const payload = await decode({ token, secret }).catch(() => null)
  const { sub, sessionVersion, sessionId } = payload ?? {}
  if (typeof sub !== 'string' || typeof sessionVersion !== 'number' || typeof sessionId !== 'string') return undefined
  return { userId: sub, sessionVersion, sessionId }
}

/** One cookie of a Cookie header, decoded. */
export function cookieValue(header: string | null, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const at = pair.indexOf('=')
    if (at > 0 && pair.slice(0, at).trim() === name) return decoded(pair.slice(at + 1).trim())
  }
  return undefined
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value)
  } catch {
    return value
  }
}
