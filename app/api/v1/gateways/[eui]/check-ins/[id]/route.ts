import { defineRoute } from '#lib/http/define-route.ts'
import { printCheckInDetail } from '#lib/http/gateway-page-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { checkInDetail, checkInParams } from '#lib/schemas/gateway-page.ts'
import { ownerQuery } from '#lib/schemas/gateways.ts'
import { viewCheckIn } from '#lib/services/gateway-page/view-check-in.ts'

export const GET = defineRoute({
  summary: 'Show one check-in: the request field by field, the answer segment by segment',
  description: 'Keys and tokens are masked: of an answer only lengths and CRCs of secrets are kept.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: checkInParams,
  answer: checkInDetail,
  run: async ({ ctx, owner, params: { eui, id } }) => printCheckInDetail(eui, await viewCheckIn(ctx, owner, eui, id)),
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
