import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { deliveryDetail, deliveryParams } from '#lib/schemas/deliveries.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { viewDelivery } from '#lib/services/deliveries/view-deliveries.ts'

export const GET = defineRoute({
  summary: 'Read a delivery: its report and its attempts',
  tag: 'Connections',
  right: 'connection:read',
  owner: 'query',
  params: deliveryParams,
  query: ownerQuery,
  answer: deliveryDetail,
  run: ({ ctx, actor, params }) => viewDelivery(ctx, actor, params.id, params.delivery),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
