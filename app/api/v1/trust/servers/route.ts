import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { trustOwnerQuery, trustServers } from '#lib/schemas/trust.ts'
import { isOurCupsUri } from '#lib/services/credential-store.ts'
import { listServers } from '#lib/services/trust/view-trust.ts'

export const GET = defineRoute({
  summary: 'List the servers with TLS that gateways use, and by which trust',
  tag: 'Trust',
  right: 'gateway:read',
  owner: 'query',
  query: trustOwnerQuery,
  answer: trustServers,
  run: async ({ ctx, owner }) => ({
    servers: (await listServers(ctx, owner)).map((server) => ({
      ...server,
      trusts: [...server.trusts],
      ours: isOurCupsUri(ctx.site, server.uri),
    })),
  }),
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
