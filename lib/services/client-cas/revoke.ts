/** Certificates that are not accepted any more, and the list that tells others. */
import { randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { findCrl, insertRevocation, listRevocations, type Revocation } from '#lib/db/client-cas.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { readSerial } from '#lib/domain/client-certificates/issued-certificate.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context, OwnerActor } from '../context.ts'
import { makeCrl, openIssuer } from './issue.ts'
import { caKeyPurpose, requireCa } from './keep-cas.ts'

/** Newest first. */
export async function listRevoked(context: Context, ownerId: Eui, caId: string): Promise<Revocation[]> {
  await requireCa(context, ownerId, caId)
  return listRevocations(context.sql, ownerId, caId)
}

/** Revokes by serial number. For ever: a gateway that has no other credential is shut out. */
export async function revokeCertificate(
  context: Context,
  actor: OwnerActor,
  { caId, serial: given, reason }: { readonly caId: string; readonly serial: string; readonly reason: string },
): Promise<Revocation> {
  const serial = readSerial(given)
  if (!serial.ok) {
    throw new AppError('invalid', serial.error, {
      errors: [{ pointer: '/serial', detail: serial.error, code: 'invalid' }],
    })
  }
  await requireCa(context, actor.ownerId, caId)
  const revocation: Revocation = {
    id: randomUUID(),
    caId,
    serial: serial.value,
    fingerprint: null,
    reason,
    revokedAt: context.now(),
    revokedBy: actor.id,
  }
  await context.sql.begin(async (tx) => {
    if (!(await insertRevocation(tx, actor.ownerId, revocation))) {
      throw new AppError('conflict', 'This certificate is revoked already.')
    }
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'client-certificate.revoke',
        address: actor.address,
        detail: { caId, serial: serial.value, reason },
      },
    ])
  })
  return revocation
}

/** The list of a CA that Gatehouse keeps, DER. Its number is the time, which rises. Throws `not_found`. */
export async function crlOf(context: Context, caId: string): Promise<Buffer> {
  const crl = await findCrl(context.sql, caId)
  if (!crl) throw new AppError('not_found', 'There is no list of revoked certificates with this id.')
  const issuer = await openIssuer(crl.der, context.keys.open(crl.keyEnc, caKeyPurpose(caId)))
  const now = context.now()
  return makeCrl(issuer, { number: Math.floor(now.getTime() / 1000), entries: crl.entries, now })
}
