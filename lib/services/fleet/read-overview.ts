/** The numbers of an owner's first page, all of them from counts that are kept or bounded. */
import { dayBefore, readTermCounts } from '#lib/db/fleet.ts'
import { countFirmwareInFlight, countRefusedGateways, type FirmwareInFlight } from '#lib/db/fleet-overview.ts'
import type { ExpiryBucket } from '#lib/domain/fleet/facets.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'
import { countFleet, type FleetCount, sumExpiry } from './count-fleet.ts'

export interface Overview {
  readonly gateways: FleetCount
  readonly expires: Readonly<Record<ExpiryBucket, number>>
  readonly firmware: FirmwareInFlight
  /** Gateways whose check-ins were refused within the last day. */
  readonly refused: number
}

export async function readOverview(context: Context, ownerId: Eui): Promise<Overview> {
  const now = context.now()
  const [gateways, terms, firmware, refused] = await Promise.all([
    countFleet(context, ownerId, {}),
    readTermCounts(context.sql, ownerId, 0),
    countFirmwareInFlight(context.sql, ownerId),
    countRefusedGateways(context.sql, ownerId, dayBefore(now)),
  ])
  return { gateways, expires: sumExpiry(terms, now), firmware, refused }
}
