import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { siteAnswer } from '#lib/schemas/gateways.ts'
import { describeSite } from '#lib/services/describe-site.ts'

export const GET = defineRoute({
  summary: 'Show where gateways reach this server and which CA they trust it by',
  tag: 'Site',
  right: 'public',
  owner: 'none',
  answer: siteAnswer,
  run: async ({ ctx }) => await describeSite(ctx),
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
