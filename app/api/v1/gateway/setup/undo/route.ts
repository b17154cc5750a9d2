import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printItems } from '#lib/http/owner-api.ts'
import { MAX_OWNER_API_BYTES, undoAnswer, undoBody } from '#lib/schemas/owner-api.ts'
import { undoSetups } from '#lib/services/undo-setup.ts'

export const POST = defineRoute({
  summary: 'Take a setup back',
  description:
    'Gives gateways the versions again that they were to have before, with their keys, after every check of `setup`. One that somebody changed since is left (`code` is `stale`). The answer has one entry per gateway, in request order; entries commit one by one.',
  tag: 'Gateways',
  right: 'gateway:setup',
  owner: 'body',
  body: undoBody,
  answer: undoAnswer,
  maxBytes: MAX_OWNER_API_BYTES,
  run: async ({ ctx, actor, body: { gateways, confirm } }) =>
    printItems('gateway', await undoSetups(ctx, actor, gateways, confirm)),
})
export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
