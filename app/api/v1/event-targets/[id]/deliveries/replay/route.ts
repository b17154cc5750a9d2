import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { eventTargetParams, replayEventsAnswer, replayEventsBody } from '#lib/schemas/events.ts'
import { replayEvents } from '#lib/services/events/event-deliveries.ts'

export const POST = defineRoute({
  summary: 'Send messages of an event target again',
  description: 'The same messages under the same ids. Without `ids`, all that were given up.',
  tag: 'Events',
  right: 'connection:write',
  owner: 'body',
  body: replayEventsBody,
  params: eventTargetParams,
  answer: replayEventsAnswer,
  run: ({ ctx, actor, body, params }) => replayEvents(ctx, actor, params.id, body.ids),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
