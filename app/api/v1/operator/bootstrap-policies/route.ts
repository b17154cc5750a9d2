import { defineRoute } from '#lib/http/define-route.ts'
import { printPolicy } from '#lib/http/operator-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { bootstrapPolicies, changeBootstrapPolicyBody } from '#lib/schemas/operator.ts'
import { changePolicy, viewPolicies } from '#lib/services/bootstrap/bootstrap-policies.ts'

export const GET = defineRoute({
  summary: 'List the limits of bootstrap tokens',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  answer: bootstrapPolicies,
  run: async ({ ctx }) => ({ policies: (await viewPolicies(ctx)).map(printPolicy) }),
})

export const PUT = defineRoute({
  summary: 'Limit bootstrap tokens of a batch, a flavor or the installation',
  description:
    'Without any limit, which is the default, the derived token is good for ever. A limit counts after a gateway has authenticated with credentials of its owner, and for check-ins that have nothing but the derived token. A gateway that needs an ended one is locked out until its owner or an operator re-arms it.',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  body: changeBootstrapPolicyBody,
  answer: bootstrapPolicies,
  run: async ({ ctx, actor, body }) => {
    await changePolicy(ctx, actor, { scope: body.scope, key: body.key.trim(), policy: body.policy })
    return { policies: (await viewPolicies(ctx)).map(printPolicy) }
  },
})

export const { POST, PATCH, DELETE } = otherMethods('GET', 'PUT')
