/** Members of an owner: change their role, remove them. There is always an admin. */

import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { lockMember } from '#lib/db/domains.ts'
import { deleteMember, lockAdmins, revokeTokensOf, setRole } from '#lib/db/members.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import type { Role } from '#lib/domain/rights.ts'
import type { Context, OwnerActor } from '../context.ts'

const NO_MEMBER = 'This person is no member of the owner. See the list of members.'
const LAST_ADMIN = 'This is the last admin of the owner. Make somebody else an admin first.'

/** Throws `not_found`, and `conflict` for the last admin. */
export async function changeRole(
  context: Context,
  actor: OwnerActor,
  params: { readonly userId: string; readonly role: Role },
): Promise<void> {
  await context.sql.begin(async (tx) => {
    const before = await needMember(tx, actor, params.userId, params.role !== 'admin')
    if (before === params.role) return
    await setRole(tx, actor.ownerId, params.userId, params.role)
    const detail = { member: params.userId, before: { role: before }, after: { role: params.role } }
    await audit(tx, actor, 'member.role', detail)
  })
}

/**
 * Ends the membership, with the tokens that were bound to the person, and with `tokens: 'revoke'` all that they made.
 * Throws as `changeRole`.
 */
export async function removeMember(
  context: Context,
  actor: OwnerActor,
  params: { readonly userId: string; readonly tokens: 'keep' | 'revoke' },
): Promise<void> {
  await context.sql.begin(async (tx) => {
    const role = await needMember(tx, actor, params.userId, true)
    const which = params.tokens === 'revoke' ? 'all' : 'own'
    const revoked = await revokeTokensOf(tx, actor.ownerId, params.userId, which, context.now())
    await deleteMember(tx, actor.ownerId, params.userId)
    await audit(tx, actor, 'member.remove', { member: params.userId, role, tokensRevoked: revoked })
  })
}

async function needMember(tx: Statements, actor: OwnerActor, userId: string, losesAdmin: boolean): Promise<Role> {
  // Admins before the member, in one order: two removals of each other wait, and do not block.
  const admins = await lockAdmins(tx, actor.ownerId)
  const member = await lockMember(tx, actor.ownerId, userId)
  if (!member) throw new AppError('not_found', NO_MEMBER)
  if (losesAdmin && admins.length === 1 && admins[0] === userId) throw new AppError('conflict', LAST_ADMIN)
  return member.role
}

const audit = (tx: Statements, actor: OwnerActor, action: AuditAction, detail: Record<string, unknown>) =>
  insertAuditEntries(tx, [{ ownerId: actor.ownerId, actor: actor.id, action, address: actor.address, detail }])
