/** Members of an owner as its admins keep them, and what the owner demands of them. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Role } from '#lib/domain/rights.ts'
import type { Statements } from './client.ts'

export interface Member {
  readonly userId: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly joinedAt: Date
  readonly lastSeenAt: Date | null
  readonly secondFactor: boolean
  /** API tokens that they made and that still count. */
  readonly tokens: number
}

/** By name and e-mail. */
export async function listMembers(sql: Statements, ownerId: Eui): Promise<Member[]> {
  return sql<Member[]>`
    select u.id as "userId", u.name, u.email, m.role, m.created_at as "joinedAt",
           (select max(s.last_seen_at) from sessions s where s.user_id = u.id) as "lastSeenAt",
           exists (select 1 from second_factors f where f.user_id = u.id and f.confirmed_at is not null) as "secondFactor",
           (select count(*)::int from api_tokens t
             where t.owner_id = ${ownerId} and t.created_by = u.id and t.revoked_at is null
               and (t.expires_at is null or t.expires_at > now())) as tokens
      from memberships m join users u on u.id = m.user_id
     where m.owner_id = ${ownerId} and u.disabled_at is null order by lower(u.name), lower(u.email)`
}

export async function isMember(sql: Statements, ownerId: Eui, email: string): Promise<boolean> {
  const rows = await sql`
    select 1 from memberships m join users u on u.id = m.user_id
     where m.owner_id = ${ownerId} and lower(u.email) = ${email}`
  return rows.length > 0
}

/** Locks all admins of the owner in one order, so that of two who remove each other one finds the other gone. */
export async function lockAdmins(tx: Statements, ownerId: Eui): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select m.user_id as id from memberships m join users u on u.id = m.user_id
     where m.owner_id = ${ownerId} and m.role = 'admin' and u.disabled_at is null order by m.user_id for update of m`
  return rows.map(({ id }) => id)
}

export async function setRole(tx: Statements, ownerId: Eui, userId: string, role: Role): Promise<void> {
  await tx`update memberships set role = ${role} where owner_id = ${ownerId} and user_id = ${userId}`
}

/** Leaves a role that is there as it is; false where there was one. */
export async function addMember(tx: Statements, ownerId: Eui, userId: string, role: Role): Promise<boolean> {
  const rows = await tx`
    insert into memberships (owner_id, user_id, role) values (${ownerId}, ${userId}, ${role})
    on conflict do nothing returning user_id`
  return rows.length > 0
}

/** With what they were held to, so that nothing of it waits for their return. */
export async function deleteMember(tx: Statements, ownerId: Eui, userId: string): Promise<void> {
  await tx`delete from member_restrictions where owner_id = ${ownerId} and user_id = ${userId}`
  await tx`delete from memberships where owner_id = ${ownerId} and user_id = ${userId}`
}

/** Ends the API tokens that a person made for the owner: all, or those that are bound to the person. */
export async function revokeTokensOf(
  tx: Statements,
  ownerId: Eui,
  userId: string,
  which: 'all' | 'own',
  now: Date,
): Promise<number> {
  const rows = await tx`
    update api_tokens set revoked_at = ${now}
     where owner_id = ${ownerId} and revoked_at is null
       and ${which === 'own' ? tx`bound_to = ${userId}` : tx`(bound_to = ${userId} or created_by = ${userId})`}
    returning id`
  return rows.length
}

export interface AccessRules {
  readonly secondFactor: boolean
  readonly sso: boolean
}

export async function findAccessRules(sql: Statements, ownerId: Eui): Promise<AccessRules> {
  const [row] = await sql<{ secondFactor: boolean; sso: boolean }[]>`
    select second_factor as "secondFactor", sso from access_rules where owner_id = ${ownerId}`
  return row ?? { secondFactor: false, sso: false }
}

export async function putAccessRules(tx: Statements, ownerId: Eui, rules: AccessRules): Promise<void> {
  await tx`
    insert into access_rules (owner_id, second_factor, sso) values (${ownerId}, ${rules.secondFactor}, ${rules.sso})
    on conflict (owner_id) do update set second_factor = excluded.second_factor, sso = excluded.sso`
}

/** Locks the owner; answers its name. */
export async function lockOwner(tx: Statements, ownerId: Eui): Promise<string> {
  const [row] = await tx<{ name: string }[]>`select name from owners where id = ${ownerId} for update`
  if (!row) throw new Error('the owner is gone')
  return row.name
}

export async function renameOwner(tx: Statements, ownerId: Eui, name: string): Promise<void> {
  await tx`update owners set name = ${name} where id = ${ownerId}`
}

/** Admins who would still get in under these rules. */
export async function listAdmitted(tx: Statements, ownerId: Eui, rules: AccessRules): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select m.user_id as id from memberships m join users u on u.id = m.user_id
     where m.owner_id = ${ownerId} and m.role = 'admin' and u.disabled_at is null
       and (exists (select 1 from identities i where i.user_id = u.id)
         or (${!rules.sso} and (${!rules.secondFactor} or exists (
              select 1 from second_factors f where f.user_id = u.id and f.confirmed_at is not null))))`
  return rows.map(({ id }) => id)
}
