import { defineRoute } from '#lib/http/define-route.ts'
import { printResult } from '#lib/http/operator-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { rearmOwnBody } from '#lib/schemas/bootstrap.ts'
import { rearmAnswer } from '#lib/schemas/operator.ts'
import { rearmBootstrap } from '#lib/services/bootstrap/rearm-bootstrap.ts'

export const POST = defineRoute({
  summary: 'Re-arm the bootstrap tokens of many gateways',
  tag: 'Gateways',
  right: 'gateway:setup',
  owner: 'body',
  body: rearmOwnBody,
  answer: rearmAnswer,
  run: async ({ ctx, actor, body }) => ({
    results: (await rearmBootstrap(ctx, actor, body.gateways)).map(printResult),
  }),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
