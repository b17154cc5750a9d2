/** The installation guides of one gateway, filled in. */
import { findLiveSets, findOwnedGateway } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { GUIDE_IDS, type Guide, installationGuide } from '#lib/domain/lns/guides.ts'
import type { Context } from '../context.ts'
import { NOT_YOURS } from '../sentences.ts'

/** Throws `not_found` for a gateway that is not the owner's. */
export async function describeGuides(context: Context, ownerId: Eui, eui: Eui): Promise<{ guides: readonly Guide[] }> {
  const gateway = await findOwnedGateway(context.sql, ownerId, eui)
  if (!gateway) throw new AppError('not_found', NOT_YOURS)
  const sets = await findLiveSets(context.sql, ownerId, [eui])
  const desired = sets.find((set) => set.category === 'tc' && set.version === gateway.tcVersion)
  const values = {
    eui,
    cupsUri: `https://${context.site.gatewayHosts[0]}`,
    trustUrl: `${context.site.consoleUrl}/cups.trust`,
    lnsUri: desired?.uri ?? null,
  }
  return { guides: GUIDE_IDS.map((id) => installationGuide(id, values)) }
}
