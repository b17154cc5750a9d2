/** The audit trail: plain inserts, beside the change that they tell of and in its transaction (rules.md 27). */
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { currentAgent } from '#lib/observability/request-agent.ts'
import type { Statements } from './client.ts'

export interface AuditEntry {
  readonly ownerId: Eui | null
  /** `user:<uuid>`, `token:<uuid>`, `cli`, `system`. */
  readonly actor: string
  readonly action: AuditAction
  readonly eui?: Eui | null
  readonly address?: string | null
  /** What changed, without secrets. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Any number of entries in one statement. */
export async function insertAuditEntries(sql: Statements, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return
  const rows = entries.map((entry) => ({ ...entry, owner_id: entry.ownerId, detail: entry.detail ?? {} }))
  await sql`
    insert into audit_entries (owner_id, actor, action, eui, address, agent, detail)
    select owner_id, actor, action, eui, address, ${currentAgent()}::text, detail
      from json_to_recordset(${JSON.stringify(rows)}::text::json)
        as r(owner_id text, actor text, action text, eui text, address text, detail jsonb)`
}
