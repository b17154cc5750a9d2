/** All people of the installation, for its operators. */
import type { PeopleFilter } from '#lib/domain/people/people-filter.ts'
import type { Statements } from './client.ts'

export interface Person {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly siteOperator: boolean
  readonly secondFactor: boolean
  readonly disabled: boolean
  readonly lastSeenAt: Date | null
  readonly owners: number
}

/** By e-mail, after this one; `text` is part of name or e-mail. */
export async function listPeople(
  sql: Statements,
  params: {
    readonly text: string
    readonly only: PeopleFilter | undefined
    readonly after: string
    readonly limit: number
  },
): Promise<Person[]> {
  const { text, only, after, limit } = params
  return sql<Person[]>`
    select u.id, u.name, u.email, u.site_operator as "siteOperator", u.disabled_at is not null as disabled,
           exists (select 1 from second_factors f where f.user_id = u.id and f.confirmed_at is not null) as "secondFactor",
           (select max(s.last_seen_at) from sessions s where s.user_id = u.id) as "lastSeenAt",
           (select count(*)::int from memberships m where m.user_id = u.id) as owners
      from users u
     where lower(u.email) > ${after}
       and (strpos(lower(u.email), lower(${text})) > 0 or strpos(lower(u.name), lower(${text})) > 0)
       ${only === undefined ? sql`` : conditionOf(sql, only)}
     order by lower(u.email) limit ${limit}`
}

function conditionOf(sql: Statements, only: PeopleFilter) {
  switch (only) {
    case 'operators':
      return sql`and u.site_operator`
    case 'no-second-factor':
      return sql`and not exists (select from second_factors f where f.user_id = u.id and f.confirmed_at is not null)`
    case 'no-owner':
      return sql`and not exists (select from memberships m where m.user_id = u.id)`
    case 'disabled':
      return sql`and u.disabled_at is not null`
  }
}
