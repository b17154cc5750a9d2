import { defineRoute } from '#lib/http/define-route.ts'
import { printLockedOut, printResult } from '#lib/http/operator-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { lockedOut, lockedOutQuery, rearmAnswer, rearmBody } from '#lib/schemas/operator.ts'
import { viewLockedOut } from '#lib/services/bootstrap/bootstrap-policies.ts'
import { rearmAsOperator } from '#lib/services/bootstrap/rearm-bootstrap.ts'

export const GET = defineRoute({
  summary: 'List gateways that were refused with an ended bootstrap token, the latest first',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  query: lockedOutQuery,
  answer: lockedOut,
  run: async ({ ctx, query: { batch, limit } }) => ({
    gateways: (await viewLockedOut(ctx, batch, limit)).map(printLockedOut),
  }),
})

export const POST = defineRoute({
  summary: 'Re-arm the bootstrap tokens of gateways as the operator',
  description: 'Uses and days count from now. The row is in the audit trail of the gateway’s owner.',
  tag: 'Operators',
  right: 'operator',
  owner: 'none',
  body: rearmBody,
  answer: rearmAnswer,
  run: async ({ ctx, actor, body }) => ({
    results: (await rearmAsOperator(ctx, actor, body.gateways)).map(printResult),
  }),
})

export const { PUT, PATCH, DELETE } = otherMethods('GET', 'POST')
