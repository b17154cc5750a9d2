/** Routers that knocked and were refused, with what operators need to find the mistake. */
import {
  findRanges,
  findUnknownGateways,
  type RangeRow,
  type Standing,
  type UnknownGatewayRow,
} from '#lib/db/unknown-gateways.ts'
import { type NearBatch, nearBatch } from '#lib/domain/batches/near-batch.ts'
import { euiFragment } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'

export interface UnknownGateway extends UnknownGatewayRow {
  readonly hint: NearBatch<RangeRow> | undefined
}

export async function listUnknownGateways(
  context: Context,
  request: {
    readonly standing: Standing | null
    readonly q: string
    readonly before: number | null
    readonly limit: number
  },
): Promise<{ gateways: UnknownGateway[]; next: number | undefined }> {
  const { standing, before, limit } = request
  const text = request.q === '' ? null : request.q
  const digits = text === null ? null : (euiFragment(text) ?? null)
  const rows = await findUnknownGateways(context.sql, { standing, digits, text, before, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  const ranges = shown.some(needsHint) ? await findRanges(context.sql) : []
  return {
    gateways: shown.map((row) => ({
      ...row,
      hint: row.eui && needsHint(row) ? nearBatch(row.eui, ranges) : undefined,
    })),
    next: rows.length > limit ? shown.at(-1)?.lastId : undefined,
  }
}

const needsHint = ({ standing }: UnknownGatewayRow): boolean => standing === 'batch' || standing === 'no-batch'
