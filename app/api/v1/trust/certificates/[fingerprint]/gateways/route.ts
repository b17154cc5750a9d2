import { decodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { printHolders } from '#lib/http/trust-views.ts'
import { certificateParams, holders, holdersQuery } from '#lib/schemas/trust.ts'
import { listHolders } from '#lib/services/trust/view-trust.ts'

export const GET = defineRoute({
  summary: 'Page through the gateways that hold a certificate',
  description: 'A gateway is listed once for each credential set with it, by category, server and EUI.',
  tag: 'Trust',
  right: 'gateway:read',
  owner: 'query',
  query: holdersQuery,
  params: certificateParams,
  answer: holders,
  run: async ({ ctx, owner, params: { fingerprint }, query: { cursor, limit, ...filter } }) => {
    const [category, server, eui, version] = decodeCursor(cursor, ['text', 'text', 'eui', 'number']) ?? []
    const after = category && server && eui ? { category, server, eui, version: Number(version) } : undefined
    const { rows, more } = await listHolders(ctx, owner, { fingerprint, ...filter }, after, limit)
    return printHolders(rows, more)
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
