import { printUnknown } from '#lib/http/claim-attempt-views.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { unknownGateways, unknownGatewaysQuery } from '#lib/schemas/claim-attempts.ts'
import { listUnknownGateways } from '#lib/services/claims/unknown-gateways.ts'

export const GET = defineRoute({
  summary: 'List routers that were refused',
  description: 'One entry for each router, the one that knocked last first, out of the 10,000 refusals that are kept.',
  tag: 'Unknown gateways',
  right: 'operator',
  owner: 'none',
  query: unknownGatewaysQuery,
  answer: unknownGateways,
  run: async ({ ctx, query: { cursor, standing, ...rest } }) => {
    const [before] = decodeCursor(cursor, ['bigint']) ?? []
    const { gateways, next } = await listUnknownGateways(ctx, {
      ...rest,
      standing: standing === 'all' ? null : standing,
      before: before === undefined ? null : Number(before),
    })
    return { gateways: gateways.map(printUnknown), next: next === undefined ? null : encodeCursor([String(next)]) }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
