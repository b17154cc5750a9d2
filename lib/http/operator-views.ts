/** How owners, limits of bootstrap tokens and gateways that were refused are printed for operators. */
import type { LockedOut, StoredPolicy } from '#lib/db/bootstrap-limits.ts'
import type { OwnerRow } from '#lib/db/operator-views.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { BootstrapView } from '#lib/services/bootstrap/view-bootstrap.ts'
import type { ItemAnswer } from '#lib/services/bulk.ts'

export const printOwner = ({ id, createdAt, sortName: _, ...row }: OwnerRow) => ({
  ...row,
  ownerid: formatId6(id),
  createdAt: createdAt.toISOString(),
})

export const printPolicy = ({ since, updatedBy: _, ...policy }: StoredPolicy) => ({
  ...policy,
  since: since.toISOString(),
})

export const printLockedOut = ({ eui, ownerId, batchId, lastRefusedAt, ...row }: LockedOut) => ({
  ...row,
  gateway: formatId6(eui),
  ownerid: formatId6(ownerId),
  batch: batchId,
  lastRefusedAt: lastRefusedAt.toISOString(),
})

/** Identifiers as ID6; an unreadable one is repeated as it came. */
export const printResult = ({ gateway, ...rest }: ItemAnswer) => ({
  ...rest,
  gateway: /^[0-9a-f]{16}$/.test(gateway) ? formatId6(gateway as Eui) : gateway,
})

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export function printBootstrap(view: BootstrapView) {
  const { state, policy } = view
  const limited = policy && (policy.uses !== null || policy.days !== null)
  return {
    state: state.kind,
    limit: limited ? { uses: policy.uses, days: policy.days } : null,
    used: view.used,
    usesLeft: state.kind === 'open' ? state.usesLeft : null,
    until: state.kind === 'open' ? iso(state.until) : null,
    confirmedAt: iso(view.confirmedAt),
    lastUsedAt: iso(view.lastUsedAt),
    armedAt: iso(view.armedAt),
    refused: view.refused,
    lastRefusedAt: iso(view.lastRefusedAt),
    inheritedAt: iso(view.inheritedAt),
    revocable: view.inheritedAt !== null && view.ownProven,
  }
}
