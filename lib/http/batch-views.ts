/** How batches are printed, and how their parts are named in requests. */
import type { BatchRow } from '#lib/db/batches.ts'
import type { CodeListRow } from '#lib/db/claim-codes.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type Eui, euiToBigInt, formatId6, parseEui } from '#lib/domain/identifiers.ts'
import type { BatchDetail } from '#lib/services/batches/view-batches.ts'

export function printBatch({ from, to, origin, createdAt, ...rest }: BatchRow) {
  return {
    ...rest,
    from: formatId6(from),
    to: formatId6(to),
    size: Number(euiToBigInt(to) - euiToBigInt(from) + 1n),
    root: origin,
    createdAt: createdAt.toISOString(),
  }
}

export function printBatchDetail({ pinExports, ...batch }: BatchDetail) {
  return {
    ...printBatch(batch),
    pinExports: pinExports.map(({ ownerId, from, to, createdAt, ...rest }) => ({
      ...rest,
      ownerid: formatId6(ownerId),
      from: formatId6(from),
      to: formatId6(to),
      createdAt: createdAt.toISOString(),
    })),
  }
}

export const printCodeList = ({ createdAt, ...list }: CodeListRow) => ({ ...list, createdAt: createdAt.toISOString() })

/** An identifier of the body, or `invalid` at its field. */
export function euiField(input: unknown, field: string): Eui {
  const parsed = parseEui(input)
  if (parsed.ok) return parsed.value
  throw new AppError('invalid', parsed.error, {
    errors: [{ pointer: `/${field}`, detail: parsed.error, code: 'eui_malformed' }],
  })
}

/** The part of a batch that a body names; both ends or none. */
export function partOf(body: { from?: unknown; to?: unknown }): { from: Eui; to: Eui } | undefined {
  if (body.from === undefined && body.to === undefined) return undefined
  return { from: euiField(body.from ?? body.to, 'from'), to: euiField(body.to ?? body.from, 'to') }
}
