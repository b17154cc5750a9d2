/** An application server that answers 410 wants no reports any more (tunnel.md §5). */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { findConnection, type StoredConnection, updateConnection } from '#lib/db/connections.ts'
import type { Context } from '../context.ts'

/** Deactivates the connection as “gone”; what waits stays, and goes out when somebody activates it again. */
export async function deactivateGone(
  context: Context,
  { id, ownerId, url }: Pick<StoredConnection, 'id' | 'ownerId' | 'url'>,
): Promise<void> {
  const now = context.now()
  await context.sql.begin(async (tx) => {
    const connection = await findConnection(tx, ownerId, id, { forUpdate: true })
    // Changed since the answer: the new address has not said anything yet.
    if (!connection?.active || connection.url !== url) return
    const gone = { ...connection, active: false, deactivatedReason: 'gone', deactivatedAt: now } as const
    await updateConnection(tx, ownerId, gone, 'system', now)
    await insertAuditEntries(tx, [
      {
        ownerId,
        actor: 'system',
        action: 'connection.deactivate',
        address: null,
        detail: { connection: id, name: connection.name, reason: 'gone' },
      },
    ])
  })
}
