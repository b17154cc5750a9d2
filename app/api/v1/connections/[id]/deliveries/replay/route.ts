import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { replayAnswer, replayBody, reportParams } from '#lib/schemas/deliveries.ts'
import { replayDeliveries } from '#lib/services/deliveries/replay-deliveries.ts'

export const POST = defineRoute({
  summary: 'Deliver again: one, or all of a range',
  description:
    'What is dead or lost, unless `states` or `ids` say otherwise. They go out again in order, before what was accepted after them.',
  tag: 'Connections',
  right: 'connection:write',
  owner: 'body',
  params: reportParams,
  body: replayBody,
  answer: replayAnswer,
  run: ({ ctx, actor, params, body }) => replayDeliveries(ctx, actor, params.id, body),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
