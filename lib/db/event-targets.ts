/** Whom an owner wants told of events. Secrets stay sealed here. */
import type { EventKind } from '#lib/domain/events/event-kinds.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export type EventChannel = 'webhook' | 'email'

export interface EventTarget {
  readonly id: string
  readonly ownerId: Eui
  readonly name: string
  readonly channel: EventChannel
  readonly url: string | null
  readonly recipients: readonly string[]
  readonly kinds: readonly EventKind[]
  readonly tags: readonly string[]
  readonly sites: readonly string[]
  readonly secretEnc: Buffer | null
  readonly previousSecretEnc: Buffer | null
  readonly previousSecretUntil: Date | null
  readonly active: boolean
  readonly deactivatedReason: 'user' | 'gone' | null
  readonly revision: number
  readonly createdAt: Date
  readonly createdBy: string
  readonly updatedAt: Date
}

const columns = (sql: Statements) => sql`
  t.id, t.owner_id as "ownerId", t.name, t.channel, t.url, t.recipients, t.kinds, t.tags, t.sites, t.secret_enc as "secretEnc",
  t.previous_secret_enc as "previousSecretEnc", t.previous_secret_until as "previousSecretUntil", t.active,
  t.deactivated_reason as "deactivatedReason", t.revision, t.created_at as "createdAt", t.created_by as "createdBy", t.updated_at as "updatedAt"`

export async function insertEventTarget(sql: Statements, one: EventTarget): Promise<void> {
  await sql`
    insert into event_targets (id, owner_id, name, channel, url, recipients, kinds, tags, sites, secret_enc, active, created_at, created_by, updated_at)
    values (${one.id}, ${one.ownerId}, ${one.name}, ${one.channel}, ${one.url}, ${one.recipients as string[]}::text[],
           ${one.kinds as string[]}::text[], ${one.tags as string[]}::text[], ${one.sites as string[]}::text[], ${one.secretEnc},
           ${one.active}, ${one.createdAt}, ${one.createdBy}, ${one.updatedAt})`
}

/** The owner's target; `forUpdate` inside a transaction. */
export async function findEventTarget(
  sql: Statements,
  ownerId: Eui,
  id: string,
  { forUpdate = false } = {},
): Promise<EventTarget | undefined> {
  const [row] = await sql<EventTarget[]>`
    select ${columns(sql)} from event_targets t where t.owner_id = ${ownerId} and t.id = ${id} ${forUpdate ? sql`for update` : sql``}`
  return row
}

/** For the worker, which acts for every owner. */
export async function findTargetForDelivery(sql: Statements, id: string): Promise<EventTarget | undefined> {
  const [row] = await sql<EventTarget[]>`select ${columns(sql)} from event_targets t where t.id = ${id}`
  return row
}

/** Active targets of these owners that are told of any of these kinds. */
export async function findTargetsFor(
  sql: Statements,
  ownerIds: readonly Eui[],
  kinds: readonly EventKind[],
): Promise<EventTarget[]> {
  return sql<EventTarget[]>`
    select ${columns(sql)} from event_targets t
     where t.owner_id = any(${ownerIds as Eui[]}) and t.active and t.kinds && ${kinds as string[]}::text[] order by t.owner_id, t.created_at`
}

/** Oldest first. An owner has at most `MAX_TARGETS`. */
export async function listEventTargets(sql: Statements, ownerId: Eui): Promise<EventTarget[]> {
  return sql<EventTarget[]>`
    select ${columns(sql)} from event_targets t where t.owner_id = ${ownerId} order by t.created_at, t.id`
}

export async function countEventTargets(sql: Statements, ownerId: Eui): Promise<number> {
  const [row] = await sql<
    { count: number }[]
  >`select count(*)::int as count from event_targets where owner_id = ${ownerId}`
  return row?.count ?? 0
}

/** Writes what may change of a target that the caller holds the lock of. */
export async function updateEventTarget(sql: Statements, one: EventTarget, now: Date): Promise<void> {
  await sql`
    update event_targets set name = ${one.name}, url = ${one.url}, recipients = ${one.recipients as string[]}::text[],
           kinds = ${one.kinds as string[]}::text[], tags = ${one.tags as string[]}::text[], sites = ${one.sites as string[]}::text[],
           secret_enc = ${one.secretEnc}, previous_secret_enc = ${one.previousSecretEnc}, previous_secret_until = ${one.previousSecretUntil},
           active = ${one.active}, deactivated_reason = ${one.deactivatedReason}, revision = revision + 1, updated_at = ${now}
     where id = ${one.id} and owner_id = ${one.ownerId}`
}

/** The other side wants nothing any more. */
export async function deactivateTarget(sql: Statements, id: string, now: Date): Promise<Eui | undefined> {
  const [row] = await sql<{ ownerId: Eui }[]>`
    update event_targets set active = false, deactivated_reason = 'gone', revision = revision + 1, updated_at = ${now}
     where id = ${id} and active returning owner_id as "ownerId"`
  return row?.ownerId
}

/** False: it was not there. */
export async function deleteEventTarget(sql: Statements, ownerId: Eui, id: string): Promise<boolean> {
  const rows = await sql`delete from event_targets where owner_id = ${ownerId} and id = ${id} returning id`
  return rows.length > 0
}
