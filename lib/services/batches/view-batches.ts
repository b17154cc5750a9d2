/** Batches as operators see them. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type BatchRow, changeBatch, findBatches } from '#lib/db/batches.ts'
import { findPinExports, type PinExportRow } from '#lib/db/pin-exports.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Actor, Context } from '../context.ts'

export async function listBatches(
  context: Context,
  { after, limit }: { after: Eui | undefined; limit: number },
): Promise<{ batches: BatchRow[]; next: Eui | undefined }> {
  const rows = await findBatches(context.sql, { after: after ?? null, limit: limit + 1 })
  const batches = rows.slice(0, limit)
  return { batches, next: rows.length > limit ? batches.at(-1)?.from : undefined }
}

export interface BatchDetail extends BatchRow {
  readonly pinExports: readonly PinExportRow[]
}

export async function viewBatch(context: Context, id: string): Promise<BatchDetail> {
  const [batch] = await findBatches(context.sql, { id })
  if (!batch) throw new AppError('not_found', 'There is no such batch.')
  return { ...batch, pinExports: await findPinExports(context.sql, id) }
}

export async function updateBatch(
  context: Context,
  actor: Actor,
  id: string,
  patch: { readonly manufacturer?: string | undefined; readonly notes?: string | undefined },
): Promise<BatchDetail> {
  await context.sql.begin(async (tx) => {
    const { manufacturer, notes } = patch
    const found = await changeBatch(tx, id, {
      manufacturer: manufacturer?.trim() ?? null,
      notes: notes?.trim() ?? null,
    })
    if (!found) throw new AppError('not_found', 'There is no such batch.')
    const detail = { id, fields: Object.keys(patch).filter((name) => patch[name as keyof typeof patch] !== undefined) }
    await insertAuditEntries(tx, [
      { ownerId: null, actor: actor.id, action: 'batch.change', address: actor.address, detail },
    ])
  })
  return viewBatch(context, id)
}
