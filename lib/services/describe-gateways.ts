/** `list` and `info` of the Owner API. Private keys and tokens are write-only: they are never in an answer. */

import { findGatewayDetails } from '#lib/db/gateway-views.ts'
import { findLiveSets, listEuis } from '#lib/db/gateways.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type ItemAnswer, startBulk } from './bulk.ts'
import type { Context } from './context.ts'
import { NOT_YOURS } from './sentences.ts'

export const listOwnedGateways = (context: Context, ownerId: Eui): Promise<Eui[]> => listEuis(context.sql, ownerId)

export interface GatewayInfo extends ItemAnswer {
  readonly ownerid?: Eui
  readonly cupsUri?: string | null
  /** u32; the route prints it signed where the caller's spelling wants that. */
  readonly cupsCredCrc?: number | null
  /** Base64 of DER. */
  readonly cupsCrt?: string | null
  readonly cupsTrust?: string | null
  readonly lnsUri?: string | null
  readonly lnsCredCrc?: number | null
  readonly lnsCrt?: string | null
  readonly lnsTrust?: string | null
  /** The gateway is given our address and referred to lnsUri (rules.md 29); both only then. */
  readonly lnsDiscovery?: true
  readonly lnsMuxs?: string | null
  readonly claimed?: string | null
  readonly lastSetup?: string | null
  readonly lastSeen?: string | null
  /** Of the last answer to this gateway: 200, or 401 when its last check-in was refused; null before the first. */
  readonly httpStatus?: number | null
}

/** Answers per entry, in request order. */
export async function describeGateways(
  context: Context,
  ownerId: Eui,
  gateways: readonly unknown[],
): Promise<GatewayInfo[]> {
  const bulk = startBulk(gateways, (entry) =>
    typeof entry === 'object' && entry !== null && 'gateway' in entry ? entry.gateway : entry,
  )
  const euis = bulk.items.map((item) => item.eui)
  const [details, sets] = await Promise.all([
    findGatewayDetails(context.sql, ownerId, euis, context.now()),
    findLiveSets(context.sql, ownerId, euis),
  ])
  const byEui = new Map(details.map((detail) => [detail.eui, detail]))
  for (const item of bulk.items) {
    const detail = byEui.get(item.eui)
    if (!detail) {
      bulk.answer(item.index, { error: NOT_YOURS })
      continue
    }
    const target = (category: Category, version: number | null) =>
      sets.find((set) => set.eui === item.eui && set.category === category && set.version === version)
    const cups = target('cups', detail.cupsVersion)
    const tc = target('tc', detail.tcVersion)
    const seen = detail.report?.lastSeenAt ?? null
    const refusedLast = detail.refused.lastAt !== null && (seen === null || detail.refused.lastAt > seen)
    bulk.answer(item.index, {
      ownerid: ownerId,
      cupsUri: cups?.uri ?? null,
      cupsCredCrc: cups?.crc ?? null,
      cupsCrt: cups?.crt?.toString('base64') ?? null,
      cupsTrust: cups?.trust?.toString('base64') ?? null,
      lnsUri: tc?.lnsUri ?? tc?.uri ?? null,
      lnsCredCrc: tc?.crc ?? null,
      lnsCrt: tc?.crt?.toString('base64') ?? null,
      lnsTrust: tc?.trust?.toString('base64') ?? null,
      ...(tc?.lnsUri ? { lnsDiscovery: true, lnsMuxs: tc.muxsTemplate } : {}),
      claimed: detail.claimedAt?.toISOString() ?? null,
      lastSetup: detail.lastSetupAt?.toISOString() ?? null,
      lastSeen: seen?.toISOString() ?? null,
      httpStatus: refusedLast ? 401 : seen ? 200 : null,
    })
  }
  return bulk.answers()
}
