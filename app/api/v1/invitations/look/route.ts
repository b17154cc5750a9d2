import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { lookAnswer, lookBody } from '#lib/schemas/people.ts'
import { lookAtInvitation } from '#lib/services/people/invitations.ts'

export const POST = defineRoute({
  summary: 'See what an invitation is for',
  tag: 'Members',
  right: 'public',
  owner: 'none',
  body: lookBody,
  answer: lookAnswer,
  maxBytes: 4096,
  rate: { perSecond: 1, burst: 20 },
  run: ({ ctx, body }) => lookAtInvitation(ctx, body.token),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
