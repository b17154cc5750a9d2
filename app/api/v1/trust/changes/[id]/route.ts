import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printChange } from '#lib/http/trust-views.ts'
import { trustChangeAnswer, trustChangeParams, trustOwnerQuery } from '#lib/schemas/trust.ts'
import { viewTrustChange } from '#lib/services/trust/change-trust.ts'

export const GET = defineRoute({
  summary: 'Show a change of trust: where its gateways stand, and what comes next',
  tag: 'Trust',
  right: 'gateway:read',
  owner: 'query',
  query: trustOwnerQuery,
  params: trustChangeParams,
  answer: trustChangeAnswer,
  run: async ({ ctx, owner, params }) => printChange(await viewTrustChange(ctx, owner, params.id)),
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
