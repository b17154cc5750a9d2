import type { Statements } from '#lib/db/client.ts'
import { domainsEnabled, lockDomains } from '#lib/db/domains.ts'
import { AppError } from '#lib/domain/app-error.ts'
import {
  type AssignedDomain,
  type DomainScope,
  formatRestriction,
  visibilityOf,
} from '#lib/domain/connections/domain-scope.ts'
import type { OwnerActor } from '../context.ts'
import { invalid } from './connection-fields.ts'

const OUTSIDE = (scope: NonNullable<DomainScope>): string =>
  `Assign a domain inside your own restriction (${[...new Set(scope.map(formatRestriction))].slice(0, 5).join(', ')}), or the connection is out of your reach.`

/**
 * The domains with these ids, as the actor may assign them: full domains of the owner, at most one per group, and for a
 * restricted member such that the connection stays the member's own. Throws `invalid` or `forbidden`.
 */
export async function needDomains(
  tx: Statements,
  actor: OwnerActor,
  ids: readonly string[],
  scope: DomainScope,
): Promise<AssignedDomain[]> {
  const unique = [...new Set(ids)]
  if (unique.length > 0 && !(await domainsEnabled(tx, actor.ownerId)))
    throw invalid('/domains', 'Domains are not switched on here. An admin switches them on.', 'domains_off')
  const found = await lockDomains(tx, actor.ownerId, unique)
  if (found.length !== unique.length)
    throw invalid(
      '/domains',
      'One of the domains does not exist any more. Choose from the list again.',
      'domain_unknown',
    )
  const twice = found.find((one, index) => found.findIndex((other) => other.groupId === one.groupId) !== index)
  if (twice)
    throw invalid(
      '/domains',
      `Two domains are of the group “${twice.group}”. Keep one per group.`,
      'domain_group_twice',
    )
  if (scope !== null && visibilityOf(found, scope) !== 'full') throw new AppError('forbidden', OUTSIDE(scope))
  return found
}
