import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { connectionParams, regeneratedKey, regenerateKeyBody } from '#lib/schemas/connections.ts'
import { regenerateKey } from '#lib/services/connections/rotate-secrets.ts'

export const POST = defineRoute({
  summary: 'Replace the Tunnel Interface Authentication Key',
  description:
    'During the grace period downlinks are accepted with both keys. Uplinks are signed with the new key at once, or with the previous one until the period ends (`signWith`).',
  tag: 'Connections',
  right: 'connection:write',
  owner: 'body',
  body: regenerateKeyBody,
  params: connectionParams,
  answer: regeneratedKey,
  run: ({ ctx, actor, body, params }) => regenerateKey(ctx, actor, params.id, body),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
