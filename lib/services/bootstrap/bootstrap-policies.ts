/** The operator's limits of bootstrap tokens, and the gateways that knock with an ended one. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { findBatches } from '#lib/db/batches.ts'
import {
  type LockedOut,
  listLockedOut,
  listPolicies,
  type PolicyScope,
  type StoredPolicy,
  storePolicy,
} from '#lib/db/bootstrap-limits.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Actor, Context } from '../context.ts'

export const viewPolicies = (context: Context): Promise<StoredPolicy[]> => listPolicies(context.sql)

export interface PolicyChange {
  readonly scope: PolicyScope
  readonly key: string
  /** Null: as the wider scope says. Both values null: off. */
  readonly policy: { readonly uses: number | null; readonly days: number | null } | null
}

/** Throws `not_found` for an unknown batch. Days count from now at the earliest: a new limit ends nothing at once. */
export async function changePolicy(
  context: Context,
  actor: Actor,
  { scope, key, policy }: PolicyChange,
): Promise<void> {
  await context.sql.begin(async (tx) => {
    if (scope === 'batch' && (await findBatches(tx, { id: key })).length === 0) {
      throw new AppError('not_found', 'There is no such batch.')
    }
    await storePolicy(tx, scope, key, policy, actor.id, context.now())
    await insertAuditEntries(tx, [
      {
        ownerId: null,
        actor: actor.id,
        action: 'bootstrap-policy.change',
        address: actor.address,
        detail: { scope, key, policy },
      },
    ])
  })
}

/** The latest first. */
export const viewLockedOut = (context: Context, batchId: string | undefined, limit: number): Promise<LockedOut[]> =>
  listLockedOut(context.sql, batchId ?? null, limit)
