import { defineRoute } from '#lib/http/define-route.ts'
import { printStates } from '#lib/http/gateway-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { overviewAnswer } from '#lib/schemas/fleet.ts'
import { readOverview } from '#lib/services/fleet/read-overview.ts'

export const GET = defineRoute({
  summary: 'Count the gateways of an owner by state, ends of certificates, and firmware under way',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  answer: overviewAnswer,
  run: async ({ ctx, owner }) => {
    const { gateways, expires, firmware, refused } = await readOverview(ctx, owner)
    const { matching, exact, counts } = gateways
    return {
      gateways: { all: matching, exact, states: printStates(counts) },
      expires,
      firmware,
      refused: { gateways: refused },
    }
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
