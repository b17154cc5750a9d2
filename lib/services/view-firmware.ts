/** An owner's images with their signatures and what gateways do with them. */
import { type FirmwareImage, findImage, listImages } from '#lib/db/firmware-images.ts'
import { countSchedules } from '#lib/db/firmware-schedules.ts'
import { listSignatures, type StoredSignature } from '#lib/db/signing-keys.ts'
import { AppError } from '#lib/domain/app-error.ts'
import type { ScheduleState } from '#lib/domain/firmware-gate.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from './context.ts'

export interface FirmwareView extends FirmwareImage {
  readonly signatures: readonly StoredSignature[]
  /** Gateways whose newest schedule names the image, by what became of it. */
  readonly schedules: Readonly<Partial<Record<ScheduleState, number>>>
}

export const UNKNOWN_IMAGE = 'There is no firmware image with this CRC. See the list of images.'

/** Newest first. */
export async function listFirmware(context: Context, ownerId: Eui): Promise<FirmwareView[]> {
  const [images, signatures, counts] = await Promise.all([
    listImages(context.sql, ownerId),
    listSignatures(context.sql, ownerId),
    countSchedules(context.sql, ownerId),
  ])
  const signaturesOf = Map.groupBy(signatures, (one) => one.imageId)
  const countsOf = Map.groupBy(counts, (one) => one.imageId)
  return images.map((image) => ({
    ...image,
    signatures: signaturesOf.get(image.id) ?? [],
    schedules: Object.fromEntries((countsOf.get(image.id) ?? []).map(({ state, count }) => [state, count])),
  }))
}

/** Throws `not_found`. */
export async function viewFirmware(context: Context, ownerId: Eui, crc: number): Promise<FirmwareView> {
  const image = await findImage(context.sql, ownerId, crc)
  if (!image) throw new AppError('not_found', UNKNOWN_IMAGE)
  const [signatures, counts] = await Promise.all([
    listSignatures(context.sql, ownerId, image.id),
    countSchedules(context.sql, ownerId),
  ])
  const own = counts.filter((one) => one.imageId === image.id)
  return { ...image, signatures, schedules: Object.fromEntries(own.map(({ state, count }) => [state, count])) }
}
