/** Views of the list of gateways under a name: a person's own, and those that all members see. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql, Statements } from './client.ts'

export interface SavedView {
  readonly id: string
  readonly name: string
  readonly shared: boolean
  readonly mine: boolean
  readonly query: Readonly<Record<string, string>>
}

/** `userId` null: an API token, which sees the shared ones. */
export async function listSavedViews(sql: Sql, ownerId: Eui, userId: string | null): Promise<SavedView[]> {
  return sql<SavedView[]>`
    select id, name, shared, user_id is not distinct from ${userId}::uuid as mine, query from saved_views
     where owner_id = ${ownerId} and (shared or user_id = ${userId}::uuid) order by lower(name), id`
}

/** Undefined where there are `max` already: of this person, or of the owner in all where it is shared. */
export async function insertSavedView(
  sql: Statements,
  ownerId: Eui,
  userId: string | null,
  view: Pick<SavedView, 'name' | 'shared' | 'query'>,
  max: number,
): Promise<SavedView | undefined> {
  const [row] = await sql<SavedView[]>`
    insert into saved_views (owner_id, user_id, name, shared, query)
    select ${ownerId}, ${userId}::uuid, ${view.name}, ${view.shared}, ${JSON.stringify(view.query)}::text::jsonb
     where (select count(*) from saved_views where owner_id = ${ownerId}
               and case when ${view.shared} then shared else user_id = ${userId}::uuid end) < ${max}
    returning id, name, shared, true as mine, query`
  return row
}

/** One that the person sees. */
export async function findSavedView(
  sql: Statements,
  ownerId: Eui,
  userId: string | null,
  id: string,
): Promise<SavedView | undefined> {
  const [row] = await sql<SavedView[]>`
    select id, name, shared, user_id is not distinct from ${userId}::uuid as mine, query from saved_views
     where owner_id = ${ownerId} and id = ${id} and (shared or user_id = ${userId}::uuid)`
  return row
}

export async function renameSavedView(sql: Statements, ownerId: Eui, id: string, name: string): Promise<void> {
  await sql`update saved_views set name = ${name} where owner_id = ${ownerId} and id = ${id}`
}

export async function deleteSavedView(sql: Statements, ownerId: Eui, id: string): Promise<void> {
  await sql`delete from saved_views where owner_id = ${ownerId} and id = ${id}`
}
