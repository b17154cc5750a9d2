/** The words that an owner gives a gateway: its name, tags and site. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { changeGatewayLabels } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context, OwnerActor } from './context.ts'
import { NOT_YOURS } from './sentences.ts'

export interface GatewayLabels {
  readonly name?: string | undefined
  readonly tags?: readonly string[] | undefined
  readonly site?: string | undefined
}

/** What is left out stays. Throws `not_found` when the owner has no such gateway. */
export async function changeGateway(
  context: Context,
  actor: OwnerActor,
  eui: Eui,
  labels: GatewayLabels,
): Promise<void> {
  const { name, tags, site } = labels
  await context.sql.begin(async (tx) => {
    if (!(await changeGatewayLabels(tx, actor.ownerId, eui, labels))) throw new AppError('not_found', NOT_YOURS)
    const only = name !== undefined && tags === undefined && site === undefined
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: only ? 'gateway.rename' : 'gateway.change',
        eui,
        address: actor.address,
        detail: { name, tags, site },
      },
    ])
  })
}
