/**
 * Takes in a firmware image as it comes, in chunks, with constant memory: nothing of it is visible before all of it is
 * there and is what the caller announced. An image that the owner has already is not stored twice.
 */
import { randomUUID } from 'node:crypto'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import {
  appendChunk,
  beginImage,
  completeImage,
  dropUpload,
  type FirmwareImage,
  findImage,
  type ImageNames,
  touchImage,
} from '#lib/db/firmware-images.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { formatCrc } from '#lib/domain/crc-text.ts'
import { createImageMeter, type ImageFacts, inChunks } from '#lib/domain/firmware-image.ts'
import { MAX_IMAGE_BYTES } from '#lib/domain/image-limit.ts'
import type { ScriptFacts } from '#lib/domain/update-script.ts'
import { log } from '#lib/observability/log.ts'
import type { Context, OwnerActor } from './context.ts'
import { chunkPurpose } from './read-firmware.ts'

export interface NewFirmware extends ImageNames {
  /** What the caller says the image is; undefined: not told. */
  readonly expectedCrc?: number | undefined
  readonly expectedSize?: number | undefined
  /** It was made here; one with secrets is stored sealed. */
  readonly script?: ScriptFacts | undefined
}

export interface StoredFirmware {
  readonly image: FirmwareImage
  /** The owner had it already; its names stayed as they were. */
  readonly duplicate: boolean
}

/** Chunks between two signs of life: 16 MiB. */
const TOUCH_EVERY = 64
/** At once in this process: each holds a few chunks and a connection of the database now and then. */
const MAX_UPLOADS = 8
let uploads = 0

/** @throws AppError `invalid`, `conflict`, `payload_too_large`, `unavailable`; then nothing is stored. */
export async function storeFirmware(
  context: Context,
  actor: OwnerActor,
  firmware: NewFirmware,
  bytes: AsyncIterable<Uint8Array>,
): Promise<StoredFirmware> {
  if (uploads >= MAX_UPLOADS) {
    throw new AppError('unavailable', 'Too many uploads are under way. Repeat this one later.', { retryAfter: 30 })
  }
  uploads += 1
  const id = randomUUID()
  const { sql } = context
  const { ownerId } = actor
  try {
    await beginImage(sql, {
      ...firmware,
      script: firmware.script ?? null,
      id,
      ownerId,
      createdBy: actor.id,
      now: context.now(),
    })
    const facts = await storeChunks(context, ownerId, id, bytes, firmware.script?.secret === true)
    checkExpected(firmware, facts)
    return await publish(context, actor, id, firmware, facts)
  } catch (error) {
    await dropUpload(sql, ownerId, id).catch((second) => log.error({ err: second }, 'an upload could not be removed'))
    throw error
  } finally {
    uploads -= 1
  }
}

async function storeChunks(
  context: Context,
  ownerId: OwnerActor['ownerId'],
  imageId: string,
  bytes: AsyncIterable<Uint8Array>,
  secret: boolean,
): Promise<ImageFacts> {
  const meter = createImageMeter()
  let seq = 0
  let size = 0
  for await (const data of inChunks(bytes)) {
    meter.update(data)
    size += data.length
    if (size > MAX_IMAGE_BYTES) throw tooLarge()
    const stored = secret ? context.keys.seal(data, chunkPurpose(imageId, seq)) : data
    await appendChunk(context.sql, { imageId, ownerId, seq, data: stored })
    seq += 1
    if (seq % TOUCH_EVERY === 0 && !(await touchImage(context.sql, ownerId, imageId, context.now()))) {
      throw new AppError('conflict', 'The upload stood still for too long and was given up. Send it again.')
    }
  }
  return meter.facts()
}

export const tooLarge = (): AppError =>
  new AppError('payload_too_large', `The image is larger than ${MAX_IMAGE_BYTES / 1024 ** 3} GiB.`)

function checkExpected(firmware: NewFirmware, facts: ImageFacts): void {
  const { expectedCrc, expectedSize } = firmware
  if (facts.size === 0) throw invalid('The file is empty. Give the update as the gateway is to run it.', 'firmware')
  if (expectedSize !== undefined && expectedSize !== facts.size) {
    throw invalid(`${facts.size} bytes came, ${expectedSize} were announced. Send the file again.`, 'size')
  }
  if (expectedCrc !== undefined && expectedCrc !== facts.crc) {
    throw invalid(
      `The bytes that came have the CRC ${formatCrc(facts.crc)}, not ${formatCrc(expectedCrc)}. Send the file again, or correct the CRC.`,
      'fwcrc',
    )
  }
}

function invalid(detail: string, field: string): AppError {
  return new AppError('invalid', detail, { errors: [{ pointer: `/${field}`, detail, code: 'invalid' }] })
}

async function publish(
  context: Context,
  actor: OwnerActor,
  id: string,
  firmware: NewFirmware,
  facts: ImageFacts,
): Promise<StoredFirmware> {
  const { sql } = context
  const { ownerId } = actor
  const mine = { id, ownerId, crc: facts.crc, sha512: facts.sha512, size: facts.size }
  // Looked up first: a duplicate is the ordinary case, and a failed statement would be one for the log.
  const before = await findImage(sql, ownerId, facts.crc)
  if (!before && (await completeImage(sql, mine))) {
    await insertAuditEntries(sql, [
      {
        ownerId,
        actor: actor.id,
        action: 'firmware.add',
        address: actor.address,
        detail: { fwcrc: facts.crc, size: facts.size, version: firmware.version, model: firmware.model },
      },
    ])
    const image = await findImage(sql, ownerId, facts.crc)
    if (image) return { image, duplicate: false }
  }
  const other = before ?? (await findImage(sql, ownerId, facts.crc))
  if (!other) throw new AppError('conflict', 'The image was removed while it was stored. Send it again.')
  if (!other.sha512.equals(facts.sha512)) {
    throw new AppError(
      'conflict',
      `Another image of yours, ${other.version || other.fileName || 'without a version'}, has the same CRC ${formatCrc(facts.crc)} and other contents. Delete that one first, or change this one.`,
    )
  }
  await dropUpload(sql, ownerId, id)
  return { image: other, duplicate: true }
}
