import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printUses } from '#lib/http/trust-views.ts'
import { certificateAnswer, certificateParams, trustOwnerQuery } from '#lib/schemas/trust.ts'
import { viewCertificate } from '#lib/services/trust/view-trust.ts'

export const GET = defineRoute({
  summary: 'Show a certificate, what uses it, and how its holders stand',
  tag: 'Trust',
  right: 'gateway:read',
  owner: 'query',
  query: trustOwnerQuery,
  params: certificateParams,
  answer: certificateAnswer,
  run: async ({ ctx, owner, params }) => {
    const view = await viewCertificate(ctx, owner, params.fingerprint)
    return { ...printUses(view), pem: view.pem, states: [...view.states] }
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
