import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { done } from '#lib/schemas/identity.ts'
import { endSessions } from '#lib/services/end-sessions.ts'

export const POST = defineRoute({
  summary: 'Sign out everywhere',
  description: 'Ends all your sessions, this one too. API tokens keep working.',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  answer: done,
  run: async ({ ctx, actor, caller }) => {
    await endSessions(ctx, actor, { userId: caller.user.id })
    return { ok: true } as const
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
