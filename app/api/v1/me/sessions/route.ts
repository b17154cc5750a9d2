import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { sessionsAnswer } from '#lib/schemas/people.ts'
import { viewSessions } from '#lib/services/people/sessions.ts'

export const GET = defineRoute({
  summary: 'List your sessions',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  answer: sessionsAnswer,
  run: ({ ctx, caller: { user } }) => viewSessions(ctx, { userId: user.id, current: user.session.id }),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
