/** A live check leaves no change and yet a line in the audit trail: a request went out in the owner's name. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context, OwnerActor } from '../context.ts'

export interface CheckRecord {
  readonly action: 'lns.check' | 'credentials.check' | 'join-server.check'
  readonly eui?: Eui
  /** Where it went and how it ended; no keys. */
  readonly detail: Readonly<Record<string, unknown>>
}

export async function recordCheck(
  { sql }: Context,
  { ownerId, id, address }: OwnerActor,
  { action, eui, detail }: CheckRecord,
): Promise<void> {
  await insertAuditEntries(sql, [{ ownerId, actor: id, action, eui: eui ?? null, address, detail }])
}
