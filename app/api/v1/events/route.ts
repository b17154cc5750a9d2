import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { eventsAnswer, eventsQuery } from '#lib/schemas/events.ts'
import { viewEvents } from '#lib/services/events/view-events.ts'

export const GET = defineRoute({
  summary: 'List events of gateways, firmware and rollouts',
  description: 'Newest first, of the last 30 days. Send `next` of one page as `before` for the page after it.',
  tag: 'Events',
  right: 'connection:read',
  owner: 'query',
  query: eventsQuery,
  answer: eventsAnswer,
  run: ({ ctx, owner, query }) => viewEvents(ctx, owner, query),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
