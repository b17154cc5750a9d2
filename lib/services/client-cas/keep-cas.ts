/** The CAs of an owner for the client certificates of its gateways (rules.md 11). */
import { createHash, randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  type ClientCa,
  deleteClientCa,
  findClientCa,
  findRevokedByNumber,
  insertClientCa,
  insertRevocation,
  listClientCas,
} from '#lib/db/client-cas.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { isIssuedBy, readIssuingCa } from '#lib/domain/client-certificates/issued-certificate.ts'
import { readCredentialFile } from '#lib/domain/credential-file.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context, OwnerActor } from '../context.ts'
import { keepCertificates } from '../trust/keep-certificates.ts'
import { makeIssuingCa } from './issue.ts'

const UNKNOWN = 'There is no CA with this id. See the list of CAs.'
/** Each certificate that is presented is checked against all CAs of its owner. */
const MAX_CAS = 8

/** By name. */
export const listCas = (context: Context, ownerId: Eui): Promise<ClientCa[]> => listClientCas(context.sql, ownerId)

/** Throws `not_found`. */
export async function requireCa(context: Context, ownerId: Eui, id: string): Promise<ClientCa> {
  const ca = await findClientCa(context.sql, ownerId, id)
  if (!ca) throw new AppError('not_found', UNKNOWN)
  return ca
}

export interface NewCa {
  readonly name: string
  /** PEM or DER of the owner's CA; left out: Gatehouse makes one and keeps its key. */
  readonly certificate?: Uint8Array | undefined
}

/** Registers the owner's CA, or makes one. The same CA again answers the one that is there. */
export async function addCa(context: Context, actor: OwnerActor, { name, certificate }: NewCa): Promise<ClientCa> {
  const known = await listCas(context, actor.ownerId)
  const made = certificate ? { der: readCaFile(certificate), key: null } : await makeIssuingCa(name, context.now())
  const fingerprint = createHash('sha256').update(made.der).digest()
  const same = known.find((ca) => ca.fingerprint.equals(fingerprint))
  if (same) return same
  if (known.length >= MAX_CAS) {
    throw new AppError('conflict', `An owner has at most ${MAX_CAS} CAs. Remove one whose certificates are out of use.`)
  }
  const id = randomUUID()
  const keyEnc = made.key && context.keys.seal(made.key, caKeyPurpose(id))
  const { ownerId } = actor
  await context.sql.begin(async (tx) => {
    const row = { id, ownerId, name, der: made.der, fingerprint, keyEnc, createdBy: actor.id, now: context.now() }
    if (!(await insertClientCa(tx, row)))
      throw new AppError('conflict', 'This CA was added at the same moment. Reload the list.')
    await keepCertificates(tx, ownerId, [made.der])
    await insertAuditEntries(tx, [
      {
        ownerId,
        actor: actor.id,
        action: made.key ? 'client-ca.make' : 'client-ca.add',
        address: actor.address,
        detail: { id, name, fingerprint: fingerprint.toString('hex') },
      },
    ])
  })
  return requireCa(context, ownerId, id)
}

/**
 * The certificates that it issued are not accepted any more, but for those that are in a credential set. What it has revoked stays
 * revoked there, by fingerprint: a set is good by its very certificate, whoever issued that (rules.md 11).
 */
export async function removeCa(context: Context, actor: OwnerActor, id: string): Promise<void> {
  const { ownerId } = actor
  await context.sql.begin(async (tx) => {
    const ca = await findClientCa(tx, ownerId, id)
    for (const { der, ...one } of ca ? await findRevokedByNumber(tx, ownerId, id) : []) {
      if (der && ca && !isIssuedBy(der, ca.der)) continue
      await insertRevocation(tx, ownerId, { id: randomUUID(), caId: null, serial: null, ...one })
    }
    if (!ca || !(await deleteClientCa(tx, ownerId, id))) throw new AppError('not_found', UNKNOWN)
    const detail = { id, name: ca.name, fingerprint: ca.fingerprint.toString('hex') }
    await insertAuditEntries(tx, [
      { ownerId, actor: actor.id, action: 'client-ca.remove', address: actor.address, detail },
    ])
  })
}

export const caKeyPurpose = (id: string): string => `client-ca:${id}`

function readCaFile(bytes: Uint8Array): Uint8Array {
  const [der, ...more] = readCredentialFile(bytes).certificates
  const read = der && more.length === 0 ? readIssuingCa(der) : undefined
  if (der && read?.ok) return der
  const detail = read?.ok === false ? read.error : 'Give one CA certificate alone, as PEM or DER.'
  throw new AppError('invalid', detail, { errors: [{ pointer: '/certificate', detail, code: 'invalid' }] })
}
