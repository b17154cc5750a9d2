/** The second factor of a person: enrolled with an app, asked for at each sign-in, replaced by recovery codes when lost. */

import { createHash, randomBytes } from 'node:crypto'
import { verifyPassword } from '#lib/auth/password-hash.ts'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import {
  confirmSecret,
  countRecoveryCodes,
  deleteSecondFactor,
  findSecondFactor,
  putUnconfirmedSecret,
  replaceRecoveryCodes,
  type StoredSecondFactor,
  takeRecoveryCode,
  takeStep,
} from '#lib/db/second-factors.ts'
import { type AttemptScope, forgiveAttempt } from '#lib/db/sign-in-attempts.ts'
import { findUserById } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import {
  enrolmentOf,
  formatRecoveryCode,
  RECOVERY_BYTES,
  RECOVERY_CODES,
  readRecoveryCode,
  SECRET_BYTES,
  stepOfCode,
} from '#lib/domain/people/one-time-code.ts'
import type { Actor, Context } from '../context.ts'
import { scopesOf, takeOrRefuse } from '../sign-in-limits.ts'

const purpose = (userId: string): string => `second-factor:${userId}`

/** What the account page shows. */
export async function viewSecondFactor(
  context: Context,
  userId: string,
): Promise<{ since: string | null; recoveryCodes: number; password: boolean }> {
  const [factor, recoveryCodes, user] = await Promise.all([
    findSecondFactor(context.sql, userId),
    countRecoveryCodes(context.sql, userId),
    findUserById(context.db, { id: userId }),
  ])
  const since = factor?.confirmedAt?.toISOString() ?? null
  return { since, recoveryCodes: since ? recoveryCodes : 0, password: Boolean(user?.passwordHash) }
}

/**
 * Makes a secret, which counts once a code of it was typed. Throws `invalid` for a wrong password, `conflict` where a
 * factor counts already.
 */
export async function beginSecondFactor(
  context: Context,
  actor: Actor,
  params: { readonly userId: string; readonly password: string },
): Promise<{ secret: string; uri: string }> {
  const user = await provePassword(context, actor, params)
  const secret = randomBytes(SECRET_BYTES)
  const secretEnc = context.keys.seal(secret, purpose(params.userId))
  if (!(await putUnconfirmedSecret(context.sql, { userId: params.userId, secretEnc, now: context.now() })))
    throw new AppError('conflict', 'You have a second factor already. Switch it off first.')
  return enrolmentOf(secret, user.email)
}

/** The first code makes it count; answers the recovery codes, this once. */
export async function confirmSecondFactor(
  context: Context,
  actor: Actor,
  params: { readonly userId: string; readonly code: string },
): Promise<{ recoveryCodes: string[] }> {
  const { userId, code } = params
  const scopes = codeScopes(userId)
  await takeOrRefuse(context, scopes)
  const factor = await findSecondFactor(context.sql, userId)
  if (!factor || factor.confirmedAt) throw new AppError('conflict', 'There is nothing to confirm. Begin anew.')
  const step = stepOfCode(openSecret(context, userId, factor), code, context.now())
  if (step === undefined) throw wrongCode()
  await forgiveAttempt(context.sql, { scopes })
  return context.sql.begin(async (tx) => {
    const { secretEnc } = factor
    if (!(await confirmSecret(tx, { userId, secretEnc, step, now: context.now() })))
      throw new AppError('conflict', 'The second factor was begun anew elsewhere. Begin anew.')
    const recoveryCodes = await giveRecoveryCodes(tx, userId)
    await audit(tx, actor, 'second-factor.enable')
    return { recoveryCodes }
  })
}

/** Throws `invalid` for a wrong password or code. */
export async function disableSecondFactor(
  context: Context,
  actor: Actor,
  params: { readonly userId: string; readonly password: string; readonly code: string },
): Promise<void> {
  await provePassword(context, actor, params)
  await proveCode(context, params)
  await context.sql.begin(async (tx) => {
    await deleteSecondFactor(tx, params.userId)
    await audit(tx, actor, 'second-factor.disable')
  })
}

/** New recovery codes; the old ones stop counting. Throws as `disableSecondFactor`. */
export async function renewRecoveryCodes(
  context: Context,
  actor: Actor,
  params: { readonly userId: string; readonly password: string; readonly code: string },
): Promise<{ recoveryCodes: string[] }> {
  await provePassword(context, actor, params)
  await proveCode(context, params)
  return context.sql.begin(async (tx) => {
    const recoveryCodes = await giveRecoveryCodes(tx, params.userId)
    await audit(tx, actor, 'second-factor.recovery-codes')
    return { recoveryCodes }
  })
}

/** For somebody who lost app and recovery codes: an operator's, after looking at who asks. Throws `not_found`. */
export async function resetSecondFactor(
  context: Context,
  actor: Actor,
  params: { readonly userId: string },
): Promise<void> {
  await context.sql.begin(async (tx) => {
    if (!(await deleteSecondFactor(tx, params.userId)))
      throw new AppError('not_found', 'This person has no second factor. Nothing was changed.')
    await audit(tx, actor, 'second-factor.reset', { user: params.userId })
  })
}

export type CodeVerdict = 'right' | 'wrong' | 'needed' | 'not-asked'

/** At signing in, after the right password. Guesses are limited per person; no code counts twice. */
export async function judgeCode(
  context: Context,
  params: { readonly userId: string; readonly code: string | undefined },
): Promise<CodeVerdict> {
  const factor = await findSecondFactor(context.sql, params.userId)
  if (!factor?.confirmedAt) return 'not-asked'
  if (!params.code) return 'needed'
  return (await takeCode(context, params.userId, factor, params.code)) ? 'right' : 'wrong'
}

async function proveCode(context: Context, params: { readonly userId: string; readonly code: string }): Promise<void> {
  const factor = await findSecondFactor(context.sql, params.userId)
  if (!factor?.confirmedAt) throw new AppError('conflict', 'You have no second factor. Reload the page.')
  if (!(await takeCode(context, params.userId, factor, params.code))) throw wrongCode()
}

async function takeCode(context: Context, userId: string, factor: StoredSecondFactor, code: string): Promise<boolean> {
  const scopes = codeScopes(userId)
  await takeOrRefuse(context, scopes)
  const recovery = readRecoveryCode(code)
  const step = recovery ? undefined : stepOfCode(openSecret(context, userId, factor), code, context.now())
  const right = recovery
    ? await takeRecoveryCode(context.sql, userId, digest(recovery), context.now())
    : step !== undefined && (await takeStep(context.sql, userId, step))
  if (right) await forgiveAttempt(context.sql, { scopes })
  return right
}

async function provePassword(
  context: Context,
  actor: Actor,
  params: { readonly userId: string; readonly password: string },
) {
  const user = await findUserById(context.db, { id: params.userId })
  if (!user) throw new AppError('unauthenticated', 'This account is gone. Sign in with another one.')
  if (!user.passwordHash)
    throw new AppError('conflict', 'You sign in through your identity provider, which asks for its own second factor.')
  const scopes = scopesOf(user.email, actor.address)
  await takeOrRefuse(context, scopes)
  if (!(await verifyPassword(params.password, user.passwordHash))) {
    const detail = 'The password is not right. Type it again.'
    throw new AppError('invalid', detail, { errors: [{ pointer: '/password', detail, code: 'password_wrong' }] })
  }
  await forgiveAttempt(context.sql, { scopes })
  return user
}

const openSecret = (context: Context, userId: string, { secretEnc }: StoredSecondFactor): Buffer =>
  context.keys.open(secretEnc, purpose(userId))

async function giveRecoveryCodes(tx: Statements, userId: string): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => formatRecoveryCode(randomBytes(RECOVERY_BYTES)))
  const digests = codes.map((code) => digest(code.replaceAll('-', '')))
  await replaceRecoveryCodes(tx, userId, digests)
  return codes
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Who guesses has the password already: few attempts, then long pauses, wherever they come from. */
const codeScopes = (userId: string): AttemptScope[] => [
  {
    scope: 'pair',
    key: createHash('sha256').update(`second factor\n${userId}`).digest('hex'),
    free: 5,
    longest: 900,
  },
]

function wrongCode(): AppError {
  const detail = 'The code is not right, or was used before. Wait for the next one and type it.'
  return new AppError('invalid', detail, { errors: [{ pointer: '/code', detail, code: 'code_wrong' }] })
}

const audit = (tx: Statements, actor: Actor, action: AuditAction, detail: Record<string, unknown> = {}) =>
  insertAuditEntries(tx, [{ ownerId: null, actor: actor.id, address: actor.address, action, detail }])
