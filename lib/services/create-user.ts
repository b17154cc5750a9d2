import { hashPassword } from '#lib/auth/password-hash.ts'
import { writeAudit } from '#lib/db/audit.ts'
import type { DbOrTx } from '#lib/db/client.ts'
import { putMembership } from '#lib/db/memberships.ts'
import { findOwner } from '#lib/db/owners.ts'
import { findUserByEmail, insertUser } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { formatId6, parseEui } from '#lib/domain/identifiers.ts'
import { checkPassword } from '#lib/domain/password-rule.ts'
import type { Role } from '#lib/domain/rights.ts'
import type { Actor, Context } from './context.ts'
import { COMMAND_LINE } from './context-actors.ts'

export interface CreateUserParams {
  readonly email: string
  /** Needed for somebody new; the password of somebody known is never changed here. */
  readonly password?: string | undefined
  readonly name?: string | undefined
  /** Any notation. */
  readonly ownerId: string
  readonly role: Role
}

/**
 * Makes a person a member of an owner, and the person where the e-mail is new (`created`). Throws `invalid` for an
 * e-mail or a password that will not do, `not_found` for an unknown owner.
 */
export async function createUser(
  ctx: Context,
  params: CreateUserParams,
  actor: Actor = COMMAND_LINE,
): Promise<{ id: string; created: boolean }> {
  const email = readEmail(params.email)
  const ownerId = parseEui(params.ownerId)
  if (!ownerId.ok) throw new AppError('invalid', ownerId.error)
  if (!(await findOwner(ctx.db, { id: ownerId.value }))) {
    throw new AppError('not_found', `There is no owner ${formatId6(ownerId.value)}. Create it first.`)
  }
  const known = await findUserByEmail(ctx.db, { email })
  const passwordHash = known ? undefined : await hashNewPassword(params.password, email)
  return ctx.db.transaction(async (tx) => {
    const user = known ? { id: known.id, created: false } : await insertOrFind(tx, { ...params, email, passwordHash })
    await putMembership(tx, { ownerId: ownerId.value, userId: user.id, role: params.role })
    await writeAudit(tx, {
      ownerId: ownerId.value,
      actor: actor.id,
      address: actor.address,
      action: user.created ? 'user.create' : 'member.put',
      detail: { userId: user.id, email, role: params.role },
    })
    return user
  })
}

/** Two calls at once for one new e-mail: the second one finds the person of the first. */
async function insertOrFind(
  tx: DbOrTx,
  params: { email: string; name?: string | undefined; passwordHash: string | undefined },
): Promise<{ id: string; created: boolean }> {
  const { email, passwordHash } = params
  const name = nameOr(params.name, email)
  const id = passwordHash && (await insertUser(tx, { email, name, passwordHash, siteOperator: false }))
  if (id) return { id, created: true }
  const other = await findUserByEmail(tx, { email })
  if (!other) throw new Error('the person is neither new nor known')
  return { id: other.id, created: false }
}

/** Lower case without blanks around; throws `invalid` for what cannot be an address. */
export function readEmail(input: string): string {
  const email = input.trim().toLowerCase()
  if (email.length <= 254 && /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(email)) return email
  const detail = 'This is not an e-mail address. Write it as name@example.org.'
  throw new AppError('invalid', detail, { errors: [{ pointer: '/email', detail, code: 'email' }] })
}

/** Checks the rules and hashes; throws `invalid` with the field `/password`. */
export async function hashNewPassword(
  password: string | undefined,
  email: string,
  field = 'password',
): Promise<string> {
  const checked = checkPassword(password ?? '', email)
  if (checked.ok) return hashPassword(checked.value)
  throw new AppError('invalid', checked.error, {
    errors: [{ pointer: `/${field}`, detail: checked.error, code: 'password' }],
  })
}

/** The given name, or the part of the e-mail before the “@”. */
export function nameOr(name: string | undefined, email: string): string {
  return name?.trim().slice(0, 100) || (email.split('@')[0] ?? email)
}
