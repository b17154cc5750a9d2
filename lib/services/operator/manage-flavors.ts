/** Flavors: words on batches, gateways and images. They stay as they are, since gateways were made by them; operators add notes. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type FlavorRow, findFlavors, lockFlavorNotes, storeFlavorNotes } from '#lib/db/operator-views.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { beforeAndAfter } from '#lib/domain/edits/stale-fields.ts'
import type { Actor, Context } from '../context.ts'
import { refuseStale } from '../refuse-stale.ts'

export const listFlavors = (context: Context): Promise<FlavorRow[]> => findFlavors(context.sql, null)

export interface FlavorNote {
  readonly flavor: string
  readonly notes: string
  /** What the caller saw. */
  readonly before?: { readonly notes?: string | undefined } | undefined
}

/** Throws `not_found` for a word that is on nothing, `conflict` when somebody else changed the notes of `before`. */
export async function noteFlavor(
  context: Context,
  actor: Actor,
  { flavor, notes, before }: FlavorNote,
): Promise<FlavorRow> {
  return context.sql.begin(async (tx) => {
    const [found] = await findFlavors(tx, flavor)
    if (!found) throw new AppError('not_found', 'Nothing has this flavor.')
    const now = { notes: await lockFlavorNotes(tx, flavor, actor.id, context.now()) }
    refuseStale(now, before, { notes })
    await storeFlavorNotes(tx, flavor, notes, actor.id, context.now())
    const changes = beforeAndAfter(now, { notes })
    if (changes)
      await insertAuditEntries(tx, [
        {
          ownerId: null,
          actor: actor.id,
          action: 'flavor.note',
          address: actor.address,
          detail: { flavor, ...changes },
        },
      ])
    return { ...found, notes }
  })
}
