/** The audit trail for use cases that work through drizzle, and its reading. Sets go through audit-entries.ts. */
import { and, desc, eq, lt, sql as raw } from 'drizzle-orm'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { AuditEntry } from './audit-entries.ts'
import type { DbOrTx } from './client.ts'
import { apiTokens, auditEntries, users } from './schema.ts'
import { rollouts } from './schema-rollouts.ts'

/** Writes one entry, in the transaction of the change that it tells of. No secrets in `detail`. */
export async function writeAudit(db: DbOrTx, entry: AuditEntry): Promise<void> {
  await db.insert(auditEntries).values({
    ownerId: entry.ownerId,
    actor: entry.actor,
    action: entry.action,
    eui: entry.eui ?? null,
    address: entry.address ?? null,
    detail: entry.detail ?? {},
  })
}

/** One page of an owner's trail, newest first, with the names of people, tokens and rollouts; `before` is the last id of the page before. */
export function listAuditEntries(db: DbOrTx, params: { ownerId: Eui; before: number | undefined; limit: number }) {
  const { ownerId, before, limit } = params
  return db
    .select({
      id: auditEntries.id,
      at: auditEntries.at,
      actor: auditEntries.actor,
      actorName: raw<string | null>`coalesce(${users.name}, ${apiTokens.name}, ${rollouts.name})`,
      action: auditEntries.action,
      eui: auditEntries.eui,
      address: auditEntries.address,
      detail: auditEntries.detail,
    })
    .from(auditEntries)
    .leftJoin(users, raw`${auditEntries.actor} = 'user:' || ${users.id}`)
    .leftJoin(apiTokens, raw`${auditEntries.actor} = 'token:' || ${apiTokens.id} and ${apiTokens.ownerId} = ${ownerId}`)
    .leftJoin(rollouts, raw`${auditEntries.actor} = 'rollout:' || ${rollouts.id} and ${rollouts.ownerId} = ${ownerId}`)
    .where(and(eq(auditEntries.ownerId, ownerId), before === undefined ? undefined : lt(auditEntries.id, before)))
    .orderBy(desc(auditEntries.id))
    .limit(limit)
}
