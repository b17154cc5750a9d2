import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { done, passwordBody } from '#lib/schemas/identity.ts'
import { changePassword } from '#lib/services/change-password.ts'

export const POST = defineRoute({
  summary: 'Change your password',
  description: 'Ends all your sessions, this one too.',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  body: passwordBody,
  answer: done,
  run: async ({ ctx, actor, caller, body }) => {
    await changePassword(ctx, actor, { userId: caller.user.id, ...body })
    return { ok: true } as const
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
