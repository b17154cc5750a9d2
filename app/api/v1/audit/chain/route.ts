import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { auditChainAnswer } from '#lib/schemas/audit.ts'
import { viewChain } from '#lib/services/audit/verify-trail.ts'

export const GET = defineRoute({
  summary: 'Read the head of the audit chain',
  description:
    'Note the head outside of this installation: it proves later that nothing up to it was rewritten or cut off.',
  tag: 'Audit',
  right: 'owner:admin',
  owner: 'query',
  answer: auditChainAnswer,
  run: ({ ctx, owner }) => viewChain(ctx, owner),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
