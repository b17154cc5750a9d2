import { z } from 'zod'
import { auditFileOf } from '#lib/http/audit-file.ts'
import { defineRoute } from '#lib/http/define-route.ts'
import { otherMethods } from '#lib/http/other-methods.ts'
import { auditExportQuery } from '#lib/schemas/audit.ts'

export const GET = defineRoute({
  summary: 'Export the audit trail of the installation',
  description:
    'CSV for spreadsheets, without formulas, or one JSON object per line with `format=jsonl`; the filters are those of the list.',
  tag: 'Audit',
  right: 'operator',
  owner: 'none',
  query: auditExportQuery,
  answer: z.any(),
  download: 'text/csv',
  rate: { perSecond: 0.2, burst: 10 },
  run: async ({ ctx, query }) => auditFileOf(ctx, null, query),
})

export const { POST, PUT, PATCH, DELETE } = otherMethods('GET')
