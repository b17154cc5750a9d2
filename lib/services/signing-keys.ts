/**
 * The keys that an owner's gateways verify firmware with. Most owners keep the private key where they sign; one that is
 * made here stays with the key provider and never comes out.
 */

import { randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  countKeyHolders,
  deleteSigningKey,
  findKeptKey,
  insertSigningKey,
  listSigningKeys,
  lockSigningKey,
  type StoredSigningKey,
} from '#lib/db/signing-keys.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { AuditAction } from '#lib/domain/audit/actions.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { readSigningKey } from '#lib/domain/signing-key.ts'
import type { Context, OwnerActor } from './context.ts'

/** By name. */
export const listKeys = (context: Context, ownerId: Eui): Promise<StoredSigningKey[]> =>
  listSigningKeys(context.sql, ownerId)

/** Each signature is checked against all keys of its owner, over the whole image. */
const MAX_KEYS = 16

/** Registers a key: PEM, DER or the 64 bytes of `sig-N.key`. The same key again answers the one that is there. */
export async function addSigningKey(
  context: Context,
  actor: OwnerActor,
  { name, file }: { readonly name: string; readonly file: Uint8Array },
): Promise<StoredSigningKey> {
  const read = readSigningKey(file)
  if (!read.ok) {
    throw new AppError('invalid', read.error, { errors: [{ pointer: '/key', detail: read.error, code: 'invalid' }] })
  }
  const { raw, crc } = read.value
  const known = await listSigningKeys(context.sql, actor.ownerId)
  if (!known.some((key) => key.crc === crc)) refuseTooMany(known)
  return put(context, actor, { id: randomUUID(), name, publicKey: raw, crc })
}

/** A new key pair in the key provider. Only its public part is ever seen. */
export async function makeSigningKey(context: Context, actor: OwnerActor, name: string): Promise<StoredSigningKey> {
  refuseTooMany(await listSigningKeys(context.sql, actor.ownerId))
  const id = randomUUID()
  const made = await context.keys.createSigningKey(id)
  const read = readSigningKey(made.publicKey)
  if (!read.ok) throw new Error(`the key provider made no P-256 key: ${read.error}`)
  const key = { id, name, publicKey: made.publicKey, crc: read.value.crc, providerKey: made.handle }
  try {
    return await put(context, actor, key)
  } catch (error) {
    await context.keys.destroySigningKey(made.handle, id)
    throw error
  }
}

function refuseTooMany(known: readonly StoredSigningKey[]): void {
  if (known.length >= MAX_KEYS) {
    throw new AppError('conflict', `An owner has at most ${MAX_KEYS} signing keys. Delete one that is out of use.`)
  }
}

/** Stores the key unless it is there already; answers the one that is. */
async function put(
  context: Context,
  actor: OwnerActor,
  key: Parameters<typeof insertSigningKey>[2],
): Promise<StoredSigningKey> {
  const stored = (await context.sql.begin(async (tx) => {
    if (await insertSigningKey(tx, actor.ownerId, key, actor.id, context.now())) {
      const kept = key.providerKey !== undefined
      const detail = { name: key.name, keycrc: key.crc, kept }
      await insertAuditEntries(tx, [entry(actor, kept ? 'signing-key.make' : 'signing-key.add', detail)])
    }
    return (await listSigningKeys(tx, actor.ownerId)).find((one) => one.crc === key.crc)
  })) as StoredSigningKey | undefined
  if (!stored) throw new AppError('conflict', 'The key was deleted while it was added. Add it again.')
  if (!stored.publicKey.equals(key.publicKey)) {
    throw new AppError(
      'conflict',
      `Another key of yours, “${stored.name}”, has the same CRC ${formatCrc(key.crc)}: gateways could not be told which they hold. Make a new key.`,
    )
  }
  return stored
}

/** The 64 bytes that lie on gateways as `sig-N.key`. Throws `not_found`. */
export async function publicPartOf(context: Context, ownerId: Eui, id: string): Promise<Buffer> {
  const key = (await listSigningKeys(context.sql, ownerId)).find((one) => one.id === id)
  if (!key) throw new AppError('not_found', UNKNOWN_KEY)
  return key.publicKey
}

/**
 * Throws `not_found`, or `conflict` while signatures of the key are held. A key that is kept here is gone for ever with
 * this: while gateways hold its public part, `force` must say that this is meant.
 */
export async function removeSigningKey(context: Context, actor: OwnerActor, id: string, force = false): Promise<void> {
  const kept = (await context.sql.begin(async (tx) => {
    const key = await lockSigningKey(tx, actor.ownerId, { id }, true)
    if (!key) throw new AppError('not_found', UNKNOWN_KEY)
    const stored = (await listSigningKeys(tx, actor.ownerId)).find((one) => one.id === id)
    if (stored && stored.signatures > 0) {
      throw new AppError('conflict', `This key made ${stored.signatures} signatures. Delete them first, then the key.`)
    }
    const held = stored?.kept ? (await countKeyHolders(tx, actor.ownerId, key.crc)).holding : 0
    if (held > 0 && !force) throw new AppError('conflict', heldSentence(held))
    const found = await findKeptKey(tx, actor.ownerId, { id })
    await deleteSigningKey(tx, actor.ownerId, id)
    const detail = { name: key.name, keycrc: key.crc, ...(found ? { kept: true, heldByGateways: held } : {}) }
    await insertAuditEntries(tx, [entry(actor, 'signing-key.delete', detail)])
    return found
  })) as Awaited<ReturnType<typeof findKeptKey>>
  if (kept) await context.keys.destroySigningKey(kept.handle, kept.id)
}

const heldSentence = (count: number): string =>
  `${count === 1 ? 'One gateway holds' : `${count} gateways hold`} this key and run nothing that it did not sign. Its private part exists only here: once it is deleted, nobody can sign for them with it. Repeat with force=true if that is meant.`

const entry = (actor: OwnerActor, action: AuditAction, detail: Record<string, unknown>) => ({
  ownerId: actor.ownerId,
  actor: actor.id,
  action,
  address: actor.address,
  detail,
})

const UNKNOWN_KEY = 'There is no signing key with this id. See the list of keys.'
