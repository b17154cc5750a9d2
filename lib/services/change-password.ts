import { verifyPassword } from '#lib/auth/password-hash.ts'
import { writeAudit } from '#lib/db/audit.ts'
import { forgiveAttempt } from '#lib/db/sign-in-attempts.ts'
import { findUserById, replacePasswordHash } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Actor, Context } from './context.ts'
import { hashNewPassword } from './create-user.ts'
import { scopesOf, takeOrRefuse } from './sign-in-limits.ts'

/**
 * Changes the password of a signed-in person and ends all their sessions, this one too. Throws `invalid` for a wrong
 * current password or a new one that will not do; guesses are limited as in signing in.
 */
export async function changePassword(
  ctx: Context,
  actor: Actor,
  params: { userId: string; current: string; next: string },
): Promise<void> {
  const user = await findUserById(ctx.db, { id: params.userId })
  if (!user) throw new AppError('unauthenticated', 'This account is gone. Sign in with another one.')
  const stored = user.passwordHash
  if (!stored) throw new AppError('conflict', 'You sign in through your identity provider. Change the password there.')
  const scopes = scopesOf(user.email, actor.address)
  await takeOrRefuse(ctx, scopes)
  if (!(await verifyPassword(params.current, stored))) {
    const detail = 'The current password is not right. Type it again.'
    throw new AppError('invalid', detail, { errors: [{ pointer: '/current', detail, code: 'password_wrong' }] })
  }
  await forgiveAttempt(ctx.sql, { scopes })
  const passwordHash = await hashNewPassword(params.next, user.email, 'next')
  await ctx.db.transaction(async (tx) => {
    if (!(await replacePasswordHash(tx, { id: user.id, from: stored, to: passwordHash }))) {
      throw new AppError('conflict', 'The password was changed at the same moment elsewhere. Sign in again.')
    }
    await writeAudit(tx, { ownerId: null, actor: actor.id, address: actor.address, action: 'user.password' })
  })
}
