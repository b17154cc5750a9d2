/** The names and notes of an image; its bytes never change. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { lockImage, renameImage } from '#lib/db/firmware-images.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { beforeAndAfter } from '#lib/domain/edits/stale-fields.ts'
import type { Context, OwnerActor } from './context.ts'
import { refuseStale } from './refuse-stale.ts'
import { UNKNOWN_IMAGE } from './view-firmware.ts'

/** As the API calls them; `name` is that of the file. */
export interface ImageLabels {
  readonly version?: string | undefined
  readonly model?: string | undefined
  readonly flavor?: string | undefined
  readonly notes?: string | undefined
  readonly name?: string | undefined
}

/**
 * Names that are left out stay. `before`: what the caller saw. Throws `not_found`, and `conflict` when somebody else changed
 * one of the fields of `before`.
 */
export async function changeFirmware(
  context: Context,
  actor: OwnerActor,
  crc: number,
  labels: ImageLabels,
  before?: ImageLabels,
): Promise<void> {
  await context.sql.begin(async (tx) => {
    const image = await lockImage(tx, actor.ownerId, crc)
    if (!image) throw new AppError('not_found', UNKNOWN_IMAGE)
    const { version, model, flavor, notes, fileName } = image
    const now = { version, model, flavor, notes, name: fileName }
    refuseStale(now, before && { ...before }, { ...labels })
    const changes = beforeAndAfter(now, { ...labels })
    if (!changes) return
    const { name, ...names } = labels
    await renameImage(tx, actor.ownerId, image.id, { ...names, fileName: name })
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: 'firmware.change',
        address: actor.address,
        detail: { fwcrc: crc, ...changes },
      },
    ])
  })
}
