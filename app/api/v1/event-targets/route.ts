import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { createdEventTarget, createEventTargetBody, eventTargetsAnswer } from '#lib/schemas/events.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { createTarget, listTargets } from '#lib/services/events/manage-event-targets.ts'

export const GET = defineRoute({
  summary: 'List event targets with their health',
  tag: 'Events',
  right: 'connection:read',
  owner: 'query',
  query: ownerQuery,
  answer: eventTargetsAnswer,
  run: ({ ctx, owner }) => listTargets(ctx, owner),
})

export const POST = defineRoute({
  summary: 'Create an event target: a webhook or e-mail addresses',
  description:
    'A webhook is sent JSON with a Standard Webhooks signature. Its secret is in this answer and nowhere else. Without `kinds`, the target is told of what somebody should look at.',
  tag: 'Events',
  right: 'connection:write',
  owner: 'body',
  body: createEventTargetBody,
  answer: createdEventTarget,
  status: 201,
  run: ({ ctx, actor, body }) => createTarget(ctx, actor, body),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
