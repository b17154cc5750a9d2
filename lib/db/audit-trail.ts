/** Reading the audit trail of an owner, or with null that of the installation. */
import type { Eui } from '#lib/domain/identifiers.ts'
import { actorName } from './actor-name.ts'
import type { Statements } from './client.ts'

export interface AuditFilter {
  /** `user:<uuid>`, `cli` … */
  readonly actor?: string | undefined
  /** An action, or with a dot at its end all that begin with it. */
  readonly action?: string | undefined
  readonly eui?: Eui | undefined
  /** Text that the recorded facts hold: an id, a name. */
  readonly text?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
}

export interface StoredAuditEntry {
  readonly id: number
  readonly at: Date
  readonly actor: string
  readonly actorName: string | null
  readonly action: string
  readonly eui: Eui | null
  /** The gateway is still this owner's. */
  readonly gatewayHeld: boolean
  /** Of the person that the facts name, where it is known. */
  readonly aboutName: string | null
  readonly address: string | null
  readonly agent: string | null
  readonly detail: Record<string, unknown>
  /** Null: not sealed yet. */
  readonly seq: number | null
  readonly seal: Buffer | null
}

/** The trail's own part of a WHERE: an index reads `is null` and `=`, but not one expression for both. */
export const ofTrail = (sql: Statements, ownerId: Eui | null) =>
  ownerId === null ? sql`e.owner_id is null` : sql`e.owner_id = ${ownerId}`

/** Newest first; `before` is the last id of the page before. */
export async function listAuditEntries(
  sql: Statements,
  ownerId: Eui | null,
  params: { readonly filter: AuditFilter; readonly before: number | undefined; readonly limit: number },
): Promise<StoredAuditEntry[]> {
  const { filter, before, limit } = params
  const { actor, action, eui, text, from, to } = filter
  const rows = await sql<(Omit<StoredAuditEntry, 'id' | 'seq'> & { id: string; seq: string | null })[]>`
    select e.id, e.at, e.actor, ${ownerId === null ? personName(sql) : actorName(sql, 'e.actor', ownerId)} as "actorName",
           e.action, e.eui, e.address,
           exists (select from gateways g where g.eui = e.eui and g.owner_id = e.owner_id) as "gatewayHeld",
           (select u.name from users u where u.id = substring(${aboutPerson(sql)} from ${ID}::text)::uuid) as "aboutName",
           e.agent, e.detail, e.seq, e.seal
      from audit_entries e
     where ${ofTrail(sql, ownerId)}
       ${before === undefined ? sql`` : sql`and e.id < ${before}`}
       ${actor === undefined ? sql`` : sql`and e.actor = ${actor}`}
       ${action === undefined ? sql`` : action.endsWith('.') ? sql`and starts_with(e.action, ${action})` : sql`and e.action = ${action}`}
       ${eui === undefined ? sql`` : sql`and e.eui = ${eui}`}
       ${text === undefined ? sql`` : sql`and strpos(lower(e.detail::text), lower(${text})) > 0`}
       ${from === undefined ? sql`` : sql`and e.at >= ${from}`}
       ${to === undefined ? sql`` : sql`and e.at < ${to}`}
     order by e.id desc limit ${limit}`
  return rows.map((row) => ({ ...row, id: Number(row.id), seq: row.seq === null ? null : Number(row.seq) }))
}

const ID = '^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
const aboutPerson = (sql: Statements) => sql`coalesce(e.detail->>'member', e.detail->>'userId', e.detail->>'user')`

const UUID = '^user:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$'
const personName = (sql: Statements) =>
  sql`(select u.name from users u where u.id = substring(e.actor from ${UUID}::text)::uuid)`

/** The actions and actors that occur, each by a jump from one to the next in its index. */
export async function listAuditFacets(
  sql: Statements,
  ownerId: Eui | null,
): Promise<{ actions: string[]; actors: { id: string; name: string | null }[] }> {
  const trail = ofTrail(sql, ownerId)
  const distinct = (column: 'action' | 'actor') => sql`
    with recursive found(value) as (
      (select e.${sql(column)} from audit_entries e where ${trail} order by e.${sql(column)} limit 1)
      union all
      select (select e.${sql(column)} from audit_entries e
               where ${trail} and e.${sql(column)} > f.value order by e.${sql(column)} limit 1)
        from found f where f.value is not null)`
  const name = ownerId === null ? personName(sql) : actorName(sql, 'e.actor', ownerId)
  const [actions, actors] = await Promise.all([
    sql<{ value: string }[]>`${distinct('action')} select value from found where value is not null limit 200`,
    sql<{ id: string; name: string | null }[]>`
      ${distinct('actor')} select e.actor as id, ${name} as name
        from (select value as actor from found where value is not null limit 500) e`,
  ])
  return { actions: actions.map(({ value }) => value), actors: [...actors] }
}
