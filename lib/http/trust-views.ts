/** How certificates and changes of trust are printed: fingerprints as hex, times in ISO 8601. */
import type { z } from 'zod'
import type { Holder } from '#lib/db/certificate-holders.ts'
import type { CertificateRow } from '#lib/db/certificates.ts'
import type { ChangeGateway } from '#lib/db/trust-changes.ts'
import { formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import type { ChainCertificate } from '#lib/domain/trust-change/chain-certificate.ts'
import type {
  breaksAnswer,
  certificateWithUses,
  holders,
  trustChangeAnswer,
  trustChangeGateways,
  trustChangeSummary,
} from '#lib/schemas/trust.ts'
import type { TrustChangeSummary, TrustChangeView } from '#lib/services/trust/change-trust.ts'
import type { CertificateWithUses } from '#lib/services/trust/view-trust.ts'
import type { Breaks } from '#lib/services/trust/what-breaks.ts'
import { encodeCursor } from './cursor.ts'

const iso = (date: Date | null): string | null => date?.toISOString() ?? null

export function printCertificate({ notBefore, notAfter, ...row }: CertificateRow) {
  const { fingerprint, subject, issuer, names, serial, keyType, signatureAlgorithm, isCa, selfSigned } = row
  return {
    ...{ fingerprint, subject, issuer, names: [...names], serial, keyType, signatureAlgorithm, isCa, selfSigned },
    validFrom: notBefore.toISOString(),
    validTo: notAfter.toISOString(),
  }
}

export function printUses({ uses, ...row }: CertificateWithUses): z.infer<typeof certificateWithUses> {
  return {
    ...printCertificate(row),
    uses: uses.map(({ part, category, server, holders: gateways }) => ({ part, category, server, gateways })),
  }
}

export function printHolders(rows: readonly Holder[], more: boolean): z.infer<typeof holders> {
  const last = rows.at(-1)
  return {
    holders: rows.map(({ eui, offeredAt, provenAt, lastSeen, ...row }) => ({
      gateway: formatId6(eui),
      ...row,
      eui: formatEui64(eui),
      offeredAt: iso(offeredAt),
      provenAt: iso(provenAt),
      lastSeen: iso(lastSeen),
    })),
    next: more && last ? encodeCursor([last.category, last.server, last.eui, String(last.version)]) : null,
  }
}

/** What a server presented, its own certificate first. */
export const printChain = (chain: readonly ChainCertificate[]) =>
  chain.map(({ facts: { subject, issuer, validTo, fingerprint } }) => ({ subject, issuer, validTo, fingerprint }))

export function printBreaks({ server, trusts, ...numbers }: Breaks, at: Date): z.infer<typeof breaksAnswer> {
  return {
    at: at.toISOString(),
    source: server.source,
    named: server.named,
    chain: printChain(server.chain),
    trusts: trusts.map((one) => ({ ...one, validTo: one.validTo.toISOString(), until: iso(one.until) })),
    ...numbers,
  }
}

export function printSummary(change: TrustChangeSummary): z.infer<typeof trustChangeSummary> {
  const { id, name, category, oldUri, stepUri, finalUri, state, createdAt, createdBy, endedAt, counts, total, proven } =
    change
  return {
    ...{ id, name, category, uri: oldUri, stepUri, finalUri, state, counts, total, proven, createdBy },
    createdAt: createdAt.toISOString(),
    endedAt: iso(endedAt),
  }
}

export function printChange(view: TrustChangeView): z.infer<typeof trustChangeAnswer> {
  const { facts, step, stillOld, frozen, checks, rollouts, reasons } = view
  const {
    fingerprint,
    subject,
    issuer,
    names,
    serial,
    keyType,
    signatureAlgorithm,
    isCa,
    selfSigned,
    validFrom,
    validTo,
  } = facts
  return {
    ...printSummary(view),
    trust: {
      fingerprint,
      subject,
      issuer,
      names: [...names],
      serial,
      keyType,
      signatureAlgorithm,
      isCa,
      selfSigned,
      validFrom,
      validTo,
    },
    next: step.sentence,
    actions: [...step.actions],
    allProven: step.allProven,
    stillOld,
    frozen,
    checks: Object.fromEntries(
      Object.entries(checks).map(([uri, one]) => [
        uri,
        { ...one, refusedBy: [...one.refusedBy], chain: [...one.chain] },
      ]),
    ),
    rollouts: rollouts.map((one) => ({ ...one, createdAt: one.createdAt.toISOString() })),
    reasons: [...reasons],
  }
}

export function printChangeGateways(
  rows: readonly ChangeGateway[],
  more: boolean,
): z.infer<typeof trustChangeGateways> {
  const last = rows.at(-1)
  return {
    gateways: rows.map(({ eui, provenAt, lastSeen, ...row }) => ({
      gateway: formatId6(eui),
      eui: formatEui64(eui),
      ...row,
      provenAt: iso(provenAt),
      lastSeen: iso(lastSeen),
    })),
    next: more && last ? encodeCursor([last.eui]) : null,
  }
}
