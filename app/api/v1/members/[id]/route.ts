import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { membersAnswer } from '#lib/schemas/domains.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { changeMemberBody, removeMemberQuery } from '#lib/schemas/people.ts'
import { viewMembers } from '#lib/services/connections/restrict-members.ts'
import { changeRole, removeMember } from '#lib/services/people/members.ts'

export const PATCH = defineRoute({
  summary: 'Change the role of a member',
  description: 'The last admin stays one.',
  tag: 'Members',
  right: 'owner:admin',
  owner: 'body',
  body: changeMemberBody,
  params: idParams,
  answer: membersAnswer,
  run: async ({ ctx, actor, body, params }) => {
    await changeRole(ctx, actor, { userId: params.id, role: body.role })
    return viewMembers(ctx, actor)
  },
})

export const DELETE = defineRoute({
  summary: 'Remove a member',
  description:
    'Tokens that are bound to the person stop counting; with `tokens=revoke` all that the person made. The last admin stays.',
  tag: 'Members',
  right: 'owner:admin',
  owner: 'query',
  query: removeMemberQuery,
  params: idParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, query, params }) => {
    await removeMember(ctx, actor, { userId: params.id, tokens: query.tokens })
    return null
  },
})

export const { GET, POST, PUT } = otherMethods('PATCH', 'DELETE')
