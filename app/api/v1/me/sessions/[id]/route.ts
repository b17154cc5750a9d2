import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { revokeSession } from '#lib/services/people/sessions.ts'

export const DELETE = defineRoute({
  summary: 'End one of your sessions',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, caller, params }) => {
    await revokeSession(ctx, actor, { userId: caller.user.id, id: params.id })
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
