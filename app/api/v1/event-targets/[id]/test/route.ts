import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { eventTargetParams, testEventTargetAnswer, testEventTargetBody } from '#lib/schemas/events.ts'
import { testTarget } from '#lib/services/events/manage-event-targets.ts'

export const POST = defineRoute({
  summary: 'Send a test message to an event target',
  description: 'At once and outside the queue. Tells the class of the status and the time, and nothing of the answer.',
  tag: 'Events',
  right: 'connection:write',
  owner: 'body',
  body: testEventTargetBody,
  params: eventTargetParams,
  answer: testEventTargetAnswer,
  rate: { perSecond: 1, burst: 10 },
  run: ({ ctx, actor, params }) => testTarget(ctx, actor, params.id),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
