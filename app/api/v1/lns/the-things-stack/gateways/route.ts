import { defineRoute } from '#lib/http/define-route.ts'
import { takeLiveCheck } from '#lib/http/live-check-limit.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { makeGatewayAnswer, makeGatewayBody } from '#lib/schemas/lns.ts'
import { makeTtsGateway } from '#lib/services/lns/make-tts-gateway.ts'

export const POST = defineRoute({
  summary: 'Make a gateway and its key on The Things Stack',
  description: 'The key that is given is stored nowhere; the one that is made is in this answer and nowhere else.',
  tag: 'Networks',
  right: 'gateway:setup',
  owner: 'body',
  body: makeGatewayBody,
  answer: makeGatewayAnswer,
  status: 201,
  run: async ({ ctx, actor, owner, body }) => {
    takeLiveCheck(owner)
    return makeTtsGateway(ctx, actor, body)
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
