import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { versionsAnswer, versionsQuery } from '#lib/schemas/interop.ts'
import { listConfigurationVersions } from '#lib/services/interop/versions.ts'

export const GET = defineRoute({
  summary: 'List versions of the configuration',
  description: 'Newest first. The last 200 are kept.',
  tag: 'Join servers',
  right: 'interop:read',
  owner: 'query',
  query: versionsQuery,
  answer: versionsAnswer,
  run: ({ ctx, owner, query: { before, limit } }) => listConfigurationVersions(ctx, { ownerId: owner, before, limit }),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
