import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { confirmSecondFactorBody, recoveryCodesAnswer } from '#lib/schemas/people.ts'
import { confirmSecondFactor } from '#lib/services/people/second-factor.ts'

export const POST = defineRoute({
  summary: 'Confirm a second factor with its first code',
  description: 'Answers the recovery codes, this once.',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  body: confirmSecondFactorBody,
  answer: recoveryCodesAnswer,
  run: ({ ctx, actor, caller, body }) => confirmSecondFactor(ctx, actor, { ...body, userId: caller.user.id }),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
