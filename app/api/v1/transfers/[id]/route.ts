import type { Eui } from '#lib/domain/identifiers.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printTransfer, printTransferGateway } from '#lib/http/transfer-views.ts'
import { transferDetail, transferDetailQuery, transferParams } from '#lib/schemas/transfers.ts'
import { viewTransfer } from '#lib/services/transfers/view-transfers.ts'

export const GET = defineRoute({
  summary: 'Show a transfer and where each of its gateways stands',
  tag: 'Transfers',
  right: 'gateway:read',
  owner: 'query',
  query: transferDetailQuery,
  params: transferParams,
  answer: transferDetail,
  run: async ({ ctx, owner, params, query: { cursor, limit } }) => {
    const [after] = decodeCursor(cursor, ['eui']) ?? []
    const { transfer, gateways, more } = await viewTransfer(ctx, owner, params.id, {
      after: after as Eui | undefined,
      limit,
    })
    const last = gateways.at(-1)
    return {
      ...printTransfer(transfer),
      gateways: gateways.map(printTransferGateway),
      next: more && last ? encodeCursor([last.eui]) : null,
    }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
