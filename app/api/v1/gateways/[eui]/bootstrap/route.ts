import { AppError } from '#lib/domain/app-error.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printBootstrap } from '#lib/http/operator-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { bootstrapActionBody, bootstrapView } from '#lib/schemas/bootstrap.ts'
import { gatewayParams, ownerQuery } from '#lib/schemas/gateways.ts'
import { rearmBootstrap, revokeInherited } from '#lib/services/bootstrap/rearm-bootstrap.ts'
import { viewBootstrap } from '#lib/services/bootstrap/view-bootstrap.ts'

export const GET = defineRoute({
  summary: 'Show how far the bootstrap token of a gateway is good',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: gatewayParams,
  answer: bootstrapView,
  run: async ({ ctx, owner, params }) => printBootstrap(await viewBootstrap(ctx, owner, params.eui)),
})

export const POST = defineRoute({
  summary: 'Re-arm the bootstrap token of a gateway, or revoke what its former owner knows',
  description:
    '`rearm`: uses and days of the limit count from now. `revoke-inherited`: after a transfer of a gateway without a derived token; refused until the gateway has proven a CUPS credential of this owner.',
  tag: 'Gateways',
  right: 'gateway:setup',
  owner: 'body',
  body: bootstrapActionBody,
  params: gatewayParams,
  answer: bootstrapView,
  run: async ({ ctx, actor, owner, params: { eui }, body: { action } }) => {
    if (action === 'revoke-inherited') await revokeInherited(ctx, actor, eui)
    else {
      const [answer] = await rearmBootstrap(ctx, actor, [eui])
      if (answer?.error) throw new AppError('not_found', answer.error)
    }
    return printBootstrap(await viewBootstrap(ctx, owner, eui))
  },
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
