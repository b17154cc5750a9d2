import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { provedBody, recoveryCodesAnswer } from '#lib/schemas/people.ts'
import { renewRecoveryCodes } from '#lib/services/people/second-factor.ts'

export const POST = defineRoute({
  summary: 'Make new recovery codes',
  description: 'The old ones stop counting.',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  body: provedBody,
  answer: recoveryCodesAnswer,
  run: ({ ctx, actor, caller, body }) => renewRecoveryCodes(ctx, actor, { ...body, userId: caller.user.id }),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
