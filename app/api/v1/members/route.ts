import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { membersAnswer } from '#lib/schemas/domains.ts'
import { viewMembers } from '#lib/services/connections/restrict-members.ts'

export const GET = defineRoute({
  summary: 'List the members of an owner with their domain restrictions',
  tag: 'Domains',
  right: 'owner:admin',
  owner: 'query',
  answer: membersAnswer,
  run: ({ ctx, actor }) => viewMembers(ctx, actor),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
