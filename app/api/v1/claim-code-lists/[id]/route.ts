import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { removeCodeList } from '#lib/services/batches/import-claim-codes.ts'

export const DELETE = defineRoute({
  summary: 'Delete a list of claim codes',
  description: 'Claimed gateways stay with their owners. The others cannot be claimed by these codes any more.',
  tag: 'Batches',
  right: 'operator',
  owner: 'none',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await removeCodeList(ctx, actor, params.id)
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
