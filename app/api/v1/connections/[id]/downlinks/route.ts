import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { connectionParams } from '#lib/schemas/connections.ts'
import { downlinksAnswer, downlinksQuery } from '#lib/schemas/downlinks.ts'
import { viewDownlinks } from '#lib/services/downlinks/view-downlinks.ts'

export const GET = defineRoute({
  summary: 'List the downlinks of a connection',
  description: 'Newest first, of the last 30 days, with what became of each. Send `next` of one page as `before`.',
  tag: 'Connections',
  right: 'connection:read',
  owner: 'query',
  query: downlinksQuery,
  params: connectionParams,
  answer: downlinksAnswer,
  run: ({ ctx, actor, params, query }) => viewDownlinks(ctx, actor, params.id, query),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
