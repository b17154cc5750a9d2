import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { revokeApiToken } from '#lib/services/revoke-api-token.ts'

export const DELETE = defineRoute({
  summary: 'Revoke an API token',
  tag: 'API tokens',
  right: 'owner:admin',
  owner: 'query',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await revokeApiToken(ctx, actor, params)
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
