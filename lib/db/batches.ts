/** Statements on batches: ranges of EUIs under one root key. They belong to the installation, not to an owner. */
import { type Eui, euiToBigInt } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

/** How a root key came to be: made here, made here and exported to a twin, or imported. */
export type BatchOrigin = 'made' | 'exported' | 'imported'

export interface NewBatch {
  readonly from: Eui
  readonly to: Eui
  readonly flavor: string
  readonly manufacturer: string
  readonly notes: string
  readonly origin: BatchOrigin
  readonly rootKeyEnc: Buffer
  readonly keyCheckValue: string
  readonly createdBy: string
}

/** Postgres' code for a violated exclusion constraint. */
const EXCLUSION_VIOLATION = '23P01'

/** Undefined when the range overlaps another batch: the database decides, whoever comes first. */
export async function insertBatch(sql: Statements, batch: NewBatch): Promise<string | undefined> {
  try {
    const [row] = await sql<{ id: string }[]>`
      insert into batches (eui_from, eui_to, span, flavor, manufacturer, notes, origin, root_key_enc, key_check_value, created_by)
      values (${batch.from}, ${batch.to},
              numrange(${euiToBigInt(batch.from).toString()}::numeric, ${euiToBigInt(batch.to).toString()}::numeric, '[]'),
              ${batch.flavor}, ${batch.manufacturer}, ${batch.notes}, ${batch.origin}, ${batch.rootKeyEnc}, ${batch.keyCheckValue},
              ${batch.createdBy})
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

export interface BatchRow {
  readonly id: string
  readonly from: Eui
  readonly to: Eui
  readonly flavor: string
  readonly manufacturer: string
  readonly notes: string
  readonly scheme: string
  readonly origin: BatchOrigin
  readonly keyCheckValue: string
  readonly createdAt: Date
  readonly createdBy: string
  /** Of its gateways: that have an owner, and that have checked in. */
  readonly claimed: number
  readonly seen: number
}

/** Batches in the order of their ranges: those that begin after `after`, or the one with `id`. */
export async function findBatches(
  sql: Statements,
  { id = null, after = null, limit = 1 }: { id?: string | null; after?: Eui | null; limit?: number },
): Promise<BatchRow[]> {
  const rows = await sql<(Omit<BatchRow, 'claimed' | 'seen'> & { claimed: string; seen: string })[]>`
    select b.id, b.eui_from as "from", b.eui_to as "to", b.flavor, b.manufacturer, b.notes, b.scheme, b.origin,
           b.key_check_value as "keyCheckValue", b.created_at as "createdAt", b.created_by as "createdBy",
           (select count(*) from gateways g
             where g.eui between b.eui_from and b.eui_to and g.origin = 'batch' and g.owner_id is not null) as claimed,
           (select count(*) from gateway_reports r where r.eui between b.eui_from and b.eui_to) as seen
      from batches b
     where (${id}::uuid is null or b.id = ${id}) and (${after}::text is null or b.eui_from > ${after})
     order by b.eui_from limit ${limit}`
  return rows.map((row) => ({ ...row, claimed: Number(row.claimed), seen: Number(row.seen) }))
}

/** What `changeBatch` changes, as it is; the row stays locked until the transaction ends. */
export async function lockBatchTexts(
  sql: Statements,
  id: string,
): Promise<{ manufacturer: string; notes: string } | undefined> {
  const [row] = await sql<{ manufacturer: string; notes: string }[]>`
    select manufacturer, notes from batches where id = ${id} for update`
  return row
}

/** What is left out stays. */
export async function changeBatch(
  sql: Statements,
  id: string,
  { manufacturer = null, notes = null }: { manufacturer?: string | null; notes?: string | null },
): Promise<void> {
  await sql`
    update batches set manufacturer = coalesce(${manufacturer}, manufacturer), notes = coalesce(${notes}, notes)
     where id = ${id}`
}

export interface BatchRange {
  readonly id: string
  readonly from: Eui
  readonly to: Eui
  readonly flavor: string
  readonly rootKeyEnc: Buffer
}

/** The batch with this id, or the one that holds the whole range. */
export async function findBatchRange(
  sql: Statements,
  wanted: { readonly id: string } | { readonly from: Eui; readonly to: Eui },
): Promise<BatchRange | undefined> {
  const id = 'id' in wanted ? wanted.id : null
  const { from, to } = 'id' in wanted ? { from: null, to: null } : wanted
  const [row] = await sql<BatchRange[]>`
    select id, eui_from as "from", eui_to as "to", flavor, root_key_enc as "rootKeyEnc" from batches
     where case when ${id}::uuid is null then eui_from <= ${from} and eui_to >= ${to} else id = ${id} end limit 1`
  return row
}
