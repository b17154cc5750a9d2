/** Statements on batches: ranges of EUIs under one root key. */
import { type Eui, euiToBigInt } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface NewBatch {
  readonly from: Eui
  readonly to: Eui
  readonly flavor: string
  readonly rootKeyEnc: Buffer
  readonly keyCheckValue: string
}

/** Postgres' code for a violated exclusion constraint. */
const EXCLUSION_VIOLATION = '23P01'

/** Undefined when the range overlaps another batch: the database decides, whoever comes first. */
export async function insertBatch(sql: Statements, batch: NewBatch): Promise<string | undefined> {
  try {
    const [row] = await sql<{ id: string }[]>`
      insert into batches (eui_from, eui_to, span, flavor, root_key_enc, key_check_value)
      values (${batch.from}, ${batch.to},
              numrange(${euiToBigInt(batch.from).toString()}::numeric, ${euiToBigInt(batch.to).toString()}::numeric, '[]'),
              ${batch.flavor}, ${batch.rootKeyEnc}, ${batch.keyCheckValue})
      returning id`
    return row?.id
  } catch (error) {
    if ((error as { code?: string }).code === EXCLUSION_VIOLATION) return undefined
    throw error
  }
}

/** Gateways that somebody added by hand inside a range (rules.md 18): at most `limit`, and how many there are. */
export async function findAddedInRange(
  sql: Statements,
  from: Eui,
  to: Eui,
  limit: number,
): Promise<{ euis: Eui[]; count: number }> {
  const rows = await sql<{ eui: Eui; count: string }[]>`
    select eui, count(*) over () as count from gateways
     where origin = 'added' and eui >= ${from} and eui <= ${to} order by eui limit ${limit}`
  return { euis: rows.map((row) => row.eui), count: Number(rows[0]?.count ?? 0) }
}
