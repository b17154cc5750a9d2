import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { readerOf } from '#lib/http/view-reader.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { renameViewBody, savedView, viewParams } from '#lib/schemas/fleet.ts'
import { deleteView, renameView } from '#lib/services/fleet/saved-views.ts'

export const PATCH = defineRoute({
  summary: 'Rename a saved view of your own; who sets gateways up also a shared one',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'body',
  params: viewParams,
  body: renameViewBody,
  answer: savedView,
  run: ({ ctx, actor, owner, caller, params, body }) =>
    renameView(ctx, actor, readerOf(caller, owner), { id: params.id, name: body.name }),
})

export const DELETE = defineRoute({
  summary: 'Delete a saved view of your own; an admin also a shared one',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: viewParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, owner, caller, params }) => {
    await deleteView(ctx, actor, readerOf(caller, owner), params.id)
    return null
  },
})
export const { GET, POST, PUT } = otherMethods('PATCH', 'DELETE')
