/** The owner's own settings: its name, and what it demands of its members. */
import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  type AccessRules,
  findAccessRules,
  listAdmitted,
  listMembers,
  lockOwner,
  putAccessRules,
  renameOwner,
} from '#lib/db/members.ts'
import { findOwner } from '#lib/db/owners.ts'
import type { SessionMethod } from '#lib/db/sessions.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { beforeAndAfter } from '#lib/domain/edits/stale-fields.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import type { ownerAnswer } from '#lib/schemas/people.ts'
import type { Context, OwnerActor } from '../context.ts'
import { refuseStale } from '../refuse-stale.ts'

export async function viewOwner(context: Context, actor: OwnerActor): Promise<z.infer<typeof ownerAnswer>> {
  const { ownerId } = actor
  const [owner, rules, members] = await Promise.all([
    findOwner(context.db, { id: ownerId }),
    findAccessRules(context.sql, ownerId),
    listMembers(context.sql, ownerId),
  ])
  if (!owner) throw new AppError('not_found', 'This owner is gone.')
  return {
    id: formatId6(ownerId),
    name: owner.name,
    ...rules,
    ssoAvailable: context.site.sso !== undefined,
    unprotected: members.filter(({ secondFactor }) => !secondFactor).length,
  }
}

export interface OwnerChange {
  readonly name?: string | undefined
  readonly secondFactor?: boolean | undefined
  readonly sso?: boolean | undefined
}

/**
 * Changes what is given. Throws `conflict` for a demand that would lock out whoever makes it, or every admin, and when
 * somebody else changed one of the fields of `seen`.
 */
export async function changeOwner(
  context: Context,
  actor: OwnerActor,
  change: OwnerChange,
  session: { readonly userId: string; readonly method: SessionMethod } | null,
  seen?: OwnerChange,
): Promise<void> {
  const { ownerId } = actor
  await context.sql.begin(async (tx) => {
    const name = await lockOwner(tx, ownerId)
    const rules = await findAccessRules(tx, ownerId)
    const before = { name, ...rules }
    refuseStale(before, seen && { ...seen }, { ...change })
    const after = {
      name: change.name ?? name,
      secondFactor: change.secondFactor ?? rules.secondFactor,
      sso: change.sso ?? rules.sso,
    }
    const demands = { secondFactor: after.secondFactor, sso: after.sso }
    const stricter = (after.secondFactor && !before.secondFactor) || (after.sso && !before.sso)
    if (stricter) refuseLockOut(context, demands, await listAdmitted(tx, ownerId, demands), session)
    if (after.name !== name) await renameOwner(tx, ownerId, after.name)
    await putAccessRules(tx, ownerId, demands)
    const detail = beforeAndAfter(before, after)
    if (!detail) return
    await insertAuditEntries(tx, [{ ownerId, actor: actor.id, action: 'owner.change', address: actor.address, detail }])
  })
}

function refuseLockOut(
  context: Context,
  { sso }: AccessRules,
  admitted: readonly string[],
  session: { readonly userId: string; readonly method: SessionMethod } | null,
): void {
  if (sso && !context.site.sso)
    throw new AppError('conflict', 'This server has no identity provider. The operator sets OIDC_ISSUER first.')
  if (sso && session && session.method !== 'sso')
    throw new AppError(
      'conflict',
      'Sign in through the identity provider yourself first, so that you are not locked out.',
    )
  if (admitted.length === 0 || (session && session.method !== 'sso' && !admitted.includes(session.userId)))
    throw new AppError(
      'conflict',
      'Set up your own second factor first, under Account, so that you are not locked out.',
    )
}
