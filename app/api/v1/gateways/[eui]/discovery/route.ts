import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { gatewayParams } from '#lib/schemas/gateways.ts'
import { discoveryAnswer } from '#lib/schemas/lns.ts'
import { viewDiscovery } from '#lib/services/lns/view-discovery.ts'

export const GET = defineRoute({
  summary: 'Show what a gateway was answered at /router-info',
  description: 'Discovery by Gatehouse is switched on with `lnsDiscovery` of `setup`.',
  tag: 'Networks',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: gatewayParams,
  answer: discoveryAnswer,
  run: ({ ctx, owner, params }) => viewDiscovery(ctx, owner, params.eui),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
