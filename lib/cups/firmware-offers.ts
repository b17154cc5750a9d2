/**
 * Firmware in answers: at most one offer per arming, whatever happens at the same moment (rules.md 5 and 20), streamed from
 * its chunks; and what a later check-in says of an offer.
 */

import { readChunk } from '#lib/db/firmware-images.ts'
import {
  findImagesToSend,
  type ImageToSend,
  type OpenSchedule,
  recordTransfer,
  releaseOffer,
  settleSchedule,
  takeOffer,
} from '#lib/db/firmware-schedules.ts'
import type { FirmwareRecord } from '#lib/domain/check-in-record.ts'
import { encodeAnswer } from '#lib/domain/cups-answer.ts'
import type { ReportedState } from '#lib/domain/cups-request.ts'
import { mayBeSent, settleOffer } from '#lib/domain/firmware-gate.ts'
import { CHUNK_BYTES } from '#lib/domain/firmware-image.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '#lib/services/context.ts'
import { chunkPurpose } from '#lib/services/read-firmware.ts'
import { createChunkCache } from './chunk-cache.ts'
import { createMicroBatch } from './micro-batch.ts'
import type { StreamedBody } from './send-streamed.ts'

export interface CheckInWithFirmware {
  readonly eui: Eui
  readonly ownerId: Eui
  readonly schedule: OpenSchedule
  readonly reported: ReportedState
  /** The answer carries URIs or credentials. */
  readonly changesElse: boolean
  readonly receivedAt: Date
}

export interface FirmwareOffer {
  readonly body: StreamedBody
  readonly record: FirmwareRecord
}

export interface FirmwareOffers {
  /** The offer that this check-in took, or null: the answer is sent without firmware. */
  consider(checkIn: CheckInWithFirmware): Promise<FirmwareOffer | null>
  /** Waits until the transfers that the connections ended are recorded. */
  close(): Promise<void>
}

/** Of chunks, in this process. */
const CACHE_BYTES = 48 * 1024 * 1024
/** Between two counts of the bytes of a transfer, in milliseconds. */
const COUNT_EVERY = 5_000
/** For what still runs at the end, in milliseconds. */
const CLOSE_TIME = 2_000

export function createFirmwareOffers(
  { sql, keys }: Pick<Context, 'sql' | 'keys'>,
  now: () => Date,
  onError: (error: unknown, message: string) => void,
): FirmwareOffers {
  const findImage = createMicroBatch((ids: readonly string[]) => findImagesToSend(sql, ids))
  const cache = createChunkCache(CACHE_BYTES)
  const transfers = new Set<Promise<void>>()

  async function consider(checkIn: CheckInWithFirmware): Promise<FirmwareOffer | null> {
    const { eui, ownerId, schedule, reported, changesElse, receivedAt } = checkIn
    if (schedule.state !== 'scheduled') {
      await settle(checkIn)
      return null
    }
    const facts = { ...schedule, keys: reported.keys, model: reported.model, changesElse, now: receivedAt }
    // Asked with every signature that could help: most of what waits needs no look at the image.
    const helped = mayBeSent({
      ...facts,
      imageModel: '',
      signatures: reported.keys.map((keyCrc) => ({ keyCrc, der: NOTHING })),
    })
    if (!helped.send) return null
    const image = await findImage(schedule.imageId)
    if (image?.ownerId !== ownerId) return null
    const decision = mayBeSent({ ...facts, imageModel: image.model, signatures: image.signatures })
    if (!decision.send) return null
    const signature = decision.signature
    const head = encodeAnswer({ signature: signature ?? undefined, updateLength: image.size })
    const keyCrc = signature?.keyCrc ?? null
    const offer = { eui, ownerId, armed: schedule.armed, packageBefore: reported.package, keyCrc }
    if (!(await takeOffer(sql, offer, now()))) return null
    return {
      body: streamed(checkIn, image, head),
      record: { crc: image.crc, bytes: image.size, keyCrc },
    }
  }

  /** Nothing that goes wrong here may cost the gateway its answer: the next check-in tries again. */
  async function settle({ eui, ownerId, schedule, reported, receivedAt }: CheckInWithFirmware): Promise<void> {
    if (!schedule.offeredAt) return
    const to = settleOffer({ ...schedule, offeredAt: schedule.offeredAt }, reported.package, receivedAt)
    if (!to) return
    try {
      await settleSchedule(sql, { eui, ownerId, armed: schedule.armed, from: schedule.state }, to, now())
    } catch (error) {
      onError(error, 'what became of an update could not be written')
    }
  }

  function streamed({ eui, ownerId, schedule }: CheckInWithFirmware, image: ImageToSend, head: Buffer): StreamedBody {
    const { promise, resolve } = Promise.withResolvers<void>()
    transfers.add(promise)
    const settleTransfer = () => {
      transfers.delete(promise)
      resolve()
    }
    const write = (bytesSent: number, end: 'complete' | 'cut' | null) =>
      recordTransfer(sql, { eui, ownerId, armed: schedule.armed, bytesSent, end }, now()).catch((error: unknown) =>
        onError(error, 'the bytes of a transfer could not be counted'),
      )
    const bytesOf = (sent: number) => Math.max(0, sent - head.length)
    let counted = performance.now()
    let counting: Promise<void> | undefined
    return {
      head,
      length: head.length + image.size,
      chunks: chunksOf(image),
      progress(sent) {
        if (counting || performance.now() - counted < COUNT_EVERY) return
        counted = performance.now()
        counting = write(bytesOf(sent), null).finally(() => {
          counting = undefined
        })
      },
      async ended(sent, complete) {
        await counting
        await write(bytesOf(sent), complete ? 'complete' : 'cut')
        settleTransfer()
      },
      async abandon() {
        await releaseOffer(sql, { eui, ownerId, armed: schedule.armed }).catch((error: unknown) =>
          onError(error, 'an offer that was not sent could not be given back'),
        )
        settleTransfer()
      },
    }
  }

  async function* chunksOf(image: ImageToSend): AsyncGenerator<Buffer> {
    for (let seq = 0; seq * CHUNK_BYTES < image.size; seq++) {
      yield await cache.get(`${image.id}/${seq}`, async () => {
        const chunk = await readChunk(sql, image.ownerId, image.id, seq)
        if (!chunk) throw new Error(`chunk ${seq} of image ${image.id} is gone`)
        return image.secret ? keys.open(chunk, chunkPurpose(image.id, seq)) : chunk
      })
    }
  }

  async function close(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, CLOSE_TIME)
    })
    await Promise.race([Promise.all(transfers), late])
    clearTimeout(timer)
  }

  return { consider, close }
}

const NOTHING = new Uint8Array()
