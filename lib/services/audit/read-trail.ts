/** The audit trail in pages and as files. */
import { stringify } from 'csv-stringify/sync'
import type { z } from 'zod'
import { type AuditFilter, listAuditEntries, listAuditFacets, type StoredAuditEntry } from '#lib/db/audit-trail.ts'
import { type Eui, formatId6, parseEui } from '#lib/domain/identifiers.ts'
import type { auditAnswer, auditFacetsAnswer } from '#lib/schemas/audit.ts'
import type { Context } from '../context.ts'

/** As a query says it. */
export interface AuditQuestion {
  readonly actor?: string | undefined
  readonly action?: string | undefined
  readonly object?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** One page, newest first; of the installation where `ownerId` is null. */
export async function readTrail(
  context: Context,
  ownerId: Eui | null,
  question: AuditQuestion & { readonly cursor?: string | undefined; readonly limit: number },
): Promise<z.infer<typeof auditAnswer>> {
  const { cursor, limit } = question
  const before = cursor === undefined ? undefined : Number(cursor)
  // One more than the page, to know whether there is a next one.
  const rows = await listAuditEntries(context.sql, ownerId, { filter: filterOf(question), before, limit: limit + 1 })
  const entries = rows.slice(0, limit).map(print)
  return { entries, next: rows.length > limit ? (entries.at(-1)?.id ?? null) : null }
}

/** What there is to filter by. */
export const readFacets = (context: Context, ownerId: Eui | null): Promise<z.infer<typeof auditFacetsAnswer>> =>
  listAuditFacets(context.sql, ownerId)

export type ExportFormat = 'csv' | 'jsonl'

const SET = 1_000
const COLUMNS = ['Time', 'Actor', 'Actor name', 'Action', 'Gateway', 'Address', 'User agent', 'Facts', 'Place', 'Seal']

/**
 * The entries of a filter as text, piece by piece, newest first. CSV (RFC 4180, UTF-8 with a byte order mark) in which no
 * cell is a formula to a spreadsheet, or one JSON object per line.
 */
export async function* exportTrail(
  context: Context,
  ownerId: Eui | null,
  question: AuditQuestion & { readonly format: ExportFormat },
): AsyncGenerator<Uint8Array> {
  const filter = filterOf(question)
  const csv = question.format === 'csv'
  if (csv) yield Buffer.from(stringify([COLUMNS], { bom: true, record_delimiter: '\r\n' }))
  let before: number | undefined
  for (;;) {
    const rows = await listAuditEntries(context.sql, ownerId, { filter, before, limit: SET })
    const text = csv
      ? stringify(rows.map(cellsOf), { escape_formulas: true, record_delimiter: '\r\n' })
      : rows.map((row) => `${JSON.stringify(print(row))}\n`).join('')
    if (text) yield Buffer.from(text)
    before = rows.at(-1)?.id
    if (rows.length < SET) return
  }
}

function filterOf({ actor, action, object, from, to }: AuditQuestion): AuditFilter {
  const gateway = object ? parseEui(object) : undefined
  return {
    actor: actor || undefined,
    action: action || undefined,
    eui: gateway?.ok ? gateway.value : undefined,
    text: gateway?.ok ? undefined : object || undefined,
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  }
}

function print({ id, at, eui, seal, ...row }: StoredAuditEntry) {
  return {
    ...row,
    id: String(id),
    at: at.toISOString(),
    gateway: eui && formatId6(eui),
    seal: seal?.toString('hex') ?? null,
  }
}

function cellsOf(row: StoredAuditEntry): string[] {
  const { at, actor, actorName, action, gateway, address, agent, detail, seq, seal } = print(row)
  const facts = JSON.stringify(detail)
  return [
    at,
    actor,
    actorName ?? '',
    action,
    gateway ?? '',
    address ?? '',
    agent ?? '',
    facts,
    seq === null ? '' : String(seq),
    seal ?? '',
  ]
}
