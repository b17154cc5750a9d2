import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { auditAnswer, auditQuery } from '#lib/schemas/identity.ts'
import { listAuditTrail } from '#lib/services/list-audit-trail.ts'

export const GET = defineRoute({
  summary: 'Read the audit trail',
  description: 'Newest first. Send `next` of one page as `cursor` for the page after it.',
  tag: 'Audit',
  right: 'owner:admin',
  owner: 'query',
  query: auditQuery,
  answer: auditAnswer,
  run: ({ ctx, owner, query }) => listAuditTrail(ctx, { ownerId: owner, ...query }),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
