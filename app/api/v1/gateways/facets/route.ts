import { defineRoute } from '#lib/http/define-route.ts'
import { readFilter } from '#lib/http/gateway-target.ts'
import { printStates } from '#lib/http/gateway-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { facetsAnswer, facetsQuery } from '#lib/schemas/fleet.ts'
import { readFacets } from '#lib/services/fleet/count-fleet.ts'

export const GET = defineRoute({
  summary: 'Count gateways by state, tag, site, model and the like',
  description:
    'Under the same filters as the list. Of each facet the 100 values that most gateways have; `find` looks for others.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: facetsQuery,
  answer: facetsAnswer,
  run: async ({ ctx, owner, query: { find, ...filter } }) => {
    const { counts, matching, exact, facets, values, expires } = await readFacets(ctx, owner, readFilter(filter), find)
    return { matching, exact, states: printStates(counts), facets, values, expires }
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
