import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { streamOf } from '#lib/http/download.ts'
import { readFilter } from '#lib/http/gateway-target.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { exportQuery } from '#lib/schemas/fleet.ts'
import { checkExport, exportGateways } from '#lib/services/fleet/export-gateways.ts'

export const GET = defineRoute({
  summary: 'Export the list of gateways as CSV',
  description: 'All that the filter finds, streamed. No cell can be read as a formula by a spreadsheet.',
  tag: 'Gateways',
  right: 'gateway:read',
  owner: 'query',
  query: exportQuery,
  answer: z.any(),
  download: 'text/csv',
  run: async ({ ctx, owner, query: { columns, sort, order, ...filter } }) => {
    const request = { ...readFilter(filter), sort, descending: order === 'desc', columns }
    await checkExport(ctx, owner, request)
    return streamOf(exportGateways(ctx, owner, request), {
      name: 'gateways.csv',
      type: 'text/csv; charset=utf-8; header=present',
    })
  },
})
export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
