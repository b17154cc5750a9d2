import { defineRoute } from '#lib/http/define-route.ts'
import { takeLiveCheck } from '#lib/http/live-check-limit.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { checkAnswer, checkBody } from '#lib/schemas/lns.ts'
import { checkNetwork } from '#lib/services/lns/check-network.ts'

export const POST = defineRoute({
  summary: 'Connect to a network as a gateway would, and tell what came back',
  description:
    'Asks the LNS at /router-info over TLS with this one trust and these credentials. A CUPS is only greeted. Stores nothing.',
  tag: 'Networks',
  right: 'gateway:setup',
  owner: 'body',
  body: checkBody,
  answer: checkAnswer,
  run: async ({ ctx, owner, body }) => {
    takeLiveCheck(owner)
    return (await checkNetwork(ctx, owner, body)) as never
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
