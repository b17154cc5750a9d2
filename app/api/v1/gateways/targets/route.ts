import { formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { readTarget } from '#lib/http/gateway-target.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { listTargetsAnswer, listTargetsBody, MAX_ROLLOUT_BYTES } from '#lib/schemas/rollouts.ts'
import { listTargets } from '#lib/services/list-target.ts'

export const POST = defineRoute({
  summary: 'Name the gateways of a selection one by one',
  description:
    'At most 10,000, in the order of their identifiers; `more` tells that there are others, which `after` the last one goes on with. With the revisions that `setup` compares.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'body',
  body: listTargetsBody,
  answer: listTargetsAnswer,
  maxBytes: MAX_ROLLOUT_BYTES,
  run: async ({ ctx, owner, body }) => {
    const { gateways, more } = await listTargets(ctx, owner, readTarget(body.target), body.after)
    return { gateways: gateways.map(({ eui, ...rest }) => ({ gateway: formatId6(eui), ...rest })), more }
  },
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
