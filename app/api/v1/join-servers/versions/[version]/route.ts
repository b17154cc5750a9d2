import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { versionAnswer, versionParams, versionQuery } from '#lib/schemas/interop.ts'
import { diffVersions } from '#lib/services/interop/versions.ts'

export const GET = defineRoute({
  summary: 'Read a version and what changed in it',
  description: 'Against the version before, or another one. Of secrets only that they changed is told.',
  tag: 'Join servers',
  right: 'interop:read',
  owner: 'query',
  params: versionParams,
  query: versionQuery,
  answer: versionAnswer,
  run: ({ ctx, owner, params: { version }, query: { against } }) =>
    diffVersions(ctx, { ownerId: owner, version, against }),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
