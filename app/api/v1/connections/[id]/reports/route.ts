import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { takeReport } from '#lib/http/take-report.ts'
import { reportAnswer, reportBody, reportParams, reportQuery } from '#lib/schemas/deliveries.ts'

export const POST = defineRoute({
  summary: 'Take a report of the network side',
  description:
    'For the network server. Authenticated by the report credential of the connection, as `Authorization: Bearer …`. 202 means stored: it is delivered at least once, or its end is in the log.',
  tag: 'Connections',
  right: 'public',
  owner: 'none',
  params: reportParams,
  query: reportQuery,
  body: reportBody,
  answer: reportAnswer,
  status: 202,
  maxBytes: 256 * 1024,
  rate: { perSecond: 5_000, burst: 10_000 },
  run: ({ ctx, request, params, query, body }) => takeReport(ctx, request, params.id, query.event, body),
})

export const { GET, PUT, PATCH, DELETE } = otherMethods('POST')
