import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'

export const GET = defineRoute({
  summary: 'Check that the console and its database answer',
  tag: 'Installation',
  right: 'public',
  owner: 'none',
  answer: z.object({ status: z.literal('ok') }),
  run: async ({ ctx }) => {
    await ctx.sql`select 1`
    return { status: 'ok' } as const
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
