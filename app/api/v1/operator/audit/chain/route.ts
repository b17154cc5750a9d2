import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { auditChainAnswer } from '#lib/schemas/audit.ts'
import { viewChain } from '#lib/services/audit/verify-trail.ts'

export const GET = defineRoute({
  summary: 'Read the head of the audit chain of the installation',
  description:
    'Note the head outside of this installation: it proves later that nothing up to it was rewritten or cut off.',
  tag: 'Audit',
  right: 'operator',
  owner: 'none',
  answer: auditChainAnswer,
  run: ({ ctx }) => viewChain(ctx, null),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
