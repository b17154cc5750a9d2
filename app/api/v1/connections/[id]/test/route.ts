import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { reportParams, testAnswer, testBody } from '#lib/schemas/deliveries.ts'
import { testConnection } from '#lib/services/deliveries/test-connection.ts'

export const POST = defineRoute({
  summary: 'Send a test report',
  description:
    'A well-formed DevEUI_uplink of the device 0000000000000000. Tells the class of the status and the time only.',
  tag: 'Connections',
  right: 'connection:write',
  owner: 'body',
  params: reportParams,
  body: testBody,
  answer: testAnswer,
  rate: { perSecond: 0.5, burst: 10 },
  run: ({ ctx, actor, params }) => testConnection(ctx, actor, params.id),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
