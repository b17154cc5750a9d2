/**
 * Which connections a caller may know of and change: the one place that holds members to their domains. Whatever shows or
 * changes a connection, its deliveries or its events for a person goes through here.
 */
import type { Statements } from '#lib/db/client.ts'
import { listVisibleConnections, type VisibleConnection } from '#lib/db/connection-lists.ts'
import { findConnection, findDomainsOf, type StoredConnection } from '#lib/db/connections.ts'
import { findScope, findTokenScope } from '#lib/db/domains.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type AssignedDomain, type DomainScope, visibilityOf } from '#lib/domain/connections/domain-scope.ts'
import type { Context, OwnerActor } from '../context.ts'

/** Unknown, another owner's and out-of-domain connections are indistinguishable. */
export const NO_CONNECTION = 'There is no connection with this id. See the list of connections.'

const READ_ONLY =
  'This connection is cross-domain: every member sees it, and only members without domain restrictions may change or open it. Ask an admin.'

const PERSON = 'user:'
const TOKEN = 'token:'

/**
 * The restrictions of the actor, for `visibleTo` of lib/db/connections.ts; null = everything of the owner. People have
 * restrictions, admins none; an API token those of the member that it is bound to.
 */
export async function scopeOf(
  context: Context,
  actor: OwnerActor,
  sql: Statements = context.sql,
): Promise<DomainScope> {
  if (actor.id.startsWith(PERSON)) return findScope(sql, actor.ownerId, actor.id.slice(PERSON.length))
  if (actor.id.startsWith(TOKEN)) return findTokenScope(sql, actor.ownerId, actor.id.slice(TOKEN.length))
  return null
}

export interface AccessibleConnection {
  readonly connection: StoredConnection
  readonly domains: readonly AssignedDomain[]
  readonly scope: DomainScope
  /** `masked`: URL and header values are not for the actor. */
  readonly access: 'full' | 'masked'
}

/**
 * The connection, as far as the actor may have it. `read` includes masked ones; `write` is for whatever changes it, sends
 * something to its URL or shows what it holds. Throws `not_found`, or `forbidden` for a masked one. With `tx` the row is
 * locked until the transaction ends.
 */
export async function requireConnection(
  context: Context,
  actor: OwnerActor,
  id: string,
  mode: 'read' | 'write',
  tx?: Statements,
): Promise<AccessibleConnection> {
  const sql = tx ?? context.sql
  const connection = await findConnection(sql, actor.ownerId, id, { forUpdate: tx !== undefined })
  if (!connection) throw new AppError('not_found', NO_CONNECTION)
  const scope = await scopeOf(context, actor, sql)
  const domains = (await findDomainsOf(sql, actor.ownerId, [id])).get(id) ?? []
  const access = visibilityOf(domains, scope)
  if (access === 'hidden') throw new AppError('not_found', NO_CONNECTION)
  if (access === 'masked' && mode === 'write') throw new AppError('forbidden', READ_ONLY)
  return { connection, domains, scope, access }
}

/** Ids, names and access of all connections that the actor may know of, by name. */
export async function visibleConnections(context: Context, actor: OwnerActor): Promise<VisibleConnection[]> {
  return listVisibleConnections(context.sql, actor.ownerId, await scopeOf(context, actor))
}
