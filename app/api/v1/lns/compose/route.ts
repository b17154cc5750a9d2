import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { composeAnswer, composeBody } from '#lib/schemas/lns.ts'
import { composeNetwork } from '#lib/services/lns/compose-network.ts'

export const POST = defineRoute({
  summary: 'Make the values of setup from a network, an address and a key',
  description: 'Stores nothing. Give the values to `setup`, for one gateway or several.',
  tag: 'Networks',
  right: 'gateway:setup',
  owner: 'body',
  body: composeBody,
  answer: composeAnswer,
  run: async ({ ctx, owner, body }) => await composeNetwork(ctx, owner, body),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
