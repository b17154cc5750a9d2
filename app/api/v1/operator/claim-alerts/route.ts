import { printAlert } from '#lib/http/claim-attempt-views.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { claimAlerts } from '#lib/schemas/claim-attempts.ts'
import { listAlerts } from '#lib/services/claims/view-attempts.ts'

export const GET = defineRoute({
  summary: 'List episodes of guessing',
  description: 'At claim PINs, that no operator has seen to: one for each, however many tries.',
  tag: 'Claim attempts',
  right: 'operator',
  owner: 'none',
  answer: claimAlerts,
  run: async ({ ctx }) => ({ alerts: (await listAlerts(ctx)).map(printAlert) }),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
