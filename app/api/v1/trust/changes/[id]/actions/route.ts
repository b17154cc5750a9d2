import { defineRoute } from '#lib/http/define-route.ts'
import { takeLiveCheck } from '#lib/http/live-check-limit.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { readPlan } from '#lib/http/rollout-views.ts'
import { printChange } from '#lib/http/trust-views.ts'
import { trustChangeActionBody, trustChangeAnswer, trustChangeParams } from '#lib/schemas/trust.ts'
import { actOnTrustChange, viewTrustChange } from '#lib/services/trust/change-trust.ts'

export const POST = defineRoute({
  summary: 'Take a step of a change of trust',
  description:
    '`give` starts step 1, a rollout of the new root to those that do not have it; `move` starts step 2 for those that have proven it; `return` takes the last step back; `check` looks at the servers again; `finish` and `cancel` end the change. A step is refused unless its server, looked at now, verifies under what gateways would hold.',
  tag: 'Trust',
  right: 'gateway:setup',
  owner: 'body',
  body: trustChangeActionBody,
  params: trustChangeParams,
  answer: trustChangeAnswer,
  run: async ({ ctx, actor, owner, params: { id }, body: { action, chain, ...plan } }) => {
    if (!chain && action !== 'finish' && action !== 'cancel') takeLiveCheck(owner)
    await actOnTrustChange(ctx, actor, id, action, { chain, plan: readPlan(plan) })
    return printChange(await viewTrustChange(ctx, owner, id))
  },
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
