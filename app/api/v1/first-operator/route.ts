import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { done, firstOperatorBody } from '#lib/schemas/identity.ts'
import { createFirstOperator } from '#lib/services/first-operator.ts'

export const POST = defineRoute({
  summary: 'Create the first operator',
  description: 'Works once, with the token of the link that the first start prints, while nobody has an account.',
  tag: 'Account',
  right: 'public',
  owner: 'none',
  body: firstOperatorBody,
  answer: done,
  status: 201,
  maxBytes: 16 * 1024,
  rate: { perSecond: 0.5, burst: 10 },
  run: async ({ ctx, actor, body: { ownerid, ...body } }) => {
    await createFirstOperator(ctx, { ...body, ownerId: ownerid }, actor)
    return { ok: true } as const
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
