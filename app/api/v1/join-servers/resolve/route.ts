import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { resolveAnswer, resolveQuery } from '#lib/schemas/interop.ts'
import { resolveInConfiguration } from '#lib/services/interop/read-join-servers.ts'

export const GET = defineRoute({
  summary: 'Resolve a JoinEUI',
  description: 'Which join server is asked, by the network server and by the application server, and why.',
  tag: 'Join servers',
  right: 'interop:read',
  owner: 'query',
  query: resolveQuery,
  answer: resolveAnswer,
  run: ({ ctx, owner, query: { joinEui } }) => resolveInConfiguration(ctx, { ownerId: owner, joinEui }),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
