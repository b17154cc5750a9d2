/** Batches as operators see them. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type BatchRow, changeBatch, findBatches, lockBatchTexts } from '#lib/db/batches.ts'
import { findPinExports, type PinExportRow } from '#lib/db/pin-exports.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { beforeAndAfter } from '#lib/domain/edits/stale-fields.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Actor, Context } from '../context.ts'
import { refuseStale } from '../refuse-stale.ts'

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

/** What operators write about a batch. */
export interface BatchTexts {
  readonly manufacturer?: string | undefined
  readonly notes?: string | undefined
}

/** `before`: what the caller saw. Throws `not_found`, and `conflict` when somebody else changed one of the fields of `before`. */
export async function updateBatch(
  context: Context,
  actor: Actor,
  id: string,
  patch: BatchTexts,
  before?: BatchTexts,
): Promise<BatchDetail> {
  await context.sql.begin(async (tx) => {
    const now = await lockBatchTexts(tx, id)
    if (!now) throw new AppError('not_found', 'There is no such batch.')
    const wanted = { manufacturer: patch.manufacturer?.trim(), notes: patch.notes?.trim() }
    refuseStale(now, before && { ...before }, wanted)
    const changes = beforeAndAfter(now, wanted)
    if (!changes) return
    await changeBatch(tx, id, { manufacturer: wanted.manufacturer ?? null, notes: wanted.notes ?? null })
    await insertAuditEntries(tx, [
      { ownerId: null, actor: actor.id, action: 'batch.change', address: actor.address, detail: { id, ...changes } },
    ])
  })
  return viewBatch(context, id)
}
