import { type Eui, euiFragment } from '#lib/domain/identifiers.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printGatewayPage } from '#lib/http/gateway-views.ts'
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
    const [value = '', eui = ''] = decodeCursor(query.cursor, ['text', 'eui']) ?? []
    const page = await listGateways(ctx, owner, {
      fragment: query.q ? euiFragment(query.q) : undefined,
      text: query.q?.trim() || undefined,
      state: query.state,
      tag: query.tag,
      site: query.site,
      firmware: query.firmware,
      sort: query.sort,
      descending: query.order === 'desc',
      after: query.cursor ? { value, eui: eui as Eui } : undefined,
      limit: query.limit,
    })
    const last = page.rows.at(-1)
    return printGatewayPage(page, page.more && last ? encodeCursor([last.sortValue, last.eui]) : null) as never
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
