import type { z } from 'zod'
import { listAuditEntries } from '#lib/db/audit.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { auditAnswer } from '#lib/schemas/identity.ts'
import type { Context } from './context.ts'

/** One page of an owner's audit trail, newest first. */
export async function listAuditTrail(
  ctx: Context,
  params: { ownerId: Eui; cursor?: string | undefined; limit: number },
): Promise<z.infer<typeof auditAnswer>> {
  const { ownerId, cursor, limit } = params
  const before = cursor === undefined ? undefined : Number(cursor)
  // One more than the page, to know whether there is a next one.
  const rows = await listAuditEntries(ctx.db, { ownerId, before, limit: limit + 1 })
  const entries = rows.slice(0, limit).map(({ eui, at, id, detail, ...row }) => ({
    ...row,
    id: String(id),
    at: at.toISOString(),
    gateway: eui && formatId6(eui),
    detail: detail as Record<string, unknown>,
  }))
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}
