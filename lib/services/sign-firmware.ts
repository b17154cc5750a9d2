/** Signs an image with a key that is kept here, by the SHA-512 that was taken when it came in (cups.md §5). */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { findImage, holdImages } from '#lib/db/firmware-images.ts'
import { findKeptKey, listSignatures, lockSigningKey, putSignature } from '#lib/db/signing-keys.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { readSignature, signsDigest } from '#lib/domain/firmware-signature.ts'
import type { Context, OwnerActor } from './context.ts'
import { UNKNOWN_IMAGE } from './view-firmware.ts'

export interface MadeSignature {
  readonly sigCrc: number
  readonly keyCrc: number
}

/** The signature that is there already, or a new one. Throws `not_found` or `conflict`. */
export async function signFirmware(
  context: Context,
  actor: OwnerActor,
  { fwCrc, keyCrc }: { readonly fwCrc: number; readonly keyCrc: number },
): Promise<MadeSignature> {
  const { sql, keys } = context
  const { ownerId } = actor
  const image = await findImage(sql, ownerId, fwCrc)
  if (!image) throw new AppError('not_found', UNKNOWN_IMAGE)
  const before = (await listSignatures(sql, ownerId, image.id)).find((one) => one.keyCrc === keyCrc)
  if (before) return { sigCrc: before.sigCrc, keyCrc }
  const key = await findKeptKey(sql, ownerId, { crc: keyCrc })
  if (!key) {
    throw new AppError(
      'conflict',
      `The private key of ${formatCrc(keyCrc)} is not kept here. Sign where you keep it, then add the signature.`,
    )
  }
  const read = readSignature(await keys.sign(key.handle, key.id, image.sha512))
  // What cannot be verified would be aborted by every gateway, without a word.
  if (!read.ok || !signsDigest(read.value.der, image.sha512, key.publicKey)) {
    throw new Error(`the key provider made no good signature with the key ${formatCrc(keyCrc)}`)
  }
  const { der, crc: sigCrc } = read.value
  await sql.begin(async (tx) => {
    const [held] = await holdImages(tx, ownerId, [fwCrc])
    const locked = await lockSigningKey(tx, ownerId, { id: key.id }, false)
    if (held?.id !== image.id || !locked) {
      throw new AppError('conflict', 'The image or the key was deleted while it was signed. Look at both again.')
    }
    await putSignature(tx, ownerId, { imageId: image.id, keyCrc, der, sigCrc }, actor.id, context.now())
    const detail = { fwcrc: fwCrc, keycrc: keyCrc, sigcrc: sigCrc, key: key.name, sha512: image.sha512.toString('hex') }
    await insertAuditEntries(tx, [
      { ownerId, actor: actor.id, action: 'firmware.sign', address: actor.address, detail },
    ])
  })
  return { sigCrc, keyCrc }
}
