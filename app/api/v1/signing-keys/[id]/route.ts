import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { deleteSigningKeyQuery } from '#lib/schemas/firmware.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { removeSigningKey } from '#lib/services/signing-keys.ts'

export const DELETE = defineRoute({
  summary: 'Delete a signing key',
  description:
    'Refused while signatures of it are held. A key that is kept here is gone for ever with this; while gateways hold its public part, `force` must say that this is meant.',
  tag: 'Firmware',
  right: 'firmware:write',
  owner: 'query',
  query: deleteSigningKeyQuery,
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params, query }) => {
    await removeSigningKey(ctx, actor, params.id, query.force)
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
