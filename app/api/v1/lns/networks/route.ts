import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { ownerQuery } from '#lib/schemas/fields.ts'
import { networksAnswer } from '#lib/schemas/lns.ts'
import { describeNetworks } from '#lib/services/lns/describe-networks.ts'

export const GET = defineRoute({
  summary: 'List networks, what they need, and the roots in use',
  tag: 'Networks',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  answer: networksAnswer,
  run: async () => describeNetworks(),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
