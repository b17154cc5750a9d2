/** The first person of an empty installation: by a one-time link, or from the environment of a start without a browser. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { writeAudit } from '#lib/db/audit.ts'
import { putMembership } from '#lib/db/memberships.ts'
import { findOwner, insertOwner } from '#lib/db/owners.ts'
import { deleteSiteSecret, lockSiteSecret, readSiteSecret, replaceSiteSecret } from '#lib/db/site-secrets.ts'
import { anyUserExists, insertUser } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Actor, Context } from './context.ts'
import { COMMAND_LINE } from './context-actors.ts'
import { readOwner } from './create-owner.ts'
import { hashNewPassword, nameOr, readEmail } from './create-user.ts'

const SECRET = 'first-operator'

/**
 * A new one-time token while nobody can sign in, else null. Only its SHA-256 is kept; an earlier token stops counting.
 * The console's page for it is `<console>/first-operator#<token>`: a fragment never reaches a server's log.
 */
export async function firstOperatorLink(ctx: Context): Promise<string | null> {
  if (await anyUserExists(ctx.db)) return null
  const token = randomBytes(32).toString('base64url')
  await replaceSiteSecret(ctx.db, SECRET, digest(token))
  return token
}

export interface FirstOperatorParams {
  /** The one-time token; without it the caller must be the machine itself (environment, command line). */
  readonly token?: string | undefined
  readonly email: string
  readonly password: string
  readonly name?: string | undefined
  readonly ownerName: string
  /** Any notation. */
  readonly ownerId: string
}

/**
 * Makes the first person, a site operator, with an owner of which they are admin. Of two at once one wins; everybody
 * after it gets `forbidden`, with the same sentence as for a wrong token.
 */
export async function createFirstOperator(
  ctx: Context,
  params: FirstOperatorParams,
  actor: Actor = COMMAND_LINE,
): Promise<{ userId: string; ownerId: Eui }> {
  const email = readEmail(params.email)
  const owner = readOwner({ id: params.ownerId, name: params.ownerName })
  // A cheap look first: hashing is not for strangers.
  await refuseUnlessFirst(ctx, params.token)
  const passwordHash = await hashNewPassword(params.password, email)
  return ctx.db.transaction(async (tx) => {
    const stored = await lockSiteSecret(tx, SECRET)
    if ((await anyUserExists(tx)) || !fits(params.token, stored)) throw refused()
    const userId = await insertUser(tx, { email, name: nameOr(params.name, email), passwordHash, siteOperator: true })
    if (!userId) throw refused()
    if (!(await insertOwner(tx, owner)) && !(await findOwner(tx, { id: owner.id }))) throw refused()
    await putMembership(tx, { ownerId: owner.id, userId, role: 'admin' })
    await deleteSiteSecret(tx, SECRET)
    const by = params.token === undefined ? actor.id : `user:${userId}`
    const detail = { userId, email }
    await writeAudit(tx, {
      ownerId: owner.id,
      actor: by,
      address: actor.address,
      action: 'user.first-operator',
      detail,
    })
    return { userId, ownerId: owner.id }
  })
}

async function refuseUnlessFirst(ctx: Context, token: string | undefined): Promise<void> {
  const stored = (await readSiteSecret(ctx.sql, SECRET)) ?? Buffer.alloc(0)
  if ((await anyUserExists(ctx.db)) || !fits(token, stored)) throw refused()
}

function fits(token: string | undefined, stored: Buffer): boolean {
  if (token === undefined) return true
  const given = digest(token)
  return stored.length === given.length && timingSafeEqual(given, stored)
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest()

const refused = () =>
  new AppError(
    'forbidden',
    'This link does not count any more. Sign in, or restart Gatehouse for a new link while nobody has an account.',
  )
