import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { MIB } from '#lib/http/read-body.ts'
import { uploadBody } from '#lib/http/upload-body.ts'
import { importAnswer, importQuery } from '#lib/schemas/interop.ts'
import { importZip } from '#lib/services/interop/import-configuration.ts'

export const POST = defineRoute({
  summary: 'Import a configuration from a zip',
  description:
    'Takes the place of all join servers, or of none: with an error nothing is imported. Keys, passwords and header values that an earlier download left out stay as they are.',
  tag: 'Join servers',
  right: 'interop:write',
  owner: 'query',
  query: importQuery,
  upload: uploadBody(8 * MIB),
  answer: importAnswer,
  run: ({ ctx, actor, upload, query: { dryRun, revision } }) =>
    importZip(ctx, actor, upload, { dryRun: dryRun === 'true', revision }),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
