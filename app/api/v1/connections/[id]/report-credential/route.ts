import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { connectionParams, rotateCredentialBody, rotatedCredential } from '#lib/schemas/connections.ts'
import { rotateReportCredential } from '#lib/services/connections/rotate-secrets.ts'

export const POST = defineRoute({
  summary: 'Replace the credential that /reports asks for',
  tag: 'Connections',
  right: 'connection:write',
  owner: 'body',
  body: rotateCredentialBody,
  params: connectionParams,
  answer: rotatedCredential,
  run: ({ ctx, actor, body, params }) => rotateReportCredential(ctx, actor, params.id, body),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
