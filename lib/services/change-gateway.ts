/** The words that an owner gives a gateway: its name, tags, site and location. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type GatewayLabels, labelGateways } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context, OwnerActor } from './context.ts'
import { HALF_A_LOCATION, isHalf } from './fleet/label-gateways.ts'
import { NOT_YOURS } from './sentences.ts'

/** What is left out stays. Throws `not_found` when the owner has no such gateway. */
export async function changeGateway(
  context: Context,
  actor: OwnerActor,
  eui: Eui,
  labels: GatewayLabels,
): Promise<void> {
  const { name, tags, site, latitude, longitude } = labels
  if (isHalf(labels)) throw new AppError('invalid', HALF_A_LOCATION)
  await context.sql.begin(async (tx) => {
    if ((await labelGateways(tx, actor.ownerId, [{ ...labels, eui }])).length === 0)
      throw new AppError('not_found', NOT_YOURS)
    const only = name !== undefined && tags === undefined && site === undefined && latitude === undefined
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: only ? 'gateway.rename' : 'gateway.change',
        eui,
        address: actor.address,
        detail: { name, tags, site, latitude, longitude },
      },
    ])
  })
}
