import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { removeSigningKey } from '#lib/services/signing-keys.ts'

export const DELETE = defineRoute({
  summary: 'Delete a signing key',
  description: 'Refused while signatures of it are held.',
  tag: 'Firmware',
  right: 'firmware:write',
  owner: 'query',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await removeSigningKey(ctx, actor, params.id)
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
