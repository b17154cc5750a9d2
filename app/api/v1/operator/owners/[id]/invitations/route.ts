import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { inviteFirstBody, operatorOwnerParams } from '#lib/schemas/operator.ts'
import { inviteAnswer } from '#lib/schemas/people.ts'
import { inviteFirstAdmin } from '#lib/services/operator/manage-owners.ts'

export const POST = defineRoute({
  summary: 'Invite the first admin of an owner that has no members',
  description:
    'Once an owner has members, its admins invite: operators of the installation come into no owner by themselves.',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  params: operatorOwnerParams,
  body: inviteFirstBody,
  answer: inviteAnswer,
  status: 201,
  // Each sends a mail to an address that somebody typed.
  rate: { perSecond: 0.2, burst: 20 },
  run: ({ ctx, actor, params, body }) => inviteFirstAdmin(ctx, actor, params.id, body),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
