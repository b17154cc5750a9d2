import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { revokeInvitation } from '#lib/services/people/invitations.ts'

export const DELETE = defineRoute({
  summary: 'Revoke an invitation',
  tag: 'Members',
  right: 'owner:admin',
  owner: 'query',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await revokeInvitation(ctx, actor, params.id)
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
