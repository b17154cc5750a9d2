import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { endedAnswer } from '#lib/schemas/people.ts'
import { revokeOtherSessions } from '#lib/services/people/sessions.ts'

export const POST = defineRoute({
  summary: 'End all your sessions but this one',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  answer: endedAnswer,
  run: ({ ctx, actor, caller: { user } }) =>
    revokeOtherSessions(ctx, actor, { userId: user.id, current: user.session.id }),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
