import { defineRoute } from '#lib/http/define-route.ts'
import { takeLiveCheck } from '#lib/http/live-check-limit.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { checkAnswer, checkBody } from '#lib/schemas/lns.ts'
import { recordCheck } from '#lib/services/live-check/record-check.ts'
import { checkNetwork } from '#lib/services/lns/check-network.ts'

export const POST = defineRoute({
  summary: 'Connect to a network as a gateway would, and tell what came back',
  description:
    'Asks the LNS at /router-info over TLS with this one trust and these credentials. A CUPS gets one check-in that asks for nothing. Stores nothing but a line in the audit trail.',
  tag: 'Networks',
  right: 'gateway:setup',
  owner: 'body',
  body: checkBody,
  answer: checkAnswer,
  run: async ({ ctx, actor, owner, body }) => {
    takeLiveCheck(owner)
    const found = await checkNetwork(ctx, owner, body)
    const { network, side, address, gateway: eui } = body
    const detail = { network, side, address, ok: found.ok }
    await recordCheck(ctx, actor, { action: 'lns.check', eui, detail })
    return found
  },
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
