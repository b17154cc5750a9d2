/** What operators of the installation see of owners and flavors: names and numbers, nothing of an owner's gateways. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface OwnerRow {
  readonly id: Eui
  readonly name: string
  readonly addLimit: number
  readonly addsUsed: number
  readonly createdAt: Date
  readonly members: number
  readonly gateways: number
  /** Wrong claim PINs that count at present (rules.md 19). */
  readonly claimFailures: number
  /** As it is sorted. */
  readonly sortName: string
}

export interface OwnerFilter {
  readonly id?: Eui
  /** In the name, lower case. */
  readonly text?: string | undefined
  /** In the identifier, hex digits. */
  readonly fragment?: string | undefined
  readonly after?: { readonly name: string; readonly id: Eui } | undefined
  readonly limit: number
}

/** By name. The counts are of the page's owners alone. */
export async function findOwners(sql: Statements, filter: OwnerFilter): Promise<OwnerRow[]> {
  const { id, text, fragment, after, limit } = filter
  const like = (part: string) => `%${part.replaceAll(/[\\%_]/g, '\\$&')}%`
  const search = [
    ...(text ? [sql`lower(o.name) like ${like(text)}`] : []),
    ...(fragment ? [sql`o.id like ${like(fragment)}`] : []),
  ]
  const [first, second] = search
  return sql<OwnerRow[]>`
    with page as (
      select o.id, o.name, o.add_limit, o.adds_used, o.created_at, lower(o.name) collate "C" as sort_name from owners o
       where ${id ? sql`o.id = ${id}` : sql`true`}
         and ${first && second ? sql`(${first} or ${second})` : (first ?? sql`true`)}
         and ${after ? sql`(lower(o.name) collate "C", o.id) > (${after.name}, ${after.id})` : sql`true`}
       order by lower(o.name) collate "C", o.id limit ${limit}
    )
    select p.id, p.name, p.add_limit as "addLimit", p.adds_used as "addsUsed", p.created_at as "createdAt", p.sort_name as "sortName",
           (select count(*)::int from memberships m where m.owner_id = p.id) as members,
           (select count(*)::int from gateways g where g.owner_id = p.id) as gateways,
           coalesce((select f.failures from claim_failures f
                      where f.scope = 'owner' and f.key = p.id and f.since > now() - interval '1 day'), 0) as "claimFailures"
      from page p
     order by p.sort_name, p.id`
}

/** What `changeOwner` changes, as it is; the row stays locked until the transaction ends. */
export async function lockOwner(sql: Statements, id: Eui): Promise<{ name: string; addLimit: number } | undefined> {
  const [row] = await sql<{ name: string; addLimit: number }[]>`
    select name, add_limit as "addLimit" from owners where id = ${id} for update`
  return row
}

/** What is left out stays. */
export async function changeOwner(
  sql: Statements,
  id: Eui,
  { name = null, addLimit = null }: { readonly name?: string | null; readonly addLimit?: number | null },
): Promise<void> {
  await sql`
    update owners set name = coalesce(${name}, name), add_limit = coalesce(${addLimit}::int, add_limit) where id = ${id}`
}

export interface FlavorRow {
  readonly flavor: string
  readonly gateways: number
  readonly owned: number
  readonly batches: number
  readonly codeLists: number
  /** Firmware images of all owners that are marked for it. */
  readonly images: number
  readonly notes: string
}

/** Every flavor that occurs anywhere, by name. */
export async function findFlavors(sql: Statements, only: string | null): Promise<FlavorRow[]> {
  return sql<FlavorRow[]>`
    with used as (
      select flavor, count(*)::int as gateways, (count(*) filter (where owner_id is not null))::int as owned, 0 as batches, 0 as lists, 0 as images
        from gateways where ${only}::text is null or flavor = ${only} group by flavor
      union all select flavor, 0, 0, count(*)::int, 0, 0 from batches where ${only}::text is null or flavor = ${only} group by flavor
      union all select flavor, 0, 0, 0, count(*)::int, 0 from claim_code_lists where ${only}::text is null or flavor = ${only} group by flavor
      union all select flavor, 0, 0, 0, 0, count(*)::int from firmware_images
                 where complete and flavor <> '' and (${only}::text is null or flavor = ${only}) group by flavor
      union all select flavor, 0, 0, 0, 0, 0 from flavor_notes where notes <> '' and (${only}::text is null or flavor = ${only})
    )
    select u.flavor, sum(gateways)::int as gateways, sum(owned)::int as owned, sum(batches)::int as batches, sum(lists)::int as "codeLists",
           sum(images)::int as images, coalesce(max(n.notes), '') as notes
      from used u left join flavor_notes n on n.flavor = u.flavor
     group by u.flavor order by u.flavor collate "C"`
}

/** The notes as they are. An empty row is made where there is none and kept, so that two who write the first ones wait for each other. */
export async function lockFlavorNotes(sql: Statements, flavor: string, by: string, now: Date): Promise<string> {
  await sql`
    insert into flavor_notes (flavor, notes, updated_at, updated_by) values (${flavor}, '', ${now}, ${by})
    on conflict (flavor) do nothing`
  const [row] = await sql<{ notes: string }[]>`select notes from flavor_notes where flavor = ${flavor} for update`
  return row?.notes ?? ''
}

export async function storeFlavorNotes(
  sql: Statements,
  flavor: string,
  notes: string,
  by: string,
  now: Date,
): Promise<void> {
  await sql`
    insert into flavor_notes (flavor, notes, updated_at, updated_by) values (${flavor}, ${notes}, ${now}, ${by})
    on conflict (flavor) do update set notes = excluded.notes, updated_at = excluded.updated_at, updated_by = excluded.updated_by`
}
