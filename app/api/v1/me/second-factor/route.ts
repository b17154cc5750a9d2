import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { beginSecondFactorAnswer, beginSecondFactorBody, secondFactorAnswer } from '#lib/schemas/people.ts'
import { beginSecondFactor, viewSecondFactor } from '#lib/services/people/second-factor.ts'

export const GET = defineRoute({
  summary: 'Tell whether you have a second factor',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  answer: secondFactorAnswer,
  run: ({ ctx, caller }) => viewSecondFactor(ctx, caller.user.id),
})

export const POST = defineRoute({
  summary: 'Begin to set up a second factor',
  description:
    'Answers the secret for an authenticator app (TOTP, RFC 6238). It counts once a code of it is confirmed.',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  body: beginSecondFactorBody,
  answer: beginSecondFactorAnswer,
  status: 201,
  run: ({ ctx, actor, caller, body }) => beginSecondFactor(ctx, actor, { ...body, userId: caller.user.id }),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
