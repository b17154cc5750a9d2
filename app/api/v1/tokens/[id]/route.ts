import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { memberOfTokens } from '#lib/http/own-tokens.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { revokeApiToken } from '#lib/services/revoke-api-token.ts'

export const DELETE = defineRoute({
  summary: 'Revoke an API token',
  tag: 'API tokens',
  description: 'Admins revoke any of the owner, other members their own.',
  right: 'owner:admin',
  ownToo: true,
  owner: 'query',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, caller, owner, params }) => {
    await revokeApiToken(ctx, actor, { ...params, boundTo: memberOfTokens(caller, owner) })
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
