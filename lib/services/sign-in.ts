import { createHash } from 'node:crypto'
import { verifyPassword } from '#lib/auth/password-hash.ts'
import { writeAudit } from '#lib/db/audit.ts'
import { type AttemptScope, forgiveAttempt, takeAttempt } from '#lib/db/sign-in-attempts.ts'
import { findUserByEmail } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { MAX_PASSWORD } from '#lib/domain/password-rule.ts'
import type { Context } from './context.ts'

export interface SignInParams {
  readonly email: string
  readonly password: string
  readonly address: string | null
}

export interface SignedIn {
  readonly userId: string
  readonly sessionVersion: number
}

/**
 * Checks e-mail and password. Answers undefined for a wrong password, an unknown e-mail and a disabled person alike, in
 * the same time; throws `rate_limited` while a pause lasts, whether or not the person exists.
 */
export async function signIn(ctx: Context, params: SignInParams): Promise<SignedIn | undefined> {
  const email = params.email.trim().toLowerCase()
  const scopes = scopesOf(email, params.address)
  await takeOrRefuse(ctx, scopes)
  const user = email.length <= 254 ? await findUserByEmail(ctx.db, { email }) : undefined
  const right = await verifyPassword(params.password.slice(0, MAX_PASSWORD * 4), user?.passwordHash ?? undefined)
  if (!user || !right || user.disabledAt) return undefined
  await forgiveAttempt(ctx.sql, { scopes })
  await writeAudit(ctx.db, {
    ownerId: null,
    actor: `user:${user.id}`,
    address: params.address,
    action: 'session.sign-in',
  })
  return { userId: user.id, sessionVersion: user.sessionVersion }
}

/** The same limit for other places where a person proves a password: counts an attempt or throws `rate_limited`. */
export async function takeOrRefuse(ctx: Context, scopes: readonly AttemptScope[]): Promise<void> {
  const now = ctx.now()
  const until = await takeAttempt(ctx.sql, { scopes, now })
  if (!until) return
  const retryAfter = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000))
  throw new AppError('rate_limited', `Too many attempts. Wait ${inWords(retryAfter)}, then try again.`, { retryAfter })
}

/** One account from one address is paused early; a whole account late and shortly, so that strangers cannot lock it out. */
export function scopesOf(email: string, address: string | null): AttemptScope[] {
  const scopes: AttemptScope[] = [
    { scope: 'account', key: digest(email), free: 100, longest: 60 },
    { scope: 'pair', key: digest(`${email}\n${address ?? ''}`), free: 5, longest: 900 },
  ]
  if (address) scopes.push({ scope: 'address', key: digest(address), free: 50, longest: 900 })
  return scopes
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex')

const inWords = (seconds: number): string => (seconds < 60 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`)
