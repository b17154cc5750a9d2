/** What speaks against a gateway: the evidence is gathered here, and judged in lib/domain/diagnosis. */
import { listVersions, type StoredVersion } from '#lib/db/credential-versions.ts'
import { findDiscovery } from '#lib/db/discoveries.ts'
import { findKnocks, findMistakenKnocks, findNewestRun, findTlsFailures, type KnockRow } from '#lib/db/evidence.ts'
import { findGatewayDetails } from '#lib/db/gateway-views.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { euisNamedBy } from '#lib/domain/client-certificates/issued-certificate.ts'
import { diagnose, type UsedCredential, usedCredential } from '#lib/domain/diagnosis/diagnose.ts'
import type { Evidence, EvidenceKnock, EvidenceSet, Finding } from '#lib/domain/diagnosis/evidence.ts'
import { mistakenEuis } from '#lib/domain/diagnosis/mistaken-euis.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { certificateView } from '../certificate-view.ts'
import type { Context } from '../context.ts'
import { nextContactAfter } from '../next-contact.ts'
import { NOT_YOURS } from '../sentences.ts'
import { viewGatewayFirmware } from '../view-gateway-firmware.ts'

export interface DiagnosisView {
  readonly findings: readonly Finding[]
  readonly credential: UsedCredential | null
  readonly at: Date
}

/** Throws `not_found` for a gateway that is not the owner's. */
export async function viewDiagnosis(context: Context, ownerId: Eui, eui: Eui): Promise<DiagnosisView> {
  const { sql } = context
  const now = context.now()
  const [detail] = await findGatewayDetails(sql, ownerId, [eui], now)
  if (!detail) throw new AppError('not_found', NOT_YOURS)
  const { report } = detail
  const [versions, knocks, mistaken, tls, run, firmware, discovery] = await Promise.all([
    listVersions(sql, ownerId, eui),
    findKnocks(sql, ownerId, eui),
    report ? [] : findMistakenKnocks(sql, ownerId, eui, mistakenEuis(eui)),
    findTlsFailures(sql, ownerId, eui),
    findNewestRun(sql, ownerId, eui),
    viewGatewayFirmware(context, ownerId, eui, { report, changesElse: false }),
    findDiscovery(sql, ownerId, eui),
  ])
  const desired = { cups: detail.cupsVersion, tc: detail.tcVersion }
  const inUse = versions.filter(({ retiredAt }) => retiredAt === null)
  const through = inUse.some((set) => set.category === 'tc' && set.version === desired.tc && set.lnsUri !== null)
  const evidence: Evidence = {
    now,
    gateway: eui,
    claimedAt: detail.claimedAt,
    hosts: context.site.gatewayHosts,
    report: report && {
      lastSeenAt: report.lastSeenAt,
      address: report.address,
      reported: report.reported,
      credential: report.credential,
      fellBack: report.fellBack,
    },
    nextContact: report && nextContactAfter(report),
    run: run ?? null,
    sets: inUse.map((set) => evidenceOf(set, set.version === desired[set.category])),
    knocks: knocks.flatMap(toKnock),
    mistaken,
    tls,
    firmware: firmware && {
      state: firmware.schedule.state,
      sentence: firmware.sentence,
      waits: firmware.waits,
    },
    discovery:
      through && discovery?.lastAt && discovery.outcome
        ? { outcome: discovery.outcome, detail: discovery.detail, at: discovery.lastAt }
        : null,
  }
  return { findings: diagnose(evidence), credential: usedCredential(evidence), at: now }
}

const REASONS: readonly string[] = [
  'token',
  'certificate',
  'none',
  'bootstrap-ended',
] satisfies EvidenceKnock['reason'][]

function toKnock({ reason, ...rest }: KnockRow): EvidenceKnock[] {
  return REASONS.includes(reason) ? [{ ...rest, reason: reason as EvidenceKnock['reason'] }] : []
}

function evidenceOf(set: StoredVersion, desired: boolean): EvidenceSet {
  const certificate = (der: Buffer | null, role: 'trust' | 'crt') => {
    if (!der) return null
    const { subject, validFrom, validTo } = certificateView(der, role)
    return {
      subject,
      validFrom: new Date(validFrom),
      validTo: new Date(validTo),
      names: role === 'crt' ? euisNamedBy(der) : [],
    }
  }
  const { category, version, uri, crc, offeredAt, provenAt, failedAt, backup } = set
  const marks = { offeredAt, provenAt, failedAt, backup }
  return {
    category,
    version,
    uri,
    crc,
    desired,
    ...marks,
    trust: certificate(set.trust, 'trust'),
    crt: certificate(set.crt, 'crt'),
  }
}
