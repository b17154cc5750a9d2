import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printItems } from '#lib/http/owner-api.ts'
import { labelsAnswer, labelsBody } from '#lib/schemas/fleet.ts'
import { MAX_ROLLOUT_BYTES } from '#lib/schemas/rollouts.ts'
import { labelGateways } from '#lib/services/fleet/label-gateways.ts'

export const POST = defineRoute({
  summary: 'Name gateways, and set their tags, sites and locations',
  description:
    'Each with values of its own; what is left out stays. The answer has one entry per gateway, in request order, with an `error` where one failed.',
  tag: 'Gateways',
  right: 'gateway:setup',
  owner: 'body',
  body: labelsBody,
  answer: labelsAnswer,
  maxBytes: MAX_ROLLOUT_BYTES,
  run: async ({ ctx, actor, body }) => printItems('gateway', await labelGateways(ctx, actor, body.gateways)),
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
