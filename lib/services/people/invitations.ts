/** Invitations: a link, shown once and sent by mail where that is set up, makes one person a member in one role. */

import { createHash, randomBytes, randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import {
  countInvitations,
  findOpenInvitation,
  listInvitations,
  markAccepted,
  markMailed,
  type OpenInvitation,
  replaceInvitation,
  revokeInvitation as revoke,
} from '#lib/db/invitations.ts'
import { addMember, isMember } from '#lib/db/members.ts'
import { findOwner } from '#lib/db/owners.ts'
import { findUserByEmail, findUserById, insertPerson } from '#lib/db/users.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { Language } from '#lib/domain/languages.ts'
import { invitationMail } from '#lib/domain/people/invitation-mail.ts'
import type { Role } from '#lib/domain/rights.ts'
import type { invitationsAnswer, inviteAnswer, lookAnswer } from '#lib/schemas/people.ts'
import type { Actor, Context, OwnerActor } from '../context.ts'
import { hashNewPassword, nameOr, readEmail } from '../create-user.ts'
import { sendMail } from '../events/send-mail.ts'
import { sayIn } from '../mail-words.ts'

const MAX_OPEN = 200
const DAY = 86_400_000
const GONE =
  'This invitation does not count any more: it was used, revoked or is too old. Ask the admin who sent it for a new one.'

export async function viewInvitations(context: Context, actor: OwnerActor): Promise<z.infer<typeof invitationsAnswer>> {
  const now = context.now()
  const invitations = await listInvitations(context.sql, actor.ownerId)
  return {
    invitations: invitations.map(({ createdAt, createdByName, expiresAt, mailedAt, ...invitation }) => ({
      ...invitation,
      createdAt: createdAt.toISOString(),
      createdBy: createdByName,
      expiresAt: expiresAt.toISOString(),
      expired: expiresAt <= now,
      mailedAt: mailedAt?.toISOString() ?? null,
    })),
    mail: context.site.mail !== undefined,
  }
}

/**
 * Makes the link, and mails it where this server can; an earlier invitation of the same address stops counting. Throws
 * `invalid` for an address that is none, `conflict` for a member.
 */
export async function invite(
  context: Context,
  actor: OwnerActor,
  params: { readonly email: string; readonly role: Role; readonly days: number; readonly language: Language },
): Promise<z.infer<typeof inviteAnswer>> {
  const { ownerId } = actor
  const email = readEmail(params.email)
  const token = randomBytes(32).toString('base64url')
  const now = context.now()
  const id = randomUUID()
  const expiresAt = new Date(now.getTime() + params.days * DAY)
  await context.sql.begin(async (tx) => {
    if (await isMember(tx, ownerId, email))
      throw new AppError('conflict', `${email} is a member already. Change the role in the list of members.`)
    if ((await countInvitations(tx, ownerId)) >= MAX_OPEN)
      throw new AppError(
        'conflict',
        `An owner has at most ${MAX_OPEN} open invitations. Revoke one that is out of use.`,
      )
    const { role } = params
    await replaceInvitation(tx, ownerId, { id, email, role, digest: digestOf(token), by: actor.id, now, expiresAt })
    const detail = { invitation: id, email, role, expiresAt: expiresAt.toISOString() }
    await audit(tx, ownerId, actor, 'invitation.create', detail)
  })
  const link = `${context.site.consoleUrl}/invite#${token}`
  const mailed = await mailLink(context, actor, { ...params, id, email, link, expiresAt })
  return { id, link, expiresAt: expiresAt.toISOString(), mailed }
}

/** Throws `not_found`. */
export async function revokeInvitation(context: Context, actor: OwnerActor, id: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    const email = await revoke(tx, actor.ownerId, id, context.now())
    if (email === undefined) throw new AppError('not_found', 'There is no such open invitation. Reload the list.')
    await audit(tx, actor.ownerId, actor, 'invitation.revoke', { invitation: id, email })
  })
}

/** What the page of the link shows. Throws `not_found` for a link that does not count, for whatever reason. */
export async function lookAtInvitation(context: Context, token: string): Promise<z.infer<typeof lookAnswer>> {
  const found = await findOpenInvitation(context.sql, { digest: digestOf(token), now: context.now() })
  if (!found) throw new AppError('not_found', GONE)
  const { ownerName, role, email, invitedBy, expiresAt } = found
  const known = (await findUserByEmail(context.db, { email })) !== undefined
  return { owner: ownerName, role, email, invitedBy, expiresAt: expiresAt.toISOString(), known }
}

/**
 * Makes the account of somebody new and the membership. Throws `not_found` as above, `conflict` where the address has an
 * account (whoever holds only the link must not come in as that person), `invalid` for a password that will not do.
 */
export async function acceptAsNew(
  context: Context,
  actor: Actor,
  params: { readonly token: string; readonly name: string; readonly password: string },
): Promise<{ ownerId: Eui; userId: string }> {
  const digest = digestOf(params.token)
  // A cheap look first: hashing is not for strangers.
  const found = await findOpenInvitation(context.sql, { digest, now: context.now() })
  if (!found) throw new AppError('not_found', GONE)
  if (await findUserByEmail(context.db, { email: found.email })) throw known(found.email)
  const passwordHash = await hashNewPassword(params.password, found.email)
  return context.sql.begin(async (tx) => {
    const invitation = await findOpenInvitation(tx, { digest, now: context.now(), lock: true })
    if (!invitation) throw new AppError('not_found', GONE)
    const { email } = invitation
    const userId = await insertPerson(tx, { email, name: nameOr(params.name, email), passwordHash })
    if (!userId) throw known(email)
    await join(context, tx, invitation, { userId, address: actor.address, created: true })
    return { ownerId: invitation.ownerId, userId }
  })
}

/** Makes the signed-in person a member. Throws `not_found`, and `forbidden` where another address was invited. */
export async function acceptAsMember(
  context: Context,
  actor: Actor,
  params: { readonly token: string; readonly userId: string },
): Promise<{ ownerId: Eui }> {
  const user = await findUserById(context.db, { id: params.userId })
  return context.sql.begin(async (tx) => {
    const invitation = await findOpenInvitation(tx, { digest: digestOf(params.token), now: context.now(), lock: true })
    if (!invitation) throw new AppError('not_found', GONE)
    if (user?.email.toLowerCase() !== invitation.email)
      throw new AppError(
        'forbidden',
        `This invitation is for ${invitation.email}. Sign in as that person, or ask for an invitation of your own address.`,
      )
    await join(context, tx, invitation, { userId: params.userId, address: actor.address, created: false })
    return { ownerId: invitation.ownerId }
  })
}

/** The membership of an invitation that is locked. */
export async function join(
  context: Context,
  tx: Statements,
  invitation: OpenInvitation,
  params: { readonly userId: string; readonly address: string | null; readonly created: boolean },
): Promise<void> {
  const { id, ownerId, role, email } = invitation
  const { userId, address, created } = params
  await addMember(tx, ownerId, userId, role)
  await markAccepted(tx, { id, userId, now: context.now() })
  await audit(tx, ownerId, { id: `user:${userId}`, address }, 'member.join', { invitation: id, email, role, created })
}

export const digestOf = (token: string): Buffer => createHash('sha256').update(token).digest()

const known = (email: string) =>
  new AppError('conflict', `${email} has an account already. Sign in with it, then open the invitation again.`)

async function mailLink(
  context: Context,
  actor: OwnerActor,
  invitation: { id: string; email: string; link: string; role: Role; expiresAt: Date; language: Language },
): Promise<boolean> {
  if (!context.site.mail) return false
  const [owner, by] = await Promise.all([
    findOwner(context.db, { id: actor.ownerId }),
    actor.id.startsWith('user:') ? findUserById(context.db, { id: actor.id.slice('user:'.length) }) : undefined,
  ])
  const names = { owner: owner?.name ?? formatId6(actor.ownerId), invitedBy: by?.name ?? null }
  const mail = invitationMail({ ...invitation, ...names }, sayIn(invitation.language))
  const outcome = await sendMail(context.site.mail, [invitation.email], mail, `invitation-${invitation.id}`)
  if (outcome.kind !== 'delivered') return false
  await markMailed(context.sql, actor.ownerId, invitation.id, context.now())
  return true
}

const audit = (tx: Statements, ownerId: Eui, actor: Actor, action: AuditAction, detail: Record<string, unknown>) =>
  insertAuditEntries(tx, [{ ownerId, actor: actor.id, action, address: actor.address, detail }])
