import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { closeAlert } from '#lib/services/claims/view-attempts.ts'

export const POST = defineRoute({
  summary: 'Say that an episode of guessing was seen to',
  tag: 'Claim attempts',
  right: 'operator',
  owner: 'none',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await closeAlert(ctx, actor, params.id)
    return null
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
