import type { Eui } from '#lib/domain/identifiers.ts'
import { decodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { readFilter } from '#lib/http/gateway-target.ts'
import { cursorsOf, printGatewayPage } from '#lib/http/gateway-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { gatewayListQuery, gatewayPage } from '#lib/schemas/gateways.ts'
import { listGateways } from '#lib/services/view-gateways.ts'

export const GET = defineRoute({
  summary: 'Search and page through gateways with their states',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: gatewayListQuery,
  answer: gatewayPage,
  run: async ({ ctx, owner, query }) => {
    const [way, value = '', eui = ''] = decodeCursor(query.cursor, ['text', 'text', 'eui']) ?? []
    const edge = { value, eui: eui as Eui }
    const page = await listGateways(ctx, owner, {
      ...readFilter(query),
      sort: query.sort,
      descending: query.order === 'desc',
      after: way === 'next' ? edge : undefined,
      before: way === 'previous' ? edge : undefined,
      limit: query.limit,
    })
    return printGatewayPage(page, cursorsOf(page, way))
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
