/** How CAs and revocations are printed. */
import { X509Certificate } from 'node:crypto'
import type { ClientCa, Revocation } from '#lib/db/client-cas.ts'
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
