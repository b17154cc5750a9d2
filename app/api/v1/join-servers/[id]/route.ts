import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { idParams } from '#lib/schemas/identity.ts'
import { changeJoinServerBody, deleteJoinServerQuery, joinServerAnswer } from '#lib/schemas/interop.ts'
import { changeJoinServer, deleteJoinServer } from '#lib/services/interop/change-join-servers.ts'
import { readJoinServer } from '#lib/services/interop/read-join-servers.ts'

export const GET = defineRoute({
  summary: 'Read a join server',
  tag: 'Join servers',
  right: 'interop:read',
  owner: 'query',
  params: idParams,
  answer: joinServerAnswer,
  run: ({ ctx, owner, params: { id } }) => readJoinServer(ctx, { ownerId: owner, id }),
})

export const PATCH = defineRoute({
  summary: 'Change a join server',
  description: 'What is left out stays, secrets inside of what is given too.',
  tag: 'Join servers',
  right: 'interop:write',
  owner: 'body',
  params: idParams,
  body: changeJoinServerBody,
  answer: joinServerAnswer,
  maxBytes: 4 * 1024 * 1024,
  run: ({ ctx, actor, params: { id }, body: { ownerid: _, revision, ...body } }) =>
    changeJoinServer(ctx, actor, id, body, revision),
})

export const DELETE = defineRoute({
  summary: 'Delete a join server',
  description: 'It stays in the history, and can be restored with the version before.',
  tag: 'Join servers',
  right: 'interop:write',
  owner: 'query',
  params: idParams,
  query: deleteJoinServerQuery,
  answer: z.null(),
  status: 204,
  run: async ({ ctx, actor, params: { id }, query: { revision } }) => {
    await deleteJoinServer(ctx, actor, id, revision)
    return null
  },
})

export const { POST, PUT } = otherMethods('GET', 'PATCH', 'DELETE')
