import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { auditVerifyAnswer, operatorVerifyBody } from '#lib/schemas/audit.ts'
import { verifyTrail } from '#lib/services/audit/verify-trail.ts'

export const POST = defineRoute({
  summary: 'Verify the audit trail of the installation',
  description:
    'Seals what waits and compares every seal: an altered, deleted, inserted or moved entry is told. `head` is one that was noted earlier.',
  tag: 'Audit',
  right: 'operator',
  owner: 'none',
  body: operatorVerifyBody,
  answer: auditVerifyAnswer,
  // It reads the whole trail.
  rate: { perSecond: 0.1, burst: 10 },
  run: ({ ctx, body }) => verifyTrail(ctx, null, body.head),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
