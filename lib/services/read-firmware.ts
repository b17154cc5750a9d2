/** The bytes of an image, chunk by chunk. */
import { type FirmwareImage, readChunk } from '#lib/db/firmware-images.ts'
import { CHUNK_BYTES } from '#lib/domain/firmware-image.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from './context.ts'

/** A sealed chunk opens only in its place (scripts with secrets; lib/domain/update-script.ts). */
export const chunkPurpose = (imageId: string, seq: number): string => `firmware:${imageId}:${seq}`

/** Throws when a chunk is missing: the image was deleted meanwhile. */
export async function* readFirmware(
  context: Pick<Context, 'sql' | 'keys'>,
  ownerId: Eui,
  image: Pick<FirmwareImage, 'id' | 'size' | 'script'>,
): AsyncGenerator<Buffer> {
  for (let seq = 0; seq * CHUNK_BYTES < image.size; seq++) {
    const chunk = await readChunk(context.sql, ownerId, image.id, seq)
    if (!chunk) throw new Error(`chunk ${seq} of image ${image.id} is gone`)
    yield image.script?.secret ? context.keys.open(chunk, chunkPurpose(image.id, seq)) : chunk
  }
}
