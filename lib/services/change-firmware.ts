/** The names and notes of an image; its bytes never change. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { type ImageNames, lockImage, renameImage } from '#lib/db/firmware-images.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Context, OwnerActor } from './context.ts'
import { UNKNOWN_IMAGE } from './view-firmware.ts'

/** Names that are left out stay. Throws `not_found`. */
export async function changeFirmware(
  context: Context,
  actor: OwnerActor,
  crc: number,
  names: { readonly [K in keyof ImageNames]?: ImageNames[K] | undefined },
): Promise<void> {
  await context.sql.begin(async (tx) => {
    const image = await lockImage(tx, actor.ownerId, crc)
    if (!image) throw new AppError('not_found', UNKNOWN_IMAGE)
    await renameImage(tx, actor.ownerId, image.id, names)
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'firmware.change',
        address: actor.address,
        detail: { fwcrc: crc, ...names },
      },
    ])
  })
}
