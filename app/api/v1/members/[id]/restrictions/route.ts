import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { membersAnswer, restrictMemberBody } from '#lib/schemas/domains.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { restrictMember, viewMembers } from '#lib/services/connections/restrict-members.ts'

export const PUT = defineRoute({
  summary: 'Restrict a member to domains',
  description:
    'Replaces what there is; an empty list lifts all restrictions. Restrictions of one group widen, of different groups narrow. Admins cannot be restricted.',
  tag: 'Domains',
  right: 'owner:admin',
  owner: 'body',
  body: restrictMemberBody,
  params: idParams,
  answer: membersAnswer,
  run: async ({ ctx, actor, body, params }) => {
    await restrictMember(ctx, actor, params.id, body.restrictions, body.before)
    return viewMembers(ctx, actor)
  },
})

export const { GET, POST, PATCH, DELETE } = otherMethods('PUT')
