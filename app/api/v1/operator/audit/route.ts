import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { auditAnswer, auditQuery } from '#lib/schemas/audit.ts'
import { readTrail } from '#lib/services/audit/read-trail.ts'

export const GET = defineRoute({
  summary: 'Read the audit trail of the installation',
  description: 'Newest first. Send `next` of one page as `cursor` for the page after it.',
  tag: 'Audit',
  right: 'operator',
  owner: 'none',
  query: auditQuery,
  answer: auditAnswer,
  run: ({ ctx, query }) => readTrail(ctx, null, query),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
