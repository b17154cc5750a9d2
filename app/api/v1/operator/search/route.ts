import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printFoundInSite } from '#lib/http/search-views.ts'
import { siteSearchAnswer, siteSearchQuery } from '#lib/schemas/search.ts'
import { searchSite } from '#lib/services/search/search-owner.ts'

export const GET = defineRoute({
  summary: 'Search the batches and owners of the installation',
  description: 'At most five of each. An identifier of a gateway finds the batch that it lies in.',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  query: siteSearchQuery,
  answer: siteSearchAnswer,
  run: async ({ ctx, query: { q } }) => printFoundInSite(await searchSite(ctx, q)),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
