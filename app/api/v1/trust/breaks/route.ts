import { defineRoute } from '#lib/http/define-route.ts'
import { takeLiveCheck } from '#lib/http/live-check-limit.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printBreaks } from '#lib/http/trust-views.ts'
import { breaksAnswer, breaksBody } from '#lib/schemas/trust.ts'
import { whatBreaks } from '#lib/services/trust/what-breaks.ts'

export const POST = defineRoute({
  summary: 'Show which gateways a server loses with another chain, or on a day',
  description:
    'Tries every trust that gateways hold for the server on its chain, as Station 2.0.6 verifies. The chain is given, or the server is asked. Stores nothing.',
  tag: 'Trust',
  right: 'gateway:setup',
  owner: 'body',
  body: breaksBody,
  answer: breaksAnswer,
  run: async ({ ctx, owner, body: { ownerid: _, at = ctx.now(), ...body } }) => {
    if (!body.chain) takeLiveCheck(owner)
    return printBreaks(await whatBreaks(ctx, owner, { ...body, at }), at)
  },
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
