/** What the console shows of gateways: lists, one gateway with desired against reported, its log, and what it receives next. */

import { type FleetPage, type GatewayFilter, planned } from '#lib/db/fleet.ts'
import { findGatewayDetails, type GatewayDetail, type GatewayListRow, listGatewayPage } from '#lib/db/gateway-views.ts'
import { findLiveSets, type StoredSet } from '#lib/db/gateways.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { compareFacts, type Fact } from '#lib/domain/gateway-page/compare-facts.ts'
import { type GatewayState, nextContactDue, stateSentence } from '#lib/domain/gateway-state.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type CertificateView, certificateView } from './certificate-view.ts'
import type { Context } from './context.ts'
import { assertSortable, countFleetWithin, isBare } from './fleet/count-fleet.ts'
import { type ForecastStep, forecastStep, startForecast } from './gateway-page/forecast.ts'
import { nextContactAfter } from './next-contact.ts'
import { type GatewayFirmwareView, type NextFirmware, viewGatewayFirmware } from './view-gateway-firmware.ts'

export interface GatewayPage {
  readonly rows: readonly (GatewayListRow & { dueBy: Date | null })[]
  /** There are more rows in the direction that was read. */
  readonly more: boolean
  readonly counts: ReadonlyMap<GatewayState, number>
  /** Of all that the filter finds. */
  readonly matching: number
  /** False: `counts` and `matching` stop at the cap. */
  readonly exact: boolean
}

export async function listGateways(
  context: Context,
  ownerId: Eui,
  request: Omit<FleetPage, 'filter' | 'now' | 'large'> & GatewayFilter,
): Promise<GatewayPage> {
  const { sort, descending, after, before, limit, ...filter } = request
  const now = context.now()
  const { rows, ...counted } = await planned(context.sql, async (tx) => {
    const counted = await countFleetWithin(tx, ownerId, filter, now)
    assertSortable(sort, counted)
    const { large, vast, ...counts } = counted
    const few = large && counts.exact && !isBare(filter, 'state')
    const page = { filter, now, large, vast, few, sort, descending, after, before, limit: limit + 1 }
    return { ...counts, rows: await listGatewayPage(tx, ownerId, page) }
  })
  const more = rows.length > limit
  // Backwards, the row too many is the first one.
  const shown = after === undefined && before !== undefined && more ? rows.slice(1) : rows.slice(0, limit)
  return { rows: shown.map((row) => ({ ...row, dueBy: dueByOf(row) })), more, ...counted }
}

const dueByOf = (row: GatewayListRow): Date | null =>
  row.state === 'pending' && row.lastSeen
    ? nextContactDue({
        lastSeen: row.lastSeen,
        reportedTcUri: row.reported?.tcUri ?? null,
        answeredCupsUri: row.answer?.cupsUri ?? null,
        answeredTcUri: row.answer?.tcUri ?? null,
      })
    : null

/** A credential set as it may be shown: never with its key. */
export interface TargetView {
  readonly version: number
  readonly uri: string
  readonly trust: CertificateView | null
  /** The network server behind our own address (rules.md 29); null: `uri` is the server itself. */
  readonly lnsUri: string | null
  readonly muxsTemplate: string | null
  readonly crt: CertificateView | null
  readonly key: StoredSet['keyKind']
  readonly crc: number | null
  readonly offeredAt: Date | null
  readonly provenAt: Date | null
  readonly failedAt: Date | null
  readonly createdAt: Date
}

export interface GatewayView extends GatewayDetail {
  readonly sentence: string
  readonly dueBy: Date | null
  readonly desired: { readonly cups: TargetView | null; readonly tc: TargetView | null }
  /** When the next check-in is due at the latest; null before the first. */
  readonly nextContact: Date | null
  /** Desired against reported, in sentences. */
  readonly facts: readonly Fact[]
  readonly next: {
    readonly reasons: readonly string[]
    readonly cupsUri: string | null
    readonly tcUri: string | null
    readonly cupsCredentials: boolean
    readonly tcCredentials: boolean
    /** The update that goes along. */
    readonly firmware: NextFirmware | null
    /** Length of the answer in bytes. */
    readonly bytes: number
  }
  /** The update that it is to be provided with, or was; null = none. */
  readonly firmware: GatewayFirmwareView | null
}

/** Undefined when the owner has no such gateway. */
export async function viewGateway(context: Context, ownerId: Eui, eui: Eui): Promise<GatewayView | undefined> {
  const [detail] = await findGatewayDetails(context.sql, ownerId, [eui], context.now())
  if (!detail) return undefined
  const sets = await findLiveSets(context.sql, ownerId, [eui])
  const { report } = detail
  const desired = { cups: targetView(sets, 'cups', detail.cupsVersion), tc: targetView(sets, 'tc', detail.tcVersion) }
  const managed = desired.cups !== null || desired.tc !== null
  const offered = (!desired.cups || desired.cups.offeredAt !== null) && (!desired.tc || desired.tc.offeredAt !== null)
  const waits = detail.state === 'pending' || detail.state === 'diverged'
  const next = describeStep(forecastStep(context, startForecast(detail, ownerId, sets), sets))
  const changesElse = next.cupsUri !== null || next.tcUri !== null
  const firmware = await viewGatewayFirmware(context, ownerId, eui, { report: detail.report, changesElse })
  const nextContact = report && nextContactAfter(report)
  return {
    ...detail,
    nextContact,
    facts: compareFacts({
      now: context.now(),
      desired,
      firmware: firmware && {
        name: firmware.version ?? formatCrc(firmware.schedule.crc),
        state: firmware.schedule.state,
        sentence: firmware.sentence,
      },
      reported: report && { ...report.reported, at: report.lastSeenAt },
      nextContact,
    }),
    sentence: stateSentence({ kind: detail.state, managed, offered }),
    dueBy: waits ? nextContact : null,
    desired,
    next: withFirmware(next, firmware),
    firmware,
  }
}

type NextAnswer = Omit<GatewayView['next'], 'firmware'>

const describeStep = ({ answer, body }: ForecastStep): NextAnswer => ({
  reasons: answer.reasons,
  cupsUri: answer.cupsUri,
  tcUri: answer.tcUri,
  cupsCredentials: answer.cupsCredentials !== null,
  tcCredentials: answer.tcCredentials !== null,
  bytes: body.length,
})

function withFirmware(next: NextAnswer, firmware: GatewayFirmwareView | null): GatewayView['next'] {
  const update = firmware?.next ?? null
  if (!update) return { ...next, firmware: null }
  const reason = `Firmware ${firmware?.version || formatCrc(update.crc)} goes along, this once.`
  return { ...next, firmware: update, reasons: [...next.reasons, reason], bytes: next.bytes + update.bytes }
}

function targetView(sets: readonly StoredSet[], category: Category, version: number | null): TargetView | null {
  const set = sets.find((one) => one.category === category && one.version === version)
  if (!set) return null
  return {
    version: set.version,
    uri: set.uri,
    lnsUri: set.lnsUri,
    muxsTemplate: set.muxsTemplate,
    trust: set.trust && certificateView(set.trust, 'trust'),
    crt: set.crt && certificateView(set.crt, 'crt'),
    key: set.keyKind,
    crc: set.crc,
    offeredAt: set.offeredAt,
    provenAt: set.provenAt,
    failedAt: set.failedAt,
    createdAt: set.createdAt,
  }
}
