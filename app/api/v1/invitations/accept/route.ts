import { formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { acceptAnswer, acceptBody } from '#lib/schemas/people.ts'
import { acceptAsNew } from '#lib/services/people/invitations.ts'

export const POST = defineRoute({
  summary: 'Accept an invitation as a new person',
  description: 'Makes the account. Whoever has one signs in and accepts with it.',
  tag: 'Members',
  right: 'public',
  owner: 'none',
  body: acceptBody,
  answer: acceptAnswer,
  status: 201,
  maxBytes: 16 * 1024,
  rate: { perSecond: 0.5, burst: 10 },
  run: async ({ ctx, actor, body }) => ({ owner: formatId6((await acceptAsNew(ctx, actor, body)).ownerId) }),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
