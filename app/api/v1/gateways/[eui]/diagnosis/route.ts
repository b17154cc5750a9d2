import { defineRoute } from '#lib/http/define-route.ts'
import { printDiagnosis } from '#lib/http/gateway-page-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { diagnosisAnswer } from '#lib/schemas/gateway-page.ts'
import { gatewayParams, ownerQuery } from '#lib/schemas/gateways.ts'
import { viewDiagnosis } from '#lib/services/gateway-page/view-diagnosis.ts'

export const GET = defineRoute({
  summary: 'Diagnose a gateway from what was recorded of it',
  description: 'Each finding with its evidence and what to do, the worst first. None: nothing speaks against it.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: ownerQuery,
  params: gatewayParams,
  answer: diagnosisAnswer,
  run: async ({ ctx, owner, params: { eui } }) => printDiagnosis(eui, await viewDiagnosis(ctx, owner, eui)),
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
