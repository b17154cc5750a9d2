/** Domain groups, domains and the restrictions of members (docs/decisions/0052). */
import type { DomainScope, Restriction } from '#lib/domain/connections/domain-scope.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Role } from '#lib/domain/rights.ts'
import type { Statements } from './client.ts'

/** What this person is held to in the owner; null: everything. Admins and owners without domains have no restrictions. */
export async function findScope(sql: Statements, ownerId: Eui, userId: string): Promise<DomainScope> {
  const rows = await sql<Restriction[]>`
    select r.group_id as "groupId", r.path, r.prefix
      from member_restrictions r join memberships m on m.owner_id = r.owner_id and m.user_id = r.user_id
     where r.owner_id = ${ownerId} and r.user_id = ${userId} and m.role <> 'admin'
       and exists (select 1 from domain_switches s where s.owner_id = ${ownerId})`
  return rows.length > 0 ? rows.map(({ groupId, path, prefix }) => ({ groupId, path, prefix })) : null
}

/** The same for an API token: what the member that it is bound to is held to at this moment; null for a token of the owner. */
export async function findTokenScope(sql: Statements, ownerId: Eui, tokenId: string): Promise<DomainScope> {
  const [row] = await sql<{ boundTo: string | null }[]>`
    select bound_to as "boundTo" from api_tokens where id = ${tokenId} and owner_id = ${ownerId}`
  return row?.boundTo ? findScope(sql, ownerId, row.boundTo) : null
}

export async function domainsEnabled(sql: Statements, ownerId: Eui): Promise<boolean> {
  const rows = await sql`select 1 from domain_switches where owner_id = ${ownerId}`
  return rows.length > 0
}

/** False: it stood so already. */
export async function switchDomains(
  sql: Statements,
  ownerId: Eui,
  enabled: boolean,
  by: string,
  now: Date,
): Promise<boolean> {
  const rows = enabled
    ? await sql`
        insert into domain_switches (owner_id, enabled_at, enabled_by) values (${ownerId}, ${now}, ${by})
        on conflict do nothing returning owner_id`
    : await sql`delete from domain_switches where owner_id = ${ownerId} returning owner_id`
  return rows.length > 0
}

export interface StoredGroup {
  readonly id: string
  readonly name: string
}

export interface StoredDomain {
  readonly id: string
  readonly groupId: string
  readonly path: string
  /** Connections that carry it. */
  readonly connections: number
}

/** By name. */
export async function listDomainGroups(sql: Statements, ownerId: Eui): Promise<StoredGroup[]> {
  return sql<StoredGroup[]>`
    select id, name from domain_groups where owner_id = ${ownerId} order by lower(name) collate "C", id`
}

/** By path. */
export async function listDomains(sql: Statements, ownerId: Eui): Promise<StoredDomain[]> {
  return sql<StoredDomain[]>`
    select d.id, d.group_id as "groupId", d.path,
           (select count(*)::int from connection_domains a where a.domain_id = d.id) as connections
      from domains d where d.owner_id = ${ownerId} order by lower(d.path) collate "C", d.id`
}

/** False: the owner has a group of this name. */
export async function insertDomainGroup(
  sql: Statements,
  ownerId: Eui,
  group: StoredGroup,
  by: string,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    insert into domain_groups (id, owner_id, name, created_at, created_by)
    values (${group.id}, ${ownerId}, ${group.name}, ${now}, ${by}) on conflict do nothing returning id`
  return rows.length > 0
}

/** Locks the group, so that nothing is added to it while it is removed, and the other way round. */
export async function lockDomainGroup(
  sql: Statements,
  ownerId: Eui,
  id: string,
  forRemoval: boolean,
): Promise<StoredGroup | undefined> {
  const [row] = await sql<StoredGroup[]>`
    select id, name from domain_groups where owner_id = ${ownerId} and id = ${id}
    ${forRemoval ? sql`for update` : sql`for key share`}`
  return row
}

/** What hangs on the group. */
export async function countGroupUses(
  sql: Statements,
  ownerId: Eui,
  groupId: string,
): Promise<{ connections: number; members: number }> {
  const [row] = await sql<{ connections: number; members: number }[]>`
    select (select count(*)::int from connection_domains where owner_id = ${ownerId} and group_id = ${groupId}) as connections,
           (select count(distinct user_id)::int from member_restrictions where owner_id = ${ownerId} and group_id = ${groupId}) as members`
  return row ?? { connections: 0, members: 0 }
}

export async function deleteDomainGroup(sql: Statements, ownerId: Eui, id: string): Promise<void> {
  await sql`delete from domain_groups where owner_id = ${ownerId} and id = ${id}`
}

/** False: the group has this domain already. The group is the owner's and locked. */
export async function insertDomain(
  sql: Statements,
  ownerId: Eui,
  domain: { readonly id: string; readonly groupId: string; readonly path: string },
  by: string,
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    insert into domains (id, owner_id, group_id, path, created_at, created_by)
    values (${domain.id}, ${ownerId}, ${domain.groupId}, ${domain.path}, ${now}, ${by}) on conflict do nothing returning id`
  return rows.length > 0
}

/** The owner's domains with these ids, locked with their groups so that none is deleted before it is assigned. */
export async function lockDomains(
  sql: Statements,
  ownerId: Eui,
  ids: readonly string[],
): Promise<{ domainId: string; groupId: string; group: string; path: string }[]> {
  if (ids.length === 0) return []
  // Groups before their domains, as a removal takes them.
  await sql`
    select id from domain_groups where owner_id = ${ownerId}
       and id in (select d.group_id from domains d where d.owner_id = ${ownerId} and d.id = any(${ids as string[]}::uuid[]))
     order by id for key share`
  return sql<{ domainId: string; groupId: string; group: string; path: string }[]>`
    select d.id as "domainId", d.group_id as "groupId", g.name as "group", d.path
      from domains d join domain_groups g on g.id = d.group_id
     where d.owner_id = ${ownerId} and d.id = any(${ids as string[]}::uuid[])
     order by lower(g.name), d.id for key share of d`
}

export async function lockDomainForRemoval(
  sql: Statements,
  ownerId: Eui,
  id: string,
): Promise<{ path: string; connections: number } | undefined> {
  const [row] = await sql<{ path: string }[]>`
    select path from domains where owner_id = ${ownerId} and id = ${id} for update`
  if (!row) return undefined
  const [uses] = await sql<{ connections: number }[]>`
    select count(*)::int as connections from connection_domains where owner_id = ${ownerId} and domain_id = ${id}`
  return { path: row.path, connections: uses?.connections ?? 0 }
}

export async function deleteDomain(sql: Statements, ownerId: Eui, id: string): Promise<void> {
  await sql`delete from domains where owner_id = ${ownerId} and id = ${id}`
}

/** Locks the membership, so that two changes of its restrictions do not mix. */
export async function lockMember(sql: Statements, ownerId: Eui, userId: string): Promise<{ role: Role } | undefined> {
  const [row] = await sql<{ role: Role }[]>`
    select role from memberships where owner_id = ${ownerId} and user_id = ${userId} for update`
  return row
}

export interface MemberRestriction extends Restriction {
  readonly userId: string
  readonly group: string
}

/** Of one member, or of all. */
export async function listRestrictions(sql: Statements, ownerId: Eui, userId?: string): Promise<MemberRestriction[]> {
  return sql<MemberRestriction[]>`
    select r.user_id as "userId", r.group_id as "groupId", g.name as "group", r.path, r.prefix
      from member_restrictions r join domain_groups g on g.id = r.group_id
     where r.owner_id = ${ownerId} ${userId ? sql`and r.user_id = ${userId}` : sql``}
     order by lower(g.name), lower(r.path), r.prefix`
}

/** The member is locked, and the groups are the owner's. */
export async function replaceRestrictions(
  sql: Statements,
  ownerId: Eui,
  userId: string,
  restrictions: readonly Restriction[],
): Promise<void> {
  await sql`delete from member_restrictions where owner_id = ${ownerId} and user_id = ${userId}`
  const rows = restrictions.map(({ groupId, path, prefix }) => ({ group_id: groupId, path, prefix }))
  await sql`
    insert into member_restrictions (owner_id, user_id, group_id, path, prefix)
    select distinct ${ownerId}, ${userId}::uuid, r.group_id, r.path, r.prefix
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(group_id uuid, path text, prefix boolean)`
}
