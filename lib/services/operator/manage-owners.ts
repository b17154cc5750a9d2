/** Owners as operators of the installation see and change them. */
import { randomBytes } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { changeOwner as changeStored, findOwners, type OwnerRow } from '#lib/db/operator-views.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, euiFragment } from '#lib/domain/identifiers.ts'
import type { Actor, Context } from '../context.ts'
import { createOwner } from '../create-owner.ts'
import { invite } from '../people/invitations.ts'

export async function listOwners(
  context: Context,
  {
    q,
    after,
    limit,
  }: {
    readonly q: string | undefined
    readonly after: { readonly name: string; readonly id: Eui } | undefined
    readonly limit: number
  },
): Promise<{ owners: OwnerRow[]; more: boolean }> {
  const filter = { text: q?.toLowerCase() || undefined, fragment: q ? euiFragment(q) : undefined }
  const rows = await findOwners(context.sql, { ...filter, after, limit: limit + 1 })
  return { owners: rows.slice(0, limit), more: rows.length > limit }
}

/** Without an `id` (any notation) a free one is drawn. Throws `invalid` and `conflict` as `createOwner` does. */
export async function makeOwner(
  context: Context,
  actor: Actor,
  { id, name }: { readonly id: string | undefined; readonly name: string },
): Promise<OwnerRow> {
  const drawn = () => randomBytes(6).toString('hex').padStart(16, '0')
  const owner = await createOwner(context, { id: id?.trim() || drawn(), name }, actor)
  return viewOwner(context, owner.id)
}

/** Throws `not_found`. */
export async function viewOwner(context: Context, id: Eui): Promise<OwnerRow> {
  const [row] = await findOwners(context.sql, { id, limit: 1 })
  if (!row) throw new AppError('not_found', 'There is no such owner.')
  return row
}

/**
 * Makes an invitation link for the first admin. Throws `conflict` once the owner has members: operators come into no owner by
 * themselves.
 */
export async function inviteFirstAdmin(
  context: Context,
  actor: Actor,
  id: Eui,
  { email, days }: { readonly email: string; readonly days: number },
) {
  const { members, name } = await viewOwner(context, id)
  if (members > 0) throw new AppError('conflict', `${name} has members already: its admins invite.`)
  return invite(context, { ...actor, ownerId: id }, { email, days, role: 'admin' })
}

/** A limit below what is used up is good: no more are added then. */
export async function changeOwner(
  context: Context,
  actor: Actor,
  id: Eui,
  patch: { readonly name?: string | undefined; readonly addLimit?: number | undefined },
): Promise<OwnerRow> {
  await context.sql.begin(async (tx) => {
    const found = await changeStored(tx, id, { name: patch.name ?? null, addLimit: patch.addLimit ?? null })
    if (!found) throw new AppError('not_found', 'There is no such owner.')
    await insertAuditEntries(tx, [
      { ownerId: id, actor: actor.id, action: 'owner.change', address: actor.address, detail: { ...patch } },
    ])
  })
  return viewOwner(context, id)
}
