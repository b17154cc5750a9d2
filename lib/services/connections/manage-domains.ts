/** Domain groups and domains of an owner, kept by its admins (docs/decisions/0052). */

import { randomUUID } from 'node:crypto'
import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import {
  countGroupUses,
  deleteDomain,
  deleteDomainGroup,
  domainsEnabled,
  insertDomain,
  insertDomainGroup,
  listDomainGroups,
  listDomains,
  lockDomainForRemoval,
  lockDomainGroup,
  switchDomains,
} from '#lib/db/domains.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { readDomainPath, readGroupName, restrictionCovers } from '#lib/domain/connections/domain-scope.ts'
import type { domainsAnswer } from '#lib/schemas/domains.ts'
import type { Context, OwnerActor } from '../context.ts'
import { scopeOf } from './connection-access.ts'
import { invalid, need } from './connection-fields.ts'

const MAX_GROUPS = 50
const MAX_DOMAINS = 2000
const NO_GROUP = 'There is no domain group with this id. See the list of domains.'
const NO_DOMAIN = 'There is no domain with this id. See the list of domains.'

/** What the caller may assign; a restricted member is shown the own part only, and no counts. */
export async function viewDomains(context: Context, actor: OwnerActor): Promise<z.infer<typeof domainsAnswer>> {
  const { sql } = context
  const { ownerId } = actor
  const [enabled, groups, domains, scope] = await Promise.all([
    domainsEnabled(sql, ownerId),
    listDomainGroups(sql, ownerId),
    listDomains(sql, ownerId),
    scopeOf(context, actor),
  ])
  const restricted = new Set(scope?.map((one) => one.groupId))
  const mine = domains.filter(
    ({ groupId, path }) =>
      !restricted.has(groupId) || scope?.some((restriction) => restrictionCovers(restriction, groupId, path)),
  )
  return {
    enabled,
    restricted: scope !== null,
    groups: groups.map(({ id, name }) => ({
      id,
      name,
      domains: mine
        .filter((domain) => domain.groupId === id)
        .map((domain) => ({
          id: domain.id,
          path: domain.path,
          connections: scope === null ? domain.connections : null,
        })),
    })),
  }
}

/** Without domains switched on, nobody is restricted and nothing new is assigned; what is assigned stays. */
export async function setDomainsEnabled(context: Context, actor: OwnerActor, enabled: boolean): Promise<void> {
  await context.sql.begin(async (tx) => {
    const changed = await switchDomains(tx, actor.ownerId, enabled, actor.id, context.now())
    if (changed) await audit(tx, actor, enabled ? 'domains.switch-on' : 'domains.switch-off', {})
  })
}

export async function addDomainGroup(
  context: Context,
  actor: OwnerActor,
  input: string,
): Promise<{ id: string; name: string }> {
  const name = need(readGroupName(input), '/name')
  const id = randomUUID()
  await context.sql.begin(async (tx) => {
    if ((await listDomainGroups(tx, actor.ownerId)).length >= MAX_GROUPS)
      throw new AppError('conflict', `An owner has at most ${MAX_GROUPS} domain groups. Delete one that is out of use.`)
    if (!(await insertDomainGroup(tx, actor.ownerId, { id, name }, actor.id, context.now())))
      throw invalid('/name', `There is a group “${name}” already. Use another name.`, 'taken')
    await audit(tx, actor, 'domain-group.add', { group: id, name })
  })
  return { id, name }
}

/** Throws `conflict` while a connection or a member's restriction is of the group. */
export async function removeDomainGroup(context: Context, actor: OwnerActor, id: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    const group = await lockDomainGroup(tx, actor.ownerId, id, true)
    if (!group) throw new AppError('not_found', NO_GROUP)
    const { connections, members } = await countGroupUses(tx, actor.ownerId, id)
    if (connections + members > 0)
      throw new AppError(
        'conflict',
        `“${group.name}” is used by ${connections} connections and restricts ${members} members. Remove it there first.`,
      )
    await deleteDomainGroup(tx, actor.ownerId, id)
    await audit(tx, actor, 'domain-group.delete', { group: id, name: group.name })
  })
}

export async function addDomain(
  context: Context,
  actor: OwnerActor,
  { groupId, path: input }: { readonly groupId: string; readonly path: string },
): Promise<{ id: string; groupId: string; path: string }> {
  const path = need(readDomainPath(input), '/path')
  const id = randomUUID()
  await context.sql.begin(async (tx) => {
    const group = await lockDomainGroup(tx, actor.ownerId, groupId, false)
    if (!group) throw new AppError('not_found', NO_GROUP)
    if ((await listDomains(tx, actor.ownerId)).length >= MAX_DOMAINS)
      throw new AppError('conflict', `An owner has at most ${MAX_DOMAINS} domains. Delete one that is out of use.`)
    if (!(await insertDomain(tx, actor.ownerId, { id, groupId, path }, actor.id, context.now())))
      throw invalid('/path', `The group has the domain “${path}” already.`, 'taken')
    await audit(tx, actor, 'domain.add', { domain: id, group: group.name, path })
  })
  return { id, groupId, path }
}

/** Throws `conflict` while a connection carries it. */
export async function removeDomain(context: Context, actor: OwnerActor, id: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    const domain = await lockDomainForRemoval(tx, actor.ownerId, id)
    if (!domain) throw new AppError('not_found', NO_DOMAIN)
    if (domain.connections > 0)
      throw new AppError(
        'conflict',
        `“${domain.path}” is used by ${domain.connections} connections. Remove it there first.`,
      )
    await deleteDomain(tx, actor.ownerId, id)
    await audit(tx, actor, 'domain.delete', { domain: id, path: domain.path })
  })
}

async function audit(
  tx: Statements,
  actor: OwnerActor,
  action: AuditAction,
  detail: Record<string, unknown>,
): Promise<void> {
  await insertAuditEntries(tx, [{ ownerId: actor.ownerId, actor: actor.id, action, address: actor.address, detail }])
}
