/** Pauses after wrong passwords and codes, wherever a person proves who they are (docs/decisions/0011). */
import { createHash } from 'node:crypto'
import { type AttemptScope, takeAttempt } from '#lib/db/sign-in-attempts.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Context } from './context.ts'

/** Counts an attempt or throws `rate_limited`. */
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
