import type { Eui } from '#lib/domain/identifiers.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { euiField } from '#lib/http/batch-views.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { readTarget } from '#lib/http/gateway-target.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printTransfer } from '#lib/http/transfer-views.ts'
import { MAX_ROLLOUT_BYTES } from '#lib/schemas/rollouts.ts'
import { offerAnswer, offerBody, transferList, transferQuery } from '#lib/schemas/transfers.ts'
import { offerGateways } from '#lib/services/transfers/offer-gateways.ts'
import { listTransfers, viewTransfer } from '#lib/services/transfers/view-transfers.ts'

export const GET = defineRoute({
  summary: 'List transfers to or from an owner, newest first',
  tag: 'Transfers',
  right: 'gateway:read',
  owner: 'query',
  query: transferQuery,
  answer: transferList,
  run: async ({ ctx, owner, query: { direction, open, cursor, limit } }) => {
    const [at, id] = decodeCursor(cursor, ['time', 'uuid']) ?? []
    const page = await listTransfers(ctx, owner, { direction, open, after: at && id ? { at, id } : undefined, limit })
    const last = page.rows.at(-1)
    return {
      transfers: page.rows.map(printTransfer),
      next: page.more && last ? encodeCursor([last.cursorAt, last.id]) : null,
      incoming: page.incoming,
    }
  },
})

export const POST = defineRoute({
  summary: 'Offer gateways to another owner',
  description:
    'Nothing changes until the other owner accepts. Then the secrets of this owner are wiped and refused; what lies on the gateways stays there until their new owner sets something else. A gateway is in one offer at a time.',
  tag: 'Transfers',
  right: 'gateway:claim',
  owner: 'body',
  body: offerBody,
  answer: offerAnswer,
  status: 201,
  maxBytes: MAX_ROLLOUT_BYTES,
  run: async ({ ctx, actor, owner, body: { to, target, days, note, withLabels } }) => {
    const offer = { to: euiField(to, 'to'), target: readTarget(target), days, note, withLabels }
    const { id, offered, left } = await offerGateways(ctx, actor, offer)
    const { transfer } = await viewTransfer(ctx, owner, id, { after: undefined, limit: 1 })
    return {
      transfer: printTransfer(transfer),
      offered,
      left: left
        .slice(0, 1000)
        .map(({ eui, reason }: { eui: Eui; reason: string }) => ({ gateway: formatId6(eui), reason })),
    }
  },
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
