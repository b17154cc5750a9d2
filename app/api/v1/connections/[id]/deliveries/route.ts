import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { deliveryListQuery, deliveryPage, reportParams } from '#lib/schemas/deliveries.ts'
import { viewDeliveries } from '#lib/services/deliveries/view-deliveries.ts'

export const GET = defineRoute({
  summary: 'List the deliveries of a connection',
  description:
    'Newest first, without what the reports hold. Send `next` of one page as `cursor` for the page after it.',
  tag: 'Connections',
  right: 'connection:read',
  owner: 'query',
  params: reportParams,
  query: deliveryListQuery,
  answer: deliveryPage,
  run: async ({ ctx, actor, params, query: { cursor, ...query } }) => {
    const before = decodeCursor(cursor, ['bigint'])?.[0]
    const { last, ...page } = await viewDeliveries(ctx, actor, params.id, { ...query, before })
    return { ...page, next: last === undefined ? null : encodeCursor([last]) }
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
