/** How gateways are printed for the console: identifiers in their notations, times in ISO 8601. */

import type { CheckInView } from '#lib/db/gateway-views.ts'
import { GATEWAY_STATES, type GatewayState } from '#lib/domain/gateway-state.ts'
import { type Eui, formatEui64, formatId6, formatMac } from '#lib/domain/identifiers.ts'
import type { GatewayPage, GatewayView, TargetView } from '#lib/services/view-gateways.ts'
import { encodeCursor } from './cursor.ts'
import { printSchedule } from './firmware-views.ts'

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

/** Every state with its number. */
export const printStates = (counts: ReadonlyMap<GatewayState, number>) =>
  Object.fromEntries(GATEWAY_STATES.map((state) => [state, counts.get(state) ?? 0]))

/** Cursors of the pages beside one that was read `way` (“next”, “previous”, or from the beginning). */
export function cursorsOf({ rows, more }: GatewayPage, way: string | undefined) {
  const [first, last] = [rows[0], rows.at(-1)]
  const cursor = (to: 'next' | 'previous', row: typeof first) =>
    row ? encodeCursor([to, row.sortValue, row.eui]) : null
  return {
    next: more || way === 'previous' ? cursor('next', last) : null,
    previous: way === 'next' || (way === 'previous' && more) ? cursor('previous', first) : null,
  }
}

/** `cursors`: of the pages beside this one, null where there is none. */
export function printGatewayPage(
  page: GatewayPage,
  cursors: { readonly next: string | null; readonly previous: string | null },
) {
  const counts = printStates(page.counts)
  return {
    gateways: page.rows.map((row) => ({
      gateway: formatId6(row.eui),
      eui: formatEui64(row.eui),
      name: row.name,
      tags: row.tags,
      site: row.site,
      flavor: row.flavor,
      origin: row.origin,
      state: row.state,
      lastSeen: iso(row.lastSeen),
      lnsUri: row.lnsUri,
      cupsUri: row.cupsUri,
      dueBy: iso(row.dueBy),
      model: row.reported?.model ?? null,
      station: row.reported?.station ?? null,
      package: row.reported?.package ?? null,
      expiresAt: iso(row.expiresAt),
      latitude: row.latitude,
      longitude: row.longitude,
    })),
    ...cursors,
    matching: page.matching,
    exact: page.exact,
    counts: { ...counts, all: Object.values(counts).reduce((sum, count) => sum + count, 0) },
  }
}

export function printGateway(view: GatewayView) {
  const { report } = view
  return {
    gateway: formatId6(view.eui),
    eui: formatEui64(view.eui),
    mac: formatMac(view.eui) ?? null,
    name: view.name,
    tags: view.tags,
    site: view.site,
    latitude: view.latitude,
    longitude: view.longitude,
    flavor: view.flavor,
    origin: view.origin,
    claimedAt: iso(view.claimedAt),
    lastSetup: iso(view.lastSetupAt),
    revision: view.revision,
    state: {
      kind: view.state,
      sentence: view.sentence,
      since: iso(report?.lastSeenAt ?? view.claimedAt),
      dueBy: iso(view.dueBy),
    },
    desired: { cups: printTarget(view.desired.cups), tc: printTarget(view.desired.tc) },
    reported: report
      ? {
          ...printReported(report.reported),
          at: report.lastSeenAt.toISOString(),
          address: report.address,
          credential: report.credential,
        }
      : null,
    nextContact: iso(view.nextContact),
    facts: [...view.facts],
    next: { ...view.next, reasons: [...view.next.reasons] },
    firmware: printSchedule(view.firmware),
    refused: { count: view.refused.count, lastAddress: view.refused.lastAddress, lastAt: iso(view.refused.lastAt) },
  }
}

export function printCheckIn(checkIn: CheckInView) {
  return {
    id: checkIn.id,
    firstAt: checkIn.firstAt.toISOString(),
    lastAt: checkIn.lastAt.toISOString(),
    times: checkIn.times,
    address: checkIn.address,
    credential: checkIn.credential,
    reported: printReported(checkIn.reported),
    answer: { ...checkIn.answer, reasons: [...checkIn.answer.reasons] },
    fellBack: checkIn.fellBack,
  }
}

function printReported({ router: _, keys, ...rest }: CheckInView['reported'] & { router: Eui }) {
  return { ...rest, keys: [...keys] }
}

function printTarget(target: TargetView | null) {
  return (
    target && {
      ...target,
      trust: target.trust && { ...target.trust, names: [...target.trust.names] },
      crt: target.crt && { ...target.crt, names: [...target.crt.names] },
      offeredAt: iso(target.offeredAt),
      provenAt: iso(target.provenAt),
      failedAt: iso(target.failedAt),
      createdAt: target.createdAt.toISOString(),
    }
  )
}
