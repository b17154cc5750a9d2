import { defineRoute } from '#lib/http/define-route.ts'
import { printNext } from '#lib/http/gateway-page-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { nextAnswers } from '#lib/schemas/gateway-page.ts'
import { gatewayParams, ownerQuery } from '#lib/schemas/gateways.ts'
import { viewNext } from '#lib/services/gateway-page/view-next.ts'

export const GET = defineRoute({
  summary: 'Show the next answers to a gateway, byte by byte, and why something waits',
  description:
    'Made by what answers the gateway. Supposed is that it applies what it is sent. URIs and credentials go first, firmware with the check-in after.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: gatewayParams,
  answer: nextAnswers,
  run: async ({ ctx, owner, params: { eui } }) => printNext(eui, await viewNext(ctx, owner, eui)),
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
