import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { deleteConnection } from '#lib/db/connections.ts'
import type { Context, OwnerActor } from '../context.ts'
import { forgetDestination } from '../deliveries/engine.ts'
import { requireConnection } from './connection-access.ts'
import { describeConnection } from './describe-connection.ts'

/** Deletes the connection with all that waits for it. Throws `not_found` or `forbidden`. */
export async function removeConnection(context: Context, actor: OwnerActor, id: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    const { connection, domains } = await requireConnection(context, actor, id, 'write', tx)
    await deleteConnection(tx, actor.ownerId, id)
    await forgetDestination(tx, id)
    const detail = { connection: id, asId: connection.asId, ...describeConnection(connection, domains) }
    await insertAuditEntries(tx, [
      { ownerId: actor.ownerId, actor: actor.id, action: 'connection.delete', address: actor.address, detail },
    ])
  })
}
