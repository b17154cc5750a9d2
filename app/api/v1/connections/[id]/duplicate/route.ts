import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { connectionParams, duplicateConnectionBody, duplicatedConnection } from '#lib/schemas/connections.ts'
import { duplicateConnection } from '#lib/services/connections/duplicate-connection.ts'

export const POST = defineRoute({
  summary: 'Duplicate a connection',
  description:
    'The copy has a key, an AS_ID and a report credential of its own. Secrets are not copied: what was not given again is named in `notCopied`, and the copy then starts deactivated.',
  tag: 'Connections',
  right: 'connection:write',
  owner: 'body',
  body: duplicateConnectionBody,
  params: connectionParams,
  answer: duplicatedConnection,
  status: 201,
  run: ({ ctx, actor, body, params }) => duplicateConnection(ctx, actor, params.id, body),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
