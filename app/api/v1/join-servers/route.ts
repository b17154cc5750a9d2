import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { createJoinServerBody, joinServerAnswer, joinServersAnswer } from '#lib/schemas/interop.ts'
import { createJoinServer } from '#lib/services/interop/change-join-servers.ts'
import { listJoinServers } from '#lib/services/interop/read-join-servers.ts'

export const GET = defineRoute({
  summary: 'List join servers',
  description: 'In the order of config.yml, with what is worth a look. Secrets are never shown.',
  tag: 'Join servers',
  right: 'interop:read',
  owner: 'query',
  answer: joinServersAnswer,
  run: ({ ctx, owner }) => listJoinServers(ctx, { ownerId: owner }),
})

export const POST = defineRoute({
  summary: 'Add a join server',
  description: 'Checked together with the others, as The Things Stack would read them. Each save is a version.',
  tag: 'Join servers',
  right: 'interop:write',
  owner: 'body',
  body: createJoinServerBody,
  answer: joinServerAnswer,
  status: 201,
  maxBytes: 4 * 1024 * 1024,
  run: ({ ctx, actor, body: { ownerid: _, revision, ...body } }) => createJoinServer(ctx, actor, body, revision),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
