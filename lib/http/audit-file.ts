/** The audit trail as a file that is sent while it is read. */
import type { Eui } from '#lib/domain/identifiers.ts'
import { type AuditQuestion, type ExportFormat, exportTrail } from '#lib/services/audit/read-trail.ts'
import type { Context } from '#lib/services/context.ts'
import { streamOf } from './download.ts'

const TYPES: Readonly<Record<ExportFormat, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  jsonl: 'application/x-ndjson; charset=utf-8',
}

export const auditFileOf = (
  ctx: Context,
  ownerId: Eui | null,
  query: AuditQuestion & { readonly format: ExportFormat },
): Response => streamOf(exportTrail(ctx, ownerId, query), { name: `audit.${query.format}`, type: TYPES[query.format] })
