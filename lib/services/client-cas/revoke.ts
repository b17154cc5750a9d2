/** Certificates that are not accepted any more, and the list that tells others. */
import { randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  findCrl,
  findHeldCertificates,
  insertRevocation,
  listRevocations,
  type Revocation,
} from '#lib/db/client-cas.ts'
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
  return store(context, actor, { caId, serial: serial.value, fingerprint: null, reason })
}

/**
 * Revokes the certificate of a credential set, whoever issued it. What a CA of ours issued is revoked by its serial number, so
 * that it is on the CA's list. Throws `not_found`, and `conflict` when it is revoked already.
 */
export async function revokeHeldCertificate(
  context: Context,
  actor: OwnerActor,
  { eui, category, version, reason }: HeldReference & { readonly reason: string },
): Promise<Revocation> {
  const set = { category, version }
  const [held] = await findHeldCertificates(context.sql, actor.ownerId, { eui, set, limit: 1 })
  if (!held) throw new AppError('not_found', 'This gateway holds no such certificate. Reload the list.')
  if (held.revokedAt) throw new AppError('conflict', REVOKED)
  const { caId, serial } = held
  const what =
    caId && serial
      ? { caId, serial, fingerprint: null }
      : { caId: null, serial: null, fingerprint: Buffer.from(held.fingerprint, 'hex') }
  return store(context, actor, { ...what, reason }, eui)
}

/** A certificate by the set that holds it. */
export interface HeldReference {
  readonly eui: Eui
  readonly category: 'cups' | 'tc'
  readonly version: number
}

const REVOKED = 'This certificate is revoked already.'

async function store(
  context: Context,
  actor: OwnerActor,
  what: Pick<Revocation, 'caId' | 'serial' | 'fingerprint' | 'reason'>,
  eui?: Eui,
): Promise<Revocation> {
  const revocation: Revocation = {
    id: randomUUID(),
    ...what,
    revokedAt: context.now(),
    revokedBy: actor.id,
  }
  const { caId, serial, fingerprint, reason } = what
  await context.sql.begin(async (tx) => {
    if (!(await insertRevocation(tx, actor.ownerId, revocation))) throw new AppError('conflict', REVOKED)
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'client-certificate.revoke',
        address: actor.address,
        ...(eui ? { eui } : {}),
        detail: fingerprint ? { fingerprint: fingerprint.toString('hex'), reason } : { caId, serial, reason },
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
