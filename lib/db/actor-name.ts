/** The name behind `user:<uuid>` or `token:<uuid>`, as an expression of a statement; null for others and for who is gone. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

const USER = '^user:[0-9a-f-]{36}$'
const TOKEN = '^token:[0-9a-f-]{36}$'

/** `column`: e.g. `k.created_by`. API tokens of other owners have no name here. */
export const actorName = (sql: Statements, column: string, ownerId: Eui) => sql`
  case when ${sql(column)} ~ ${USER} then (select u.name from users u where u.id = substr(${sql(column)}, 6)::uuid)
       when ${sql(column)} ~ ${TOKEN}
       then (select t.name from api_tokens t where t.id = substr(${sql(column)}, 7)::uuid and t.owner_id = ${ownerId}) end`
