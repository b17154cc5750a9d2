/** The name that an owner gives a gateway. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { renameGateway as storeName } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context, OwnerActor } from './context.ts'
import { NOT_YOURS } from './sentences.ts'

/** Throws `not_found` when the owner has no such gateway. */
export async function renameGateway(context: Context, actor: OwnerActor, eui: Eui, name: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    if (!(await storeName(tx, actor.ownerId, eui, name))) throw new AppError('not_found', NOT_YOURS)
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'gateway.rename',
        eui,
        address: actor.address,
        detail: { name },
      },
    ])
  })
}
