import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { auditAnswer, auditQuery } from '#lib/schemas/audit.ts'
import { readTrail } from '#lib/services/audit/read-trail.ts'

export const GET = defineRoute({
  summary: 'Read the audit trail',
  description: 'Newest first. Send `next` of one page as `cursor` for the page after it.',
  tag: 'Audit',
  right: 'owner:admin',
  owner: 'query',
  query: auditQuery,
  answer: auditAnswer,
  run: ({ ctx, owner, query }) => readTrail(ctx, owner, query),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
