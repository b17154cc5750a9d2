/** Discovery of one gateway: what is wanted, and what it was answered last. */
import { findDiscovery } from '#lib/db/discoveries.ts'
import { findLiveSets, findOwnedGateway } from '#lib/db/gateways.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'
import { NOT_YOURS } from '../sentences.ts'

export interface DiscoveryView {
  readonly enabled: boolean
  /** What the gateway is given as tcUri. */
  readonly uri: string | null
  /** The network server that it is referred to. */
  readonly lnsUri: string | null
  readonly muxsTemplate: string | null
  /** The last question; null before the first. */
  readonly last: {
    readonly at: string
    readonly address: string
    readonly outcome: 'referred' | 'sent-to-cups' | 'failed'
    readonly detail: string
  } | null
  /** When it was last sent to CUPS for an update. */
  readonly sentToCupsAt: string | null
}

/** Throws `not_found` for a gateway that is not the owner's. */
export async function viewDiscovery(context: Context, ownerId: Eui, eui: Eui): Promise<DiscoveryView> {
  const gateway = await findOwnedGateway(context.sql, ownerId, eui)
  if (!gateway) throw new AppError('not_found', NOT_YOURS)
  const [sets, last] = await Promise.all([
    findLiveSets(context.sql, ownerId, [eui]),
    findDiscovery(context.sql, ownerId, eui),
  ])
  const desired = sets.find((set) => set.category === 'tc' && set.version === gateway.tcVersion)
  const through = desired?.lnsUri ? desired : undefined
  return {
    enabled: through !== undefined,
    uri: through?.uri ?? null,
    lnsUri: through?.lnsUri ?? null,
    muxsTemplate: through?.muxsTemplate ?? null,
    last:
      last?.lastAt && last.outcome
        ? { at: last.lastAt.toISOString(), address: last.address ?? '', outcome: last.outcome, detail: last.detail }
        : null,
    sentToCupsAt: last?.toldAt?.toISOString() ?? null,
  }
}
