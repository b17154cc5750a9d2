import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { resetSecondFactor } from '#lib/services/people/second-factor.ts'

export const DELETE = defineRoute({
  summary: 'Take a person’s second factor away',
  description: 'For somebody who lost the app and the recovery codes. Make sure who asks.',
  tag: 'People',
  right: 'operator',
  owner: 'none',
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await resetSecondFactor(ctx, actor, { userId: params.id })
    return null
  },
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
