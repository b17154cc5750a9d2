import { z } from 'zod'
import { defineRoute } from '#lib/http/define-route.ts'
import { csvOf } from '#lib/http/download.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { connectionExportQuery } from '#lib/schemas/connections.ts'
import { exportConnections } from '#lib/services/connections/export-connections.ts'

export const GET = defineRoute({
  summary: 'Export the list of connections as CSV',
  tag: 'Connections',
  right: 'connection:read',
  owner: 'query',
  query: connectionExportQuery,
  answer: z.any(),
  download: 'text/csv',
  run: async ({ ctx, actor, query: { q, health, contentType, domain } }) =>
    csvOf(
      await exportConnections(ctx, actor, { text: q?.trim() || undefined, health, contentType, domain }),
      'connections.csv',
    ),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
