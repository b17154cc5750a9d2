import { counterOf } from '#lib/http/claim-attempt-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { releaseAnswer, releaseBody } from '#lib/schemas/claim-attempts.ts'
import { releaseCounter } from '#lib/services/claims/view-attempts.ts'

export const POST = defineRoute({
  summary: 'Release a pause of claim attempts',
  description: 'Of an owner the pauses of its gateways go with it. With `forget` the count begins anew. Audited.',
  tag: 'Claim attempts',
  right: 'operator',
  owner: 'none',
  body: releaseBody,
  answer: releaseAnswer,
  run: ({ ctx, actor, body }) => releaseCounter(ctx, actor, counterOf(body), body.forget),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
