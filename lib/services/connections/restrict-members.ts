/** Which domains a member is held to (docs/decisions/0052). */
import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  listRestrictions,
  lockDomainGroup,
  lockMember,
  type MemberRestriction,
  replaceRestrictions,
} from '#lib/db/domains.ts'
import { listMembers } from '#lib/db/members.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { formatRestriction, type Restriction, readRestrictionPath } from '#lib/domain/connections/domain-scope.ts'
import type { membersAnswer } from '#lib/schemas/domains.ts'
import type { Context, OwnerActor } from '../context.ts'
import { refuseStale } from '../refuse-stale.ts'
import { invalid, need } from './connection-fields.ts'

const MAX_RESTRICTIONS = 100

const print = ({ groupId, group, path, prefix }: MemberRestriction) => ({
  groupId,
  group,
  path: formatRestriction({ path, prefix }),
})

/** The people of the owner, with what they are held to. */
export async function viewMembers(context: Context, actor: OwnerActor): Promise<z.infer<typeof membersAnswer>> {
  const [members, restrictions] = await Promise.all([
    listMembers(context.sql, actor.ownerId),
    listRestrictions(context.sql, actor.ownerId),
  ])
  const byUser = Map.groupBy(restrictions, (one) => one.userId)
  return {
    members: members.map(({ userId, joinedAt, lastSeenAt, ...member }) => ({
      ...member,
      id: userId,
      joinedAt: joinedAt.toISOString(),
      lastSeenAt: lastSeenAt?.toISOString() ?? null,
      restrictions: (byUser.get(userId) ?? []).map(print),
    })),
  }
}

interface RestrictionInput {
  readonly groupId: string
  readonly path: string
}

/** In one order, as two lists are compared. */
const inOrder = (list: readonly RestrictionInput[]): RestrictionInput[] =>
  list
    .map(({ groupId, path }) => ({ groupId, path }))
    .toSorted((a, b) => (a.groupId + a.path < b.groupId + b.path ? -1 : 1))

/**
 * Replaces the restrictions of a member; none = everything. `seen`: what the caller saw. Throws `not_found`, `invalid` per
 * entry, and `conflict` for admins, who could lift their own, and when somebody else changed what was seen.
 */
export async function restrictMember(
  context: Context,
  actor: OwnerActor,
  userId: string,
  inputs: readonly RestrictionInput[],
  seen?: { readonly restrictions?: readonly RestrictionInput[] | undefined },
): Promise<void> {
  if (inputs.length > MAX_RESTRICTIONS)
    throw invalid(
      '/restrictions',
      `A member has at most ${MAX_RESTRICTIONS} restrictions. Use prefixes such as EMEA/*.`,
    )
  const restrictions = inputs.map(
    ({ groupId, path }, index): Restriction => ({
      groupId,
      ...need(readRestrictionPath(path), `/restrictions/${index}/path`),
    }),
  )
  await context.sql.begin(async (tx) => {
    const member = await lockMember(tx, actor.ownerId, userId)
    if (!member) throw new AppError('not_found', 'This person is no member of the owner. See the list of members.')
    if (member.role === 'admin' && restrictions.length > 0)
      throw new AppError(
        'conflict',
        'Admins see everything: they could lift their own restriction. Change the role first.',
      )
    for (const [index, { groupId }] of restrictions.entries()) {
      if (!(await lockDomainGroup(tx, actor.ownerId, groupId, false)))
        throw invalid(`/restrictions/${index}/groupId`, 'There is no domain group with this id.', 'group_unknown')
    }
    const now = inOrder((await listRestrictions(tx, actor.ownerId, userId)).map(print))
    refuseStale({ restrictions: now }, seen && { restrictions: seen.restrictions && inOrder(seen.restrictions) }, {
      restrictions: inOrder(restrictions.map((one) => ({ groupId: one.groupId, path: formatRestriction(one) }))),
    })
    await replaceRestrictions(tx, actor.ownerId, userId, restrictions)
    const stored = await listRestrictions(tx, actor.ownerId, userId)
    const detail = { member: userId, restrictions: stored.map((one) => `${one.group}: ${formatRestriction(one)}`) }
    await insertAuditEntries(tx, [
      { ownerId: actor.ownerId, actor: actor.id, action: 'member.restrict', address: actor.address, detail },
    ])
  })
}
