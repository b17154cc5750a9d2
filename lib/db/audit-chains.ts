/** The sealed part of audit trails. `chain` is the owner, or empty for what concerns the installation. */
import { type AuditRecord, GENESIS, type SealedRecord } from '#lib/domain/audit/chain.ts'
import type { AuditHead } from '#lib/domain/audit/head.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { ofTrail } from './audit-trail.ts'
import type { Statements } from './client.ts'

const columns = (sql: Statements) => sql`
  e.id, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
  e.actor, e.action, e.eui, e.address, e.agent, e.detail::text as detail`

type Printed<T extends AuditRecord> = Omit<T, 'id' | 'seq'> & { readonly id: string; readonly seq: string }

/** The trails with entries that are not sealed. */
export async function listUnsealedTrails(sql: Statements): Promise<(Eui | null)[]> {
  const rows = await sql<{ owner_id: Eui | null }[]>`
    select distinct owner_id from audit_entries where seal is null`
  return rows.map(({ owner_id }) => owner_id)
}

/** Whoever holds the end of the chain may make it longer: one at a time. */
export async function lockChain(tx: Statements, ownerId: Eui | null, now: Date): Promise<AuditHead> {
  await tx`
    insert into audit_chains (chain, length, head, sealed_at) values (${ownerId ?? ''}, 0, ${Buffer.from(GENESIS)}, ${now})
    on conflict do nothing`
  const [row] = await tx<{ length: string; head: Buffer }[]>`
    select length, head from audit_chains where chain = ${ownerId ?? ''} for update`
  if (!row) throw new Error('the chain could not be locked')
  return { length: Number(row.length), seal: row.head.toString('hex') }
}

/** The next entries to be sealed, in the order of their ids. */
export async function listUnsealed(
  tx: Statements,
  ownerId: Eui | null,
  limit: number,
): Promise<Omit<AuditRecord, 'seq'>[]> {
  const rows = await tx<Printed<AuditRecord>[]>`
    select ${columns(tx)} from audit_entries e
     where ${ofTrail(tx, ownerId)} and e.seal is null order by e.id limit ${limit}`
  return rows.map((row) => ({ ...row, id: Number(row.id) }))
}

export async function storeSeals(
  tx: Statements,
  ownerId: Eui | null,
  seals: readonly { readonly id: number; readonly seq: number; readonly seal: Buffer }[],
  now: Date,
): Promise<void> {
  const last = seals.at(-1)
  if (!last) return
  const rows = seals.map(({ id, seq, seal }) => ({ id, seq, seal: seal.toString('hex') }))
  await tx`
    update audit_entries e set seq = r.seq, seal = decode(r.seal, 'hex')
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(id bigint, seq bigint, seal text)
     where e.id = r.id and ${ofTrail(tx, ownerId)}`
  await tx`
    update audit_chains set length = ${last.seq}, head = ${last.seal}, sealed_at = ${now} where chain = ${ownerId ?? ''}`
}

export interface ChainState {
  readonly head: AuditHead
  readonly sealedAt: Date
}

export async function findChain(sql: Statements, ownerId: Eui | null): Promise<ChainState | undefined> {
  const [row] = await sql<{ length: string; head: Buffer; sealed_at: Date }[]>`
    select length, head, sealed_at from audit_chains where chain = ${ownerId ?? ''}`
  return row && { head: { length: Number(row.length), seal: row.head.toString('hex') }, sealedAt: row.sealed_at }
}

/** How many entries wait for their seal, and how many have half of one, which the job never writes. */
export async function countUnsealed(sql: Statements, ownerId: Eui | null): Promise<{ waiting: number; torn: number }> {
  const [row] = await sql<{ waiting: number; torn: number }[]>`
    select (select count(*)::int from audit_entries e where ${ofTrail(sql, ownerId)} and e.seal is null and e.seq is null) as waiting,
           (select count(*)::int from audit_entries e where ${ofTrail(sql, ownerId)} and e.seal is not null and e.seq is null) as torn`
  return row ?? { waiting: 0, torn: 0 }
}

/** Sealed entries in the order of the chain, after this place and id. */
export async function listSealed(
  sql: Statements,
  ownerId: Eui | null,
  after: { readonly seq: number; readonly id: number },
  limit: number,
): Promise<SealedRecord[]> {
  const rows = await sql<Printed<SealedRecord>[]>`
    select ${columns(sql)}, e.seq, e.seal from audit_entries e
     where ${ofTrail(sql, ownerId)} and coalesce(e.owner_id, '') = ${ownerId ?? ''} and e.seq is not null
       and (e.seq, e.id) > (${after.seq}, ${after.id})
     order by e.seq, e.id limit ${limit}`
  return rows.map((row) => ({ ...row, id: Number(row.id), seq: Number(row.seq) }))
}
