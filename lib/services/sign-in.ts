import { verifyPassword } from '#lib/auth/password-hash.ts'
import { writeAudit } from '#lib/db/audit.ts'
import { forgiveAttempt } from '#lib/db/sign-in-attempts.ts'
import { findUserByEmail } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { MAX_PASSWORD } from '#lib/domain/password-rule.ts'
import type { Context } from './context.ts'
import { judgeCode } from './people/second-factor.ts'
import { startSession } from './people/sessions.ts'
import { scopesOf, takeOrRefuse } from './sign-in-limits.ts'

export interface SignInParams {
  readonly email: string
  readonly password: string
  /** Of the second factor, or a recovery code; asked for where the person has one. */
  readonly code?: string | undefined
  readonly address: string | null
  readonly agent: string | null
}

export interface SignedIn {
  readonly userId: string
  readonly sessionVersion: number
  readonly sessionId: string
}

/**
 * Checks e-mail, password and second factor, and begins a session. Answers undefined for a wrong password, an unknown
 * e-mail and a disabled person alike, in the same time; throws `rate_limited` while a pause lasts, whether or not the
 * person exists, and `unauthenticated` with the code `code_needed` or `code_wrong` after a right password.
 */
export async function signIn(ctx: Context, params: SignInParams): Promise<SignedIn | undefined> {
  const email = params.email.trim().toLowerCase()
  const scopes = scopesOf(email, params.address)
  await takeOrRefuse(ctx, scopes)
  const user = email.length <= 254 ? await findUserByEmail(ctx.db, { email }) : undefined
  const right = await verifyPassword(params.password.slice(0, MAX_PASSWORD * 4), user?.passwordHash ?? undefined)
  if (!user || !right || user.disabledAt) return undefined
  await forgiveAttempt(ctx.sql, { scopes })
  const verdict = await judgeCode(ctx, { userId: user.id, code: params.code })
  if (verdict === 'needed' || verdict === 'wrong') throw codeFault(verdict)
  const { address, agent } = params
  const sessionId = await startSession(ctx, { userId: user.id, method: 'password', address, agent })
  const detail = verdict === 'right' ? { secondFactor: true } : {}
  await writeAudit(ctx.db, { ownerId: null, actor: `user:${user.id}`, address, action: 'session.sign-in', detail })
  return { userId: user.id, sessionVersion: user.sessionVersion, sessionId }
}

function codeFault(verdict: 'needed' | 'wrong'): AppError {
  const detail =
    verdict === 'needed'
      ? 'Type the code of your authenticator app.'
      : 'The code is not right, or was used before. Wait for the next one and type it.'
  return new AppError('unauthenticated', detail, { errors: [{ pointer: '/code', detail, code: `code_${verdict}` }] })
}
