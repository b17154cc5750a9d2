import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { readerOf } from '#lib/http/view-reader.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { createViewBody, savedView, savedViews } from '#lib/schemas/fleet.ts'
import { createView, listViews } from '#lib/services/fleet/saved-views.ts'

export const GET = defineRoute({
  summary: 'List the saved views of gateways: your own and the shared ones',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  answer: savedViews,
  run: async ({ ctx, owner, caller }) => ({ views: await listViews(ctx, owner, readerOf(caller, owner)) }),
})

export const POST = defineRoute({
  summary: 'Save a view of the gateways',
  description: 'Your own, or for every member. What an API token saves is for every member.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'body',
  body: createViewBody,
  answer: savedView,
  status: 201,
  run: ({ ctx, actor, owner, caller, body: { name, shared, query } }) =>
    createView(ctx, actor, readerOf(caller, owner), { name, shared, query }),
})
export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
