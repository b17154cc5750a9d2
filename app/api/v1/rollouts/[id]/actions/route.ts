import { formatId6 } from '#lib/domain/identifiers.ts'
import { requireRight } from '#lib/http/authorize.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printRollout } from '#lib/http/rollout-views.ts'
import { rolloutActionAnswer, rolloutActionBody, rolloutParams } from '#lib/schemas/rollouts.ts'
import { actOnRollout } from '#lib/services/rollouts/act-on-rollout.ts'
import { viewRollout } from '#lib/services/rollouts/view-rollout.ts'

export const POST = defineRoute({
  summary: 'Start, pause, resume, abort or retry a rollout, or return its gateways to their previous set',
  description:
    'What was offered to a gateway cannot be called back: it is followed to its end. What was not offered yet is taken back by `pause` and `abort`. `return` sets what was there before the rollout; gateways that something else has set since are left alone and listed.',
  tag: 'Rollouts',
  right: 'firmware:write',
  owner: 'body',
  body: rolloutActionBody,
  params: rolloutParams,
  answer: rolloutActionAnswer,
  run: async ({ ctx, actor, caller, owner, params: { id }, body: { action, scope, failure, confirm } }) => {
    const { kind } = await viewRollout(ctx, owner, id)
    if (kind === 'credentials') requireRight(caller, owner, 'gateway:setup')
    const { affected, left } = await actOnRollout(ctx, actor, id, action, { scope, failure, confirm })
    const rollout = printRollout(await viewRollout(ctx, owner, id))
    return { rollout, affected, left: left.map(({ eui, reason }) => ({ gateway: formatId6(eui), reason })) }
  },
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
