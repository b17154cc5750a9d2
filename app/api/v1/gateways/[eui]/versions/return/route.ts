import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { returnAnswer, returnBody } from '#lib/schemas/gateway-page.ts'
import { gatewayParams } from '#lib/schemas/gateways.ts'
import { returnToVersion } from '#lib/services/gateway-page/return-to-version.ts'

export const POST = defineRoute({
  summary: 'Return a gateway to an earlier version of a credential set',
  description:
    'Its values, with its key, become the newest version, after every check of `setup`. The same call with `before` of the answer undoes it.',
  tag: 'Gateways',
  right: 'gateway:setup',
  owner: 'body',
  body: returnBody,
  params: gatewayParams,
  answer: returnAnswer,
  run: ({ ctx, actor, params: { eui }, body: { category, version, revision, confirm } }) =>
    returnToVersion(ctx, actor, eui, { category, version, revision, confirm }),
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
