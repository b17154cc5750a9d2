import { decodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printTimeline } from '#lib/http/gateway-page-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { timelineAnswer, timelineQuery } from '#lib/schemas/gateway-page.ts'
import { gatewayParams } from '#lib/schemas/gateways.ts'
import { viewTimeline } from '#lib/services/gateway-page/view-timeline.ts'

export const GET = defineRoute({
  summary: 'Page through the history of a gateway, newest first',
  description:
    'Claims, setups and who made them, offers and confirmations, fall-backs, firmware, rollouts, certificates, silences; and check-ins that said something new, with the others counted between them.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: timelineQuery,
  params: gatewayParams,
  answer: timelineAnswer,
  run: async ({ ctx, owner, params, query: { kind, cursor, limit } }) => {
    const [at, key] = decodeCursor(cursor, ['time', 'text']) ?? []
    const after = at !== undefined && key !== undefined ? { at, key } : undefined
    return printTimeline(await viewTimeline(ctx, owner, params.eui, { kinds: kind, after, limit }))
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
