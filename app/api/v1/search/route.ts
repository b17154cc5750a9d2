import { rightsIn } from '#lib/http/caller.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printFound } from '#lib/http/search-views.ts'
import { searchAnswer, searchQuery } from '#lib/schemas/search.ts'
import { searchOwner } from '#lib/services/search/search-owner.ts'

export const GET = defineRoute({
  summary: 'Search everything of an owner',
  description:
    'Gateways, saved views, rollouts, firmware images, connections, event targets, join servers, certificates, trust changes, client CAs, members and API tokens: at most five of each, and only of kinds that the caller may read. Connections keep to the domains of a member.',
  tag: 'Search',
  right: 'gateway:read',
  owner: 'query',
  query: searchQuery,
  answer: searchAnswer,
  run: async ({ ctx, actor, caller, owner, query: { q } }) => {
    const userId = caller.kind === 'session' ? caller.user.id : null
    return printFound(await searchOwner(ctx, actor, { rights: rightsIn(caller, owner) ?? [], userId }, q))
  },
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
