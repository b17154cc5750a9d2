import { decodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printChangeGateways } from '#lib/http/trust-views.ts'
import { trustChangeGateways, trustChangeGatewaysQuery, trustChangeParams } from '#lib/schemas/trust.ts'
import { listGatewaysOfChange } from '#lib/services/trust/change-trust.ts'

export const GET = defineRoute({
  summary: 'Page through the gateways of a change of trust: who is missing, and why',
  tag: 'Trust',
  right: 'gateway:read',
  owner: 'query',
  query: trustChangeGatewaysQuery,
  params: trustChangeParams,
  answer: trustChangeGateways,
  run: async ({ ctx, owner, params, query: { stage, cursor, limit } }) => {
    const [after] = decodeCursor(cursor, ['eui']) ?? []
    const { rows, more } = await listGatewaysOfChange(ctx, owner, params.id, { stage, after, limit })
    return printChangeGateways(rows, more)
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
