import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { importAnswer, importFilesBody } from '#lib/schemas/interop.ts'
import { importFiles } from '#lib/services/interop/import-configuration.ts'

export const POST = defineRoute({
  summary: 'Import a configuration from its files',
  description:
    'Takes the place of all join servers, or of none: with an error nothing is imported. Keys, passwords and header values that an earlier download left out stay as they are.',
  tag: 'Join servers',
  right: 'interop:write',
  owner: 'body',
  body: importFilesBody,
  answer: importAnswer,
  maxBytes: 16 * 1024 * 1024,
  run: ({ ctx, actor, body: { files, dryRun, revision } }) => importFiles(ctx, actor, files, { dryRun, revision }),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
