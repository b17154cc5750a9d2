/** The words that an owner gives a gateway: its name, tags, site and location. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type GatewayLabels, lockLabels, storeLabels } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { labelChanges } from '#lib/domain/fleet/label-changes.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context, OwnerActor } from './context.ts'
import { HALF_A_LOCATION, isHalf } from './fleet/label-gateways.ts'
import { refuseStale } from './refuse-stale.ts'
import { NOT_YOURS } from './sentences.ts'

/**
 * What is left out stays. `before`: what the caller saw. Throws `not_found` when the owner has no such gateway, `conflict`
 * when somebody else changed one of the fields of `before`.
 */
export async function changeGateway(
  context: Context,
  actor: OwnerActor,
  eui: Eui,
  labels: GatewayLabels,
  before?: GatewayLabels,
): Promise<void> {
  const { name, tags, site, latitude, longitude } = labels
  if (isHalf(labels)) throw new AppError('invalid', HALF_A_LOCATION)
  await context.sql.begin(async (tx) => {
    const [held] = await lockLabels(tx, actor.ownerId, [eui])
    if (!held) throw new AppError('not_found', NOT_YOURS)
    const { eui: _, ...now } = held
    refuseStale(now, before && { ...before }, { ...labels })
    const detail = labelChanges(now, { name, tags, site, latitude, longitude })
    if (!detail) return
    await storeLabels(tx, actor.ownerId, [{ ...labels, eui }])
    const only = name !== undefined && tags === undefined && site === undefined && latitude === undefined
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: only ? 'gateway.rename' : 'gateway.change',
        eui,
        address: actor.address,
        detail,
      },
    ])
  })
}
