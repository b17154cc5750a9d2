import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { restoreAnswer, restoreBody, versionParams } from '#lib/schemas/interop.ts'
import { restoreVersion } from '#lib/services/interop/versions.ts'

export const POST = defineRoute({
  summary: 'Restore a version',
  description: 'It becomes the newest version, with its secrets.',
  tag: 'Join servers',
  right: 'interop:write',
  owner: 'body',
  params: versionParams,
  body: restoreBody,
  answer: restoreAnswer,
  run: ({ ctx, actor, params: { version }, body: { revision } }) => restoreVersion(ctx, actor, { version, revision }),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
