/** How CAs and revocations are printed. */
import { X509Certificate } from 'node:crypto'
import type { ClientCa, HeldCertificate, Revocation } from '#lib/db/client-cas.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import { crlUrlOf } from '#lib/services/client-cas/issue-certificates.ts'
import type { Context } from '#lib/services/context.ts'

export function printClientCa(context: Context, ca: ClientCa) {
  const certificate = new X509Certificate(ca.der)
  return {
    id: ca.id,
    name: ca.name,
    certificate: certificate.toString(),
    subject: certificate.subject.replaceAll('\n', ', '),
    fingerprint: ca.fingerprint.toString('hex'),
    validTo: certificate.validToDate.toISOString(),
    kept: ca.keyEnc !== null,
    crlUrl: ca.keyEnc ? crlUrlOf(context, ca.id) : null,
    issued: ca.issued,
    revoked: ca.revoked,
    createdAt: ca.createdAt.toISOString(),
    createdBy: ca.createdBy,
  }
}

export const printRevocation = ({ id, serial, reason, revokedAt, revokedBy }: Revocation) => ({
  id,
  serial,
  reason,
  revokedAt: revokedAt.toISOString(),
  revokedBy,
})

export const printHeldCertificate = (one: HeldCertificate) => ({
  gateway: formatId6(one.eui),
  name: one.name,
  category: one.category,
  version: one.version,
  fingerprint: one.fingerprint,
  subject: one.subject,
  issuer: one.issuer,
  serial: one.serial,
  validTo: one.notAfter?.toISOString() ?? null,
  ca: one.caId ? { id: one.caId, name: one.caName ?? '', days: one.days ?? 0 } : null,
  wanted: one.wanted,
  offeredAt: one.offeredAt?.toISOString() ?? null,
  provenAt: one.provenAt?.toISOString() ?? null,
  revokedAt: one.revokedAt?.toISOString() ?? null,
  createdAt: one.createdAt.toISOString(),
})
