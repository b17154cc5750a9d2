import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { gatewayParams } from '#lib/schemas/gateways.ts'
import { guidesAnswer } from '#lib/schemas/lns.ts'
import { describeGuides } from '#lib/services/lns/describe-guides.ts'

export const GET = defineRoute({
  summary: 'Show how to install this gateway, by maker',
  description: 'Filled in with the gateway’s values; keys are named and never shown.',
  tag: 'Networks',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: gatewayParams,
  answer: guidesAnswer,
  run: async ({ ctx, owner, params }) => await describeGuides(ctx, owner, params.eui),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
