/** How transfers are printed. */
import type { TransferGateway, TransferRow } from '#lib/db/transfers.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'

export const printTransfer = ({ cursorAt: _, fromOwner, toOwner, offeredAt, expiresAt, ...row }: TransferRow) => ({
  ...row,
  from: formatId6(fromOwner),
  to: formatId6(toOwner),
  offeredAt: offeredAt.toISOString(),
  expiresAt: expiresAt.toISOString(),
})

export const printTransferGateway = ({ eui, expiresAt: _, settledAt, ...row }: TransferGateway) => ({
  ...row,
  gateway: formatId6(eui),
  settledAt: settledAt?.toISOString() ?? null,
})
