import { listCheckIns } from '#lib/db/gateway-views.ts'
import { decodeCursor, encodeCursor } from '#lib/http/cursor.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { printCheckIn } from '#lib/http/gateway-views.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { checkInPage, checkInQuery, gatewayParams } from '#lib/schemas/gateways.ts'

export const GET = defineRoute({
  summary: 'Page through the check-ins of a gateway, newest first',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: checkInQuery,
  params: gatewayParams,
  answer: checkInPage,
  run: async ({ ctx, owner, query, params }) => {
    const cursor = decodeCursor(query.cursor, ['time', 'uuid'])
    const after = cursor ? { at: cursor[0] ?? '', id: cursor[1] ?? '' } : undefined
    const rows = await listCheckIns(ctx.sql, owner, params.eui, after, query.limit + 1, query.show)
    const page = rows.slice(0, query.limit)
    const last = page.at(-1)
    return {
      checkIns: page.map(printCheckIn),
      next: rows.length > query.limit && last ? encodeCursor([last.cursorAt, last.id]) : null,
    }
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
