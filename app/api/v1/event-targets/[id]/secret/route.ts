import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { createdEventTarget, eventTargetParams, rotateEventSecretBody } from '#lib/schemas/events.ts'
import { rotateTargetSecret } from '#lib/services/events/manage-event-targets.ts'

export const POST = defineRoute({
  summary: 'Make a new secret for a webhook',
  description:
    'The secret is in this answer and nowhere else. Until the grace ends, messages carry signatures of both secrets.',
  tag: 'Events',
  right: 'connection:write',
  owner: 'body',
  body: rotateEventSecretBody,
  params: eventTargetParams,
  answer: createdEventTarget,
  run: ({ ctx, actor, body, params }) => rotateTargetSecret(ctx, actor, params.id, body),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
