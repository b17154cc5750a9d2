/** How the page of one gateway is printed: identifiers as ID6, times in ISO 8601. */
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { CheckInDetail } from '#lib/services/gateway-page/view-check-in.ts'
import type { DiagnosisView } from '#lib/services/gateway-page/view-diagnosis.ts'
import type { NextView } from '#lib/services/gateway-page/view-next.ts'
import type { TimelineView } from '#lib/services/gateway-page/view-timeline.ts'
import type { VersionView } from '#lib/services/gateway-page/view-versions.ts'
import { encodeCursor } from './cursor.ts'
import { printCheckIn } from './gateway-views.ts'

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export const printTimeline = ({ items, next }: TimelineView) => ({
  items: items.map((item) => ({ ...item, at: item.at.toISOString(), since: iso(item.since) })),
  next: next && encodeCursor(next),
})

export const printCheckInDetail = (eui: Eui, { request, segments, ...checkIn }: CheckInDetail) => ({
  gateway: formatId6(eui),
  ...printCheckIn(checkIn),
  request: { json: request.json, fields: [...request.fields] },
  segments: [...segments],
})

export const printNext = (eui: Eui, { answers, waits }: NextView) => ({
  gateway: formatId6(eui),
  answers: answers.map(({ dueBy, reasons, bytes, segments }) => ({
    dueBy: iso(dueBy),
    reasons: [...reasons],
    bytes,
    segments: [...segments],
  })),
  waits: [...waits],
})

export const printVersion = (version: VersionView) => ({
  ...version,
  createdAt: version.createdAt.toISOString(),
  offeredAt: iso(version.offeredAt),
  provenAt: iso(version.provenAt),
  failedAt: iso(version.failedAt),
  retiredAt: iso(version.retiredAt),
  trust: version.trust && { ...version.trust, names: [...version.trust.names] },
  crt: version.crt && { ...version.crt, names: [...version.crt.names] },
  return: { refused: version.return.refused, concerns: [...version.return.concerns] },
})

export const printDiagnosis = (eui: Eui, { at, credential, findings }: DiagnosisView) => ({
  gateway: formatId6(eui),
  at: at.toISOString(),
  credential,
  findings: findings.map((finding) => ({ ...finding, evidence: [...finding.evidence] })),
})
