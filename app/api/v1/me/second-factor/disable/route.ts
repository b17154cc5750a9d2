import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { done } from '#lib/schemas/identity.ts'
import { provedBody } from '#lib/schemas/people.ts'
import { disableSecondFactor } from '#lib/services/people/second-factor.ts'

export const POST = defineRoute({
  summary: 'Switch your second factor off',
  description: '`code` is one of the app or a recovery code.',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  body: provedBody,
  answer: done,
  run: async ({ ctx, actor, caller, body }) => {
    await disableSecondFactor(ctx, actor, { ...body, userId: caller.user.id })
    return { ok: true } as const
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
