/** What the console shows of gateways: lists, one gateway with desired against reported, its log, and what it receives next. */

import {
  countGatewayStates,
  findGatewayDetails,
  type GatewayDetail,
  type GatewayListRow,
  type GatewayPageRequest,
  type GatewayReport,
  listGatewayPage,
  parseCredential,
} from '#lib/db/gateway-views.ts'
import { findLiveSets, type StoredSet } from '#lib/db/gateways.ts'
import { decideCheckIn, type KnownGateway } from '#lib/domain/check-in.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { NO_CHANGE } from '#lib/domain/cups-answer.ts'
import type { ReportedState } from '#lib/domain/cups-request.ts'
import { type GatewayState, nextContactDue, stateSentence } from '#lib/domain/gateway-state.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type CertificateView, certificateView } from './certificate-view.ts'
import type { Context } from './context.ts'
import { isOurCupsUri, keyPurpose } from './credential-store.ts'
import { type GatewayFirmwareView, type NextFirmware, viewGatewayFirmware } from './view-gateway-firmware.ts'

export interface GatewayPage {
  readonly rows: readonly (GatewayListRow & { sortValue: string; dueBy: Date | null })[]
  readonly more: boolean
  readonly counts: ReadonlyMap<GatewayState, number>
}

export async function listGateways(context: Context, ownerId: Eui, request: GatewayPageRequest): Promise<GatewayPage> {
  const now = context.now()
  const [rows, counts] = await Promise.all([
    listGatewayPage(context.sql, ownerId, { ...request, limit: request.limit + 1 }, now),
    countGatewayStates(context.sql, ownerId, request, now),
  ])
  return {
    rows: rows.slice(0, request.limit).map((row) => ({
      ...row,
      dueBy:
        row.state === 'pending' && row.lastSeen
          ? nextContactDue({
              lastSeen: row.lastSeen,
              reportedTcUri: row.reported?.tcUri ?? null,
              answeredCupsUri: row.answer?.cupsUri ?? null,
              answeredTcUri: row.answer?.tcUri ?? null,
            })
          : null,
    })),
    more: rows.length > request.limit,
    counts,
  }
}

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
  const next = predictNext(context, detail, ownerId, sets)
  const changesElse = next.cupsUri !== null || next.tcUri !== null
  const firmware = await viewGatewayFirmware(context, ownerId, eui, { report: detail.report, changesElse })
  return {
    ...detail,
    sentence: stateSentence({ kind: detail.state, managed, offered }),
    dueBy: report && waits ? dueOf(report) : null,
    desired,
    next: withFirmware(next, firmware),
    firmware,
  }
}

type NextAnswer = Omit<GatewayView['next'], 'firmware'>

function withFirmware(next: NextAnswer, firmware: GatewayFirmwareView | null): GatewayView['next'] {
  const update = firmware?.next ?? null
  if (!update) return { ...next, firmware: null }
  const reason = `Firmware ${firmware?.version || formatCrc(update.crc)} goes along, this once.`
  return { ...next, firmware: update, reasons: [...next.reasons, reason], bytes: next.bytes + update.bytes }
}

function dueOf(report: GatewayReport): Date {
  return nextContactDue({
    lastSeen: report.lastSeenAt,
    reportedTcUri: report.reported.tcUri,
    answeredCupsUri: report.answer.cupsUri,
    answeredTcUri: report.answer.tcUri,
  })
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

/**
 * What the next check-in is answered, supposing that the gateway applied what it was sent last and reports the rest as
 * before. The same rules decide as on the wire.
 */
function predictNext(context: Context, detail: GatewayDetail, ownerId: Eui, sets: readonly StoredSet[]): NextAnswer {
  const gateway: KnownGateway = {
    eui: detail.eui,
    ownerId,
    tokenDigests: [],
    cupsVersion: detail.cupsVersion,
    tcVersion: detail.tcVersion,
    sets: sets.map((set) => ({
      category: set.category,
      version: set.version,
      uri: set.uri,
      crc: set.crc,
      keyKind: set.keyKind,
      authDigest: null,
      offered: set.offeredAt !== null,
      proven: set.provenAt !== null,
      failed: set.failedAt !== null,
      backup: set.backup,
    })),
  }
  const { reported, credential } = expectReport(detail, sets)
  const { answer } = decideCheckIn(gateway, reported, [credential], (uri) => isOurCupsUri(context.site, uri))
  const length = (category: Category, version: number | null): number => {
    const set = sets.find((one) => one.category === category && one.version === version)
    if (!set?.trust) return 0
    const key = set.keyEnc ? context.keys.open(set.keyEnc, keyPurpose(set.eui, category, set.version)).length : 4
    return set.trust.length + (set.crt?.length ?? 4) + key
  }
  return {
    reasons: answer.reasons,
    cupsUri: answer.cupsUri,
    tcUri: answer.tcUri,
    cupsCredentials: answer.cupsCredentials !== null,
    tcCredentials: answer.tcCredentials !== null,
    bytes:
      NO_CHANGE.length +
      (answer.cupsUri?.length ?? 0) +
      (answer.tcUri?.length ?? 0) +
      length('cups', answer.cupsCredentials) +
      length('tc', answer.tcCredentials),
  }
}

function expectReport(detail: GatewayDetail, sets: readonly StoredSet[]) {
  const none: ReportedState = {
    router: detail.eui,
    cupsUri: null,
    tcUri: null,
    cupsCredCrc: null,
    tcCredCrc: null,
    station: null,
    model: null,
    package: null,
    keys: [],
  }
  const { report } = detail
  if (!report) return { reported: none, credential: { kind: 'bootstrap' as const } }
  const crcOf = (category: Category, version: number | null) =>
    sets.find((set) => set.category === category && set.version === version)?.crc ?? null
  const { answer } = report
  const reported: ReportedState = {
    ...report.reported,
    cupsUri: answer.cupsUri ?? report.reported.cupsUri,
    tcUri: answer.tcUri ?? report.reported.tcUri,
    cupsCredCrc: crcOf('cups', answer.cupsVersion) ?? report.reported.cupsCredCrc,
    tcCredCrc: crcOf('tc', answer.tcVersion) ?? report.reported.tcCredCrc,
  }
  const credential =
    answer.cupsVersion !== null
      ? { kind: 'set' as const, version: answer.cupsVersion }
      : parseCredential(report.credential)
  return { reported, credential }
}
