import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { inspectAnswer, inspectBody } from '#lib/schemas/inspection.ts'
import { inspectFiles, inspectSet } from '#lib/services/inspect-credentials.ts'

export const POST = defineRoute({
  summary: 'Look at certificates and keys before they are saved',
  description: 'Stores nothing. Private keys and tokens never come back.',
  tag: 'Gateways',
  right: 'gateway:setup',
  owner: 'body',
  body: inspectBody,
  answer: inspectAnswer,
  maxBytes: 16 * 1024 * 1024,
  run: async ({ ctx, owner, body }) =>
    'files' in body ? inspectFiles(ctx, body.files) : await inspectSet(ctx, owner, body),
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
