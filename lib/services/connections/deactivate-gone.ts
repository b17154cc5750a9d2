import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { findConnection, updateConnection } from '#lib/db/connections.ts'
import type { Eui } from '#lib/domain/identifiers.ts'

/**
 * The application server answered 410: the connection is switched off until a person switches it on again (tunnel.md §5).
 * `url` is the one that answered; after a change of the URL its answer does not count. True when this call switched it off.
 */
export async function deactivateGone(
  tx: Statements,
  ownerId: Eui,
  id: string,
  url: string,
  now: Date,
): Promise<boolean> {
  const before = await findConnection(tx, ownerId, id, { forUpdate: true })
  if (!before?.active || before.url !== url) return false
  const off = { ...before, active: false, deactivatedReason: 'gone', deactivatedAt: now } as const
  await updateConnection(tx, ownerId, off, 'system', now)
  const detail = { connection: id, name: before.name, reason: 'gone' }
  await insertAuditEntries(tx, [{ ownerId, actor: 'system', action: 'connection.deactivate', detail }])
  return true
}
