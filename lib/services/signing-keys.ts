/** The public keys that an owner's gateways verify firmware with. */
import { randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  deleteSigningKey,
  insertSigningKey,
  listSigningKeys,
  lockSigningKey,
  type StoredSigningKey,
} from '#lib/db/signing-keys.ts'
import { AppError } from '#lib/domain/app-error.ts'
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
  const find = async () => (await listSigningKeys(context.sql, actor.ownerId)).find((key) => key.crc === crc)
  const known = await listSigningKeys(context.sql, actor.ownerId)
  if (known.length >= MAX_KEYS && !known.some((key) => key.crc === crc)) {
    throw new AppError('conflict', `An owner has at most ${MAX_KEYS} signing keys. Delete one that is out of use.`)
  }
  const key = { id: randomUUID(), name, publicKey: raw, crc }
  if (await insertSigningKey(context.sql, actor.ownerId, key, actor.id, context.now())) {
    await audit(context, actor, 'signing-key.add', { name, keycrc: crc })
  }
  const stored = await find()
  if (!stored) throw new AppError('conflict', 'The key was deleted while it was added. Add it again.')
  if (!stored.publicKey.equals(raw)) {
    throw new AppError(
      'conflict',
      `Another key of yours, “${stored.name}”, has the same CRC ${crc}: gateways could not be told which they hold. Make a new key.`,
    )
  }
  return stored
}

/** Throws `not_found`, or `conflict` while signatures of the key are held. */
export async function removeSigningKey(context: Context, actor: OwnerActor, id: string): Promise<void> {
  await context.sql.begin(async (tx) => {
    const key = await lockSigningKey(tx, actor.ownerId, { id }, true)
    if (!key) throw new AppError('not_found', 'There is no signing key with this id. See the list of keys.')
    const stored = (await listSigningKeys(tx, actor.ownerId)).find((one) => one.id === id)
    if (stored && stored.signatures > 0) {
      throw new AppError('conflict', `This key made ${stored.signatures} signatures. Delete them first, then the key.`)
    }
    await deleteSigningKey(tx, actor.ownerId, id)
    await insertAuditEntries(tx, [entry(actor, 'signing-key.delete', { name: key.name, keycrc: key.crc })])
  })
}

const entry = (actor: OwnerActor, action: string, detail: Record<string, unknown>) => ({
  ownerId: actor.ownerId,
  actor: actor.id,
  action,
  address: actor.address,
  detail,
})

async function audit(context: Context, actor: OwnerActor, action: string, detail: Record<string, unknown>) {
  await insertAuditEntries(context.sql, [entry(actor, action, detail)])
}
