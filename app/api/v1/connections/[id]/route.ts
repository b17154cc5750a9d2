import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { changeConnectionBody, connectionDetail, connectionParams } from '#lib/schemas/connections.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { changeConnection } from '#lib/services/connections/change-connection.ts'
import { removeConnection } from '#lib/services/connections/remove-connection.ts'
import { viewConnection } from '#lib/services/connections/view-connections.ts'

export const GET = defineRoute({
  summary: 'Show one connection',
  tag: 'Connections',
  right: 'connection:read',
  owner: 'query',
  query: ownerQuery,
  params: connectionParams,
  answer: connectionDetail,
  run: ({ ctx, actor, params }) => viewConnection(ctx, actor, params.id),
})

export const PATCH = defineRoute({
  summary: 'Change, activate or deactivate a connection',
  description:
    'Fields that are left out stay. Headers without a value keep theirs. When the URL leads to another server, secret header values and the login are asked for again.',
  tag: 'Connections',
  right: 'connection:write',
  owner: 'body',
  body: changeConnectionBody,
  params: connectionParams,
  answer: connectionDetail,
  run: ({ ctx, actor, body, params }) => changeConnection(ctx, actor, params.id, body),
})

export const DELETE = defineRoute({
  summary: 'Delete a connection',
  description: 'What still waits for delivery is deleted with it.',
  tag: 'Connections',
  right: 'connection:write',
  owner: 'query',
  params: connectionParams,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params }) => {
    await removeConnection(ctx, actor, params.id)
    return null
  },
})

export const { POST, PUT } = otherMethods('GET', 'PATCH', 'DELETE')
