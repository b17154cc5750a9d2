import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { connectionDetail, connectionParams } from '#lib/schemas/connections.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { endGrace } from '#lib/services/connections/rotate-secrets.ts'

export const DELETE = defineRoute({
  summary: 'End the grace period of the report credential now',
  description: 'The previous one is refused from then on. Where there is none, nothing changes.',
  tag: 'Connections',
  right: 'connection:write',
  owner: 'query',
  query: ownerQuery,
  params: connectionParams,
  answer: connectionDetail,
  run: ({ ctx, actor, params }) => endGrace(ctx, actor, params.id, 'report-credential'),
})

export const { GET, POST, PUT, PATCH } = otherMethods('DELETE')
