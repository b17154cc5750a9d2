/** The audit trail for use cases that work through drizzle. Sets go through audit-entries.ts. */
import { currentAgent } from '#lib/observability/request-agent.ts'
import type { AuditEntry } from './audit-entries.ts'
import type { DbOrTx } from './client.ts'
import { auditEntries } from './schema.ts'

/** Writes one entry, in the transaction of the change that it tells of. No secrets in `detail`. */
export async function writeAudit(db: DbOrTx, entry: AuditEntry): Promise<void> {
  await db.insert(auditEntries).values({
    ownerId: entry.ownerId,
    actor: entry.actor,
    action: entry.action,
    eui: entry.eui ?? null,
    address: entry.address ?? null,
    agent: currentAgent(),
    detail: entry.detail ?? {},
  })
}
