import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { changeOwnerBody, ownerAnswer } from '#lib/schemas/people.ts'
import { changeOwner, viewOwner } from '#lib/services/people/owner-rules.ts'

export const GET = defineRoute({
  summary: 'Read an owner’s name and demands',
  tag: 'Members',
  right: 'owner:admin',
  owner: 'query',
  query: ownerQuery,
  answer: ownerAnswer,
  run: ({ ctx, actor }) => viewOwner(ctx, actor),
})

export const PATCH = defineRoute({
  summary: 'Rename an owner, or change what it demands of its members',
  description:
    'A member who does not meet a demand keeps the membership and can do nothing in the owner until then. API tokens of the owner go on.',
  tag: 'Members',
  right: 'owner:admin',
  owner: 'body',
  body: changeOwnerBody,
  answer: ownerAnswer,
  run: async ({ ctx, actor, caller, body: { name, secondFactor, sso, before } }) => {
    const session = caller.kind === 'session' ? { userId: caller.user.id, method: caller.user.session.method } : null
    await changeOwner(ctx, actor, { name, secondFactor, sso }, session, before)
    return viewOwner(ctx, actor)
  },
})

export const { POST, PUT, DELETE } = otherMethods('GET', 'PATCH')
