import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { checkAnswer, checkBody } from '#lib/schemas/interop.ts'
import { checkJoinServer } from '#lib/services/interop/check-join-server.ts'

export const POST = defineRoute({
  summary: 'Ask a join server something harmless',
  description:
    'Name, connection and TLS with the configured client certificate, then a HomeNSReq for a DevEUI that nobody has. It changes nothing there.',
  tag: 'Join servers',
  right: 'interop:write',
  owner: 'body',
  params: idParams,
  body: checkBody,
  answer: checkAnswer,
  rate: { perSecond: 2, burst: 30 },
  run: ({ ctx, actor, params: { id }, body: { ownerid: _, ...body } }) => checkJoinServer(ctx, actor, id, body),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
