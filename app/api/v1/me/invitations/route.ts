import { formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { acceptAnswer, joinBody } from '#lib/schemas/people.ts'
import { acceptAsMember } from '#lib/services/people/invitations.ts'

export const POST = defineRoute({
  summary: 'Accept an invitation with your account',
  description: 'Your e-mail address must be the one that was invited.',
  tag: 'Account',
  right: 'session',
  owner: 'none',
  body: joinBody,
  answer: acceptAnswer,
  status: 201,
  rate: { perSecond: 0.5, burst: 20 },
  run: async ({ ctx, actor, caller, body }) => {
    const { ownerId } = await acceptAsMember(ctx, actor, { ...body, userId: caller.user.id })
    return { owner: formatId6(ownerId) }
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
