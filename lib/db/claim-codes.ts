/** Statements on claim codes of other makers: lists of EUI and hashed code. They belong to the installation. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { BatchRoot } from './check-ins.ts'
import type { Statements } from './client.ts'

export interface NewCode {
  readonly eui: Eui
  readonly codeHash: Buffer
  readonly tokenDigest: Buffer | null
  readonly tokenEnc: Buffer | null
}

export interface CodeListRow {
  readonly id: string
  readonly name: string
  readonly manufacturer: string
  readonly flavor: string
  readonly createdAt: Date
  readonly createdBy: string
  readonly count: number
  readonly claimed: number
}

export async function insertCodeList(
  sql: Statements,
  list: { name: string; manufacturer: string; flavor: string; createdAt: Date; createdBy: string },
): Promise<string> {
  const [row] = await sql<{ id: string }[]>`
    insert into claim_code_lists (name, manufacturer, flavor, created_at, created_by)
    values (${list.name}, ${list.manufacturer}, ${list.flavor}, ${list.createdAt}, ${list.createdBy}) returning id`
  if (!row) throw new Error('the list was not stored')
  return row.id
}

/**
 * Stores codes; those that are in another list already are left out of the answer. Gateways with a token are known from
 * now on, so that they can check in before anybody claims them.
 */
export async function insertCodes(
  sql: Statements,
  listId: string,
  flavor: string,
  codes: readonly NewCode[],
): Promise<Set<Eui>> {
  const hex = (bytes: Buffer | null) => bytes?.toString('hex') ?? null
  const rows = codes.map((code) => ({
    eui: code.eui,
    hash: hex(code.codeHash),
    digest: hex(code.tokenDigest),
    token: hex(code.tokenEnc),
  }))
  const stored = await sql<{ eui: Eui }[]>`
    insert into claim_codes (eui, list_id, code_hash, token_digest, token_enc)
    select eui, ${listId}, decode(hash, 'hex'), decode(digest, 'hex'), decode(token, 'hex')
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(eui text, hash text, digest text, token text)
     order by eui
    on conflict (eui) do nothing
    returning eui`
  const known = rows.filter((row) => row.digest !== null)
  if (known.length > 0) {
    await sql`
      insert into gateways (eui, origin, batch_id, flavor, token_digest)
      select eui, 'batch', ${listId}, ${flavor}, decode(digest, 'hex')
        from json_to_recordset(${JSON.stringify(known)}::text::json) as r(eui text, digest text)
       order by eui
      on conflict (eui) do nothing`
  }
  return new Set(stored.map((row) => row.eui))
}

export interface ClaimCode {
  readonly listId: string
  readonly flavor: string
  readonly codeHash: Buffer
  readonly tokenDigest: Buffer | null
  readonly tokenEnc: Buffer | null
}

/** What a claim is compared with: the batch that the gateway falls in, and the code of another maker. */
export interface Provable {
  readonly root: BatchRoot | undefined
  readonly code: ClaimCode | undefined
}

interface ProvableRow {
  readonly eui: Eui
  readonly batch_id: string | null
  readonly batch_flavor: string
  readonly root_key_enc: Buffer
  readonly list_id: string | null
  readonly list_flavor: string
  readonly code_hash: Buffer
  readonly token_digest: Buffer | null
  readonly token_enc: Buffer | null
}

/** One for each gateway, whether there is anything or not. */
export async function findProvables(sql: Statements, euis: readonly Eui[]): Promise<Map<Eui, Provable>> {
  const rows = await sql<ProvableRow[]>`
    select e.eui, b.id as batch_id, b.flavor as batch_flavor, b.root_key_enc,
           c.list_id, l.flavor as list_flavor, c.code_hash, c.token_digest, c.token_enc
      from unnest(${euis as Eui[]}::text[]) as e(eui)
      left join batches b on e.eui >= b.eui_from and e.eui <= b.eui_to
      left join claim_codes c on c.eui = e.eui
      left join claim_code_lists l on l.id = c.list_id`
  return new Map(rows.map((row) => [row.eui, { root: rootOf(row), code: codeOf(row) }]))
}

const rootOf = (row: ProvableRow): BatchRoot | undefined =>
  row.batch_id === null ? undefined : { batchId: row.batch_id, flavor: row.batch_flavor, rootKeyEnc: row.root_key_enc }

const codeOf = (row: ProvableRow): ClaimCode | undefined =>
  row.list_id === null
    ? undefined
    : {
        listId: row.list_id,
        flavor: row.list_flavor,
        codeHash: row.code_hash,
        tokenDigest: row.token_digest,
        tokenEnc: row.token_enc,
      }

/** Of these gateways: which are in a list already, and which fall in a batch of ours. */
export async function findTakenEuis(
  sql: Statements,
  euis: readonly Eui[],
): Promise<{ listed: ReadonlySet<Eui>; inBatch: ReadonlySet<Eui> }> {
  const listed = await sql<{ eui: Eui }[]>`select eui from claim_codes where eui = any(${euis as Eui[]})`
  const inBatch = await sql<{ eui: Eui }[]>`
    select e.eui from unnest(${euis as Eui[]}::text[]) as e(eui)
      join batches b on e.eui collate "C" between b.eui_from and b.eui_to`
  return { listed: new Set(listed.map((row) => row.eui)), inBatch: new Set(inBatch.map((row) => row.eui)) }
}

export async function countCodesInRange(sql: Statements, from: Eui, to: Eui): Promise<number> {
  const [row] = await sql<{ count: string }[]>`
    select count(*) as count from claim_codes where eui >= ${from} and eui <= ${to}`
  return Number(row?.count ?? 0)
}

/** Lists, the newest first. */
export async function findCodeLists(sql: Statements): Promise<CodeListRow[]> {
  const rows = await sql<(Omit<CodeListRow, 'count' | 'claimed'> & { count: string; claimed: string })[]>`
    select l.id, l.name, l.manufacturer, l.flavor, l.created_at as "createdAt", l.created_by as "createdBy",
           (select count(*) from claim_codes c where c.list_id = l.id) as count,
           (select count(*) from claim_codes c join gateways g on g.eui = c.eui
             where c.list_id = l.id and g.owner_id is not null) as claimed
      from claim_code_lists l order by l.created_at desc, l.id limit 1000`
  return rows.map((row) => ({ ...row, count: Number(row.count), claimed: Number(row.claimed) }))
}

/** Deletes a list with its codes, and what is known of its unclaimed gateways. Answers its name and size. */
export async function deleteCodeList(
  sql: Statements,
  id: string,
): Promise<{ readonly name: string; readonly count: number } | undefined> {
  const [list] = await sql<{ name: string }[]>`select name from claim_code_lists where id = ${id} for update`
  if (!list) return undefined
  await sql`
    delete from gateways g using claim_codes c
     where c.list_id = ${id} and g.eui = c.eui and g.owner_id is null and g.origin = 'batch' and g.batch_id = ${id}`
  const codes = await sql`delete from claim_codes where list_id = ${id}`
  await sql`delete from claim_code_lists where id = ${id}`
  return { name: list.name, count: codes.count }
}
