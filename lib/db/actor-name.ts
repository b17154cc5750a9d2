/**
 * The name behind `user:<uuid>`, `token:<uuid>` or `rollout:<uuid>`, as an expression of a statement; null for others and for
 * who is gone.
 */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'

/**
 * `column`: e.g. `k.created_by`. API tokens and rollouts of other owners have no name here. Nothing of it may fail on other
 * text: a statement that waited for a row lock evaluates parts that a CASE would have kept from it.
 */
export const actorName = (sql: Statements, column: string, ownerId: Eui) => {
  const id = (kind: string) => sql`substring(${sql(column)} from ${`^${kind}:(${UUID})$`}::text)::uuid`
  return sql`coalesce(
       (select u.name from users u where u.id = ${id('user')}),
       (select t.name from api_tokens t where t.id = ${id('token')} and t.owner_id = ${ownerId}),
       (select n.name from rollouts n where n.id = ${id('rollout')} and n.owner_id = ${ownerId}))`
}
