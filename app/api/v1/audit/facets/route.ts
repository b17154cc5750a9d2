import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { auditFacetsAnswer } from '#lib/schemas/audit.ts'
import { readFacets } from '#lib/services/audit/read-trail.ts'

export const GET = defineRoute({
  summary: 'List the actions and actors of the audit trail',
  tag: 'Audit',
  right: 'owner:admin',
  owner: 'query',
  answer: auditFacetsAnswer,
  run: ({ ctx, owner }) => readFacets(ctx, owner),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
