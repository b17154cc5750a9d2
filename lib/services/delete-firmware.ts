/** Removes an image with its signatures, unless a gateway still waits for it or receives it. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { deleteImage, type FirmwareImage, lockImage } from '#lib/db/firmware-images.ts'
import { countUses } from '#lib/db/firmware-schedules.ts'
import { countRolloutsOf } from '#lib/db/rollouts.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { Context, OwnerActor } from './context.ts'
import { UNKNOWN_IMAGE } from './view-firmware.ts'

/** What was removed. Throws `not_found`, or `conflict` while a schedule or a rollout uses the image. */
export async function deleteFirmware(context: Context, actor: OwnerActor, crc: number): Promise<FirmwareImage> {
  return (await context.sql.begin(async (tx) => {
    const image = await lockImage(tx, actor.ownerId, crc)
    if (!image) throw new AppError('not_found', UNKNOWN_IMAGE)
    const uses = await countUses(tx, actor.ownerId, image.id, context.now())
    if (uses > 0) {
      const gateways = uses === 1 ? 'One gateway is' : `${uses} gateways are`
      throw new AppError(
        'conflict',
        `${gateways} scheduled for this image. Cancel the schedule, then delete the image.`,
      )
    }
    const rollouts = await countRolloutsOf(tx, actor.ownerId, crc)
    if (rollouts > 0) {
      throw new AppError('conflict', 'A rollout of this image is under way. Abort the rollout, then delete the image.')
    }
    await deleteImage(tx, actor.ownerId, image.id)
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'firmware.delete',
        address: actor.address,
        detail: { fwcrc: crc, version: image.version, size: image.size },
      },
    ])
    return image
  })) as FirmwareImage
}
