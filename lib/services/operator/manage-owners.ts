/** Owners as operators of the installation see and change them. */
import { randomBytes } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { changeOwner as changeStored, findOwners, lockOwner, type OwnerRow } from '#lib/db/operator-views.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { beforeAndAfter } from '#lib/domain/edits/stale-fields.ts'
import { type Eui, euiFragment } from '#lib/domain/identifiers.ts'
import type { Language } from '#lib/domain/languages.ts'
import type { Actor, Context } from '../context.ts'
import { createOwner } from '../create-owner.ts'
import { invite } from '../people/invitations.ts'
import { refuseStale } from '../refuse-stale.ts'

/** What an operator changes of an owner. */
export interface OwnerPatch {
  readonly name?: string | undefined
  readonly addLimit?: number | undefined
}

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
  { email, days, language }: { readonly email: string; readonly days: number; readonly language: Language },
) {
  const { members, name } = await viewOwner(context, id)
  if (members > 0) throw new AppError('conflict', `${name} has members already: its admins invite.`)
  return invite(context, { ...actor, ownerId: id }, { email, days, language, role: 'admin' })
}

/**
 * A limit below what is used up is good: no more are added then. `before`: what the caller saw. Throws `not_found`, and
 * `conflict` when somebody else changed one of the fields of `before`.
 */
export async function changeOwner(
  context: Context,
  actor: Actor,
  id: Eui,
  patch: OwnerPatch,
  before?: OwnerPatch,
): Promise<OwnerRow> {
  await context.sql.begin(async (tx) => {
    const now = await lockOwner(tx, id)
    if (!now) throw new AppError('not_found', 'There is no such owner.')
    refuseStale(now, before && { ...before }, { ...patch })
    const detail = beforeAndAfter(now, { ...patch })
    if (!detail) return
    await changeStored(tx, id, { name: patch.name ?? null, addLimit: patch.addLimit ?? null })
    await insertAuditEntries(tx, [
      { ownerId: id, actor: actor.id, action: 'owner.change', address: actor.address, detail },
    ])
  })
  return viewOwner(context, id)
}
