import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { removeDomain } from '#lib/services/connections/manage-domains.ts'

export const DELETE = defineRoute({
  summary: 'Delete a domain',
  description: 'Refused while a connection carries it.',
  tag: 'Domains',
  right: 'owner:admin',
  owner: 'query',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await removeDomain(ctx, actor, params.id)
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
