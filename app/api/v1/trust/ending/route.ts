import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printUses } from '#lib/http/trust-views.ts'
import { endingAnswer, endingQuery } from '#lib/schemas/trust.ts'
import { listEnding } from '#lib/services/trust/view-trust.ts'

/** Certificates of one answer. */
const LISTED = 100

export const GET = defineRoute({
  summary: 'Show what will have ended on a day, and how many gateways it concerns',
  tag: 'Trust',
  right: 'gateway:read',
  owner: 'query',
  query: endingQuery,
  answer: endingAnswer,
  run: async ({ ctx, owner, query: { at = ctx.now() } }) => {
    const { rows, more, gateways } = await listEnding(ctx, owner, at, LISTED)
    return { at: at.toISOString(), certificates: rows.map(printUses), more, gateways: [...gateways] }
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
