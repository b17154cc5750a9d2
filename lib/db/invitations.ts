/** Invitations. A token is never stored: only its SHA-256. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Role } from '#lib/domain/rights.ts'
import { actorName } from './actor-name.ts'
import type { Statements } from './client.ts'

export interface StoredInvitation {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly createdAt: Date
  readonly createdByName: string | null
  readonly expiresAt: Date
  readonly mailedAt: Date | null
}

/** Neither accepted nor revoked, the newest first; expired ones too. */
export async function listInvitations(sql: Statements, ownerId: Eui): Promise<StoredInvitation[]> {
  return sql<StoredInvitation[]>`
    select i.id, i.email, i.role, i.created_at as "createdAt", ${actorName(sql, 'i.created_by', ownerId)} as "createdByName",
           i.expires_at as "expiresAt", i.mailed_at as "mailedAt"
      from invitations i
     where i.owner_id = ${ownerId} and i.accepted_at is null and i.revoked_at is null
     order by i.created_at desc, i.id limit 500`
}

export interface NewInvitation {
  readonly id: string
  readonly email: string
  readonly role: Role
  readonly digest: Buffer
  readonly by: string
  readonly now: Date
  readonly expiresAt: Date
}

/** In the place of an earlier one to the same address, whose link stops counting. */
export async function replaceInvitation(tx: Statements, ownerId: Eui, invitation: NewInvitation): Promise<void> {
  const { id, email, role, digest, by, now, expiresAt } = invitation
  await tx`
    update invitations set revoked_at = ${now}
     where owner_id = ${ownerId} and email = ${email} and accepted_at is null and revoked_at is null`
  await tx`
    insert into invitations (id, owner_id, email, role, digest, created_at, created_by, expires_at)
    values (${id}, ${ownerId}, ${email}, ${role}, ${digest}, ${now}, ${by}, ${expiresAt})`
}

export async function countInvitations(sql: Statements, ownerId: Eui): Promise<number> {
  const [row] = await sql<{ n: number }[]>`
    select count(*)::int as n from invitations
     where owner_id = ${ownerId} and accepted_at is null and revoked_at is null`
  return row?.n ?? 0
}

export async function markMailed(sql: Statements, ownerId: Eui, id: string, now: Date): Promise<void> {
  await sql`update invitations set mailed_at = ${now} where owner_id = ${ownerId} and id = ${id}`
}

/** The address that it was for; undefined where there is none that still counts. */
export async function revokeInvitation(
  sql: Statements,
  ownerId: Eui,
  id: string,
  now: Date,
): Promise<string | undefined> {
  const [row] = await sql<{ email: string }[]>`
    update invitations set revoked_at = ${now}
     where owner_id = ${ownerId} and id = ${id} and accepted_at is null and revoked_at is null returning email`
  return row?.email
}

export interface OpenInvitation {
  readonly id: string
  readonly ownerId: Eui
  readonly ownerName: string
  readonly email: string
  readonly role: Role
  readonly invitedBy: string | null
  readonly expiresAt: Date
}

/** What a link stands for, while it counts. With `lock` nobody else accepts it until the transaction ends. */
export async function findOpenInvitation(
  sql: Statements,
  params: { readonly digest: Buffer; readonly now: Date; readonly lock?: boolean },
): Promise<OpenInvitation | undefined> {
  const [row] = await sql<OpenInvitation[]>`
    select i.id, i.owner_id as "ownerId", o.name as "ownerName", i.email, i.role, i.expires_at as "expiresAt",
           (select u.name from users u where i.created_by = 'user:' || u.id) as "invitedBy"
      from invitations i join owners o on o.id = i.owner_id
     where i.digest = ${params.digest} and i.accepted_at is null and i.revoked_at is null and i.expires_at > ${params.now}
     ${params.lock ? sql`for update of i` : sql``}`
  return row
}

/** All that are open for a verified address, of whatever owner; locked. */
export async function findInvitationsFor(
  tx: Statements,
  params: { readonly email: string; readonly now: Date },
): Promise<OpenInvitation[]> {
  return tx<OpenInvitation[]>`
    select i.id, i.owner_id as "ownerId", o.name as "ownerName", i.email, i.role, i.expires_at as "expiresAt",
           null as "invitedBy"
      from invitations i join owners o on o.id = i.owner_id
     where i.email = ${params.email} and i.accepted_at is null and i.revoked_at is null and i.expires_at > ${params.now}
     order by i.owner_id for update of i`
}

export async function markAccepted(
  tx: Statements,
  params: { readonly id: string; readonly userId: string; readonly now: Date },
): Promise<void> {
  await tx`update invitations set accepted_at = ${params.now}, accepted_by = ${params.userId} where id = ${params.id}`
}
