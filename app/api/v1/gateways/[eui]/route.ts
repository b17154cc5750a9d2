import { AppError } from '#lib/domain/app-error.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printGateway } from '#lib/http/gateway-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { changeGatewayBody, gatewayDetail, gatewayParams, ownerQuery } from '#lib/schemas/gateways.ts'
import { changeGateway } from '#lib/services/change-gateway.ts'
import { NOT_YOURS } from '#lib/services/sentences.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'

export const GET = defineRoute({
  summary: 'Show one gateway: desired against reported, and what it receives next',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: gatewayParams,
  answer: gatewayDetail,
  run: async ({ ctx, owner, params }) => {
    const view = await viewGateway(ctx, owner, params.eui)
    if (!view) throw new AppError('not_found', NOT_YOURS)
    return printGateway(view)
  },
})

export const PATCH = defineRoute({
  summary: 'Name a gateway, and set its tags, site and location',
  tag: 'Gateways',
  right: 'gateway:setup',
  owner: 'body',
  body: changeGatewayBody,
  params: gatewayParams,
  answer: gatewayDetail,
  run: async ({ ctx, actor, owner, body: { ownerid: _, before, ...labels }, params }) => {
    await changeGateway(ctx, actor, params.eui, labels, before)
    const view = await viewGateway(ctx, owner, params.eui)
    if (!view) throw new AppError('not_found', NOT_YOURS)
    return printGateway(view)
  },
})
export const { POST, PUT, DELETE } = otherMethods('GET', 'PATCH')
