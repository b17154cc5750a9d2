import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { invitationsAnswer, inviteAnswer, inviteBody } from '#lib/schemas/people.ts'
import { invite, viewInvitations } from '#lib/services/people/invitations.ts'

export const GET = defineRoute({
  summary: 'List open invitations',
  tag: 'Members',
  right: 'owner:admin',
  owner: 'query',
  answer: invitationsAnswer,
  run: ({ ctx, actor }) => viewInvitations(ctx, actor),
})

export const POST = defineRoute({
  summary: 'Invite a person',
  description:
    'The link is in this answer and, where the server sends e-mail, in a mail to the person; it works once. An earlier invitation of the same address stops counting.',
  tag: 'Members',
  right: 'owner:admin',
  owner: 'body',
  body: inviteBody,
  answer: inviteAnswer,
  status: 201,
  // Each sends a mail to an address that somebody typed.
  rate: { perSecond: 0.2, burst: 20 },
  run: ({ ctx, actor, body: { ownerid: _, ...invitation } }) => invite(ctx, actor, invitation),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
