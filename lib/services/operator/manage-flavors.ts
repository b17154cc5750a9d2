/** Flavors: words on batches, gateways and images. They stay as they are, since gateways were made by them; operators add notes. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type FlavorRow, findFlavors, storeFlavorNotes } from '#lib/db/operator-views.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Actor, Context } from '../context.ts'

export const listFlavors = (context: Context): Promise<FlavorRow[]> => findFlavors(context.sql, null)

/** Throws `not_found` for a word that is on nothing. */
export async function noteFlavor(context: Context, actor: Actor, flavor: string, notes: string): Promise<FlavorRow> {
  return context.sql.begin(async (tx) => {
    const [before] = await findFlavors(tx, flavor)
    if (!before) throw new AppError('not_found', 'Nothing has this flavor.')
    await storeFlavorNotes(tx, flavor, notes, actor.id, context.now())
    await insertAuditEntries(tx, [
      { ownerId: null, actor: actor.id, action: 'flavor.note', address: actor.address, detail: { flavor } },
    ])
    return { ...before, notes }
  })
}
