/** Transfers as their two owners see them. */
import {
  countIncoming,
  type Direction,
  findTransfer,
  listTransfers as listStored,
  listTransferGateways,
  type TransferGateway,
  type TransferRow,
} from '#lib/db/transfers.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { standing } from '#lib/domain/transfers/transfer.ts'
import type { Context } from '../context.ts'

export async function listTransfers(
  context: Context,
  ownerId: Eui,
  page: {
    readonly direction: Direction
    readonly open: boolean
    readonly after: { readonly at: string; readonly id: string } | undefined
    readonly limit: number
  },
): Promise<{
  rows: TransferRow[]
  more: boolean
  incoming: { readonly gateways: number; readonly transfers: number }
}> {
  const now = context.now()
  const [rows, incoming] = await Promise.all([
    listStored(context.sql, ownerId, { ...page, limit: page.limit + 1 }, now),
    countIncoming(context.sql, ownerId, now),
  ])
  return { rows: rows.slice(0, page.limit), more: rows.length > page.limit, incoming }
}

/** Throws `not_found` for transfers of others and unknown ones alike. */
export async function viewTransfer(
  context: Context,
  ownerId: Eui,
  id: string,
  page: { readonly after: Eui | undefined; readonly limit: number },
): Promise<{ transfer: TransferRow; gateways: TransferGateway[]; more: boolean }> {
  const now = context.now()
  const transfer = await findTransfer(context.sql, ownerId, id, now)
  if (!transfer) throw new AppError('not_found', 'There is no such transfer with this owner.')
  const rows = await listTransferGateways(context.sql, ownerId, id, { ...page, limit: page.limit + 1 })
  const gateways = rows.slice(0, page.limit).map((row) => ({ ...row, state: standing(row.state, row.expiresAt, now) }))
  return { transfer, gateways, more: rows.length > page.limit }
}
