import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { removeCa } from '#lib/services/client-cas/keep-cas.ts'

export const DELETE = defineRoute({
  summary: 'Remove a CA',
  description:
    'Gateways with certificates of it are not let in any more, unless the certificate is in their credential set. A key that Gatehouse kept is destroyed.',
  tag: 'Client certificates',
  right: 'owner:admin',
  owner: 'query',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await removeCa(ctx, actor, params.id)
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
