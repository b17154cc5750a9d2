import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { eventDeliveriesAnswer, eventDeliveriesQuery, eventTargetParams } from '#lib/schemas/events.ts'
import { viewEventDeliveries } from '#lib/services/events/event-deliveries.ts'

export const GET = defineRoute({
  summary: 'List what an event target was sent',
  description: 'Newest first. Send `next` of one page as `before` for the page after it.',
  tag: 'Events',
  right: 'connection:read',
  owner: 'query',
  query: eventDeliveriesQuery,
  params: eventTargetParams,
  answer: eventDeliveriesAnswer,
  run: ({ ctx, owner, params, query }) => viewEventDeliveries(ctx, owner, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
