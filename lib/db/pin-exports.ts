/** Statements on exports of claim PINs: a range of a batch that went to one owner. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface PinExportRow {
  readonly id: string
  readonly ownerId: Eui
  readonly from: Eui
  readonly to: Eui
  readonly count: number
  readonly recipient: string
  readonly createdAt: Date
  readonly createdBy: string
}

export async function findPinExports(sql: Statements, batchId: string): Promise<PinExportRow[]> {
  return sql<PinExportRow[]>`
    select id, owner_id as "ownerId", eui_from as "from", eui_to as "to", count, recipient, created_at as "createdAt",
           created_by as "createdBy"
      from pin_exports where batch_id = ${batchId} order by created_at desc, id limit 200`
}

/**
 * Notes an export, unless a part of its range was exported before and `again` is not set: then the earlier one is
 * answered. The batch is locked, so that of two at once one is refused.
 */
export async function notePinExport(
  sql: Statements,
  one: Omit<PinExportRow, 'id'> & { readonly batchId: string },
  again: boolean,
): Promise<{ readonly before: PinExportRow } | { readonly id: string }> {
  await sql`select 1 from batches where id = ${one.batchId} for update`
  const [before] = await sql<PinExportRow[]>`
    select id, owner_id as "ownerId", eui_from as "from", eui_to as "to", count, recipient, created_at as "createdAt",
           created_by as "createdBy"
      from pin_exports where batch_id = ${one.batchId} and eui_from <= ${one.to} and eui_to >= ${one.from} limit 1`
  if (before && !again) return { before }
  const [row] = await sql<{ id: string }[]>`
    insert into pin_exports (batch_id, owner_id, eui_from, eui_to, count, recipient, created_at, created_by)
    values (${one.batchId}, ${one.ownerId}, ${one.from}, ${one.to}, ${one.count}, ${one.recipient}, ${one.createdAt},
            ${one.createdBy})
    returning id`
  if (!row) throw new Error('the export was not noted')
  return { id: row.id }
}

/** How many gateways of a range somebody else than this owner holds. */
export async function countForeign(sql: Statements, ownerId: Eui, from: Eui, to: Eui): Promise<number> {
  const [row] = await sql<{ count: string }[]>`
    select count(*) as count from gateways
     where eui >= ${from} and eui <= ${to} and owner_id is not null and owner_id <> ${ownerId}`
  return Number(row?.count ?? 0)
}
