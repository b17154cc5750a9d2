import { formatId6 } from '#lib/domain/identifiers.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownedAnswer, ownedBody } from '#lib/schemas/claiming.ts'
import { findOwned } from '#lib/services/claiming/find-owned.ts'

export const POST = defineRoute({
  summary: 'Tell which of these gateways are the owner’s',
  description:
    'For a dry run before `claim`. Gateways of others and gateways that do not exist are left out alike, and no claim PIN is asked for: each one that is tried counts.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'body',
  body: ownedBody,
  answer: ownedAnswer,
  run: async ({ ctx, owner, body }) => ({ gateways: (await findOwned(ctx, owner, body.gateways)).map(formatId6) }),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
