/** The schedule of one gateway: why it waits, when the gateway is expected, or what became of the update. */

import { findImageById } from '#lib/db/firmware-images.ts'
import { type FirmwareSchedule, findSchedules } from '#lib/db/firmware-schedules.ts'
import type { GatewayReport } from '#lib/db/gateway-views.ts'
import { listSignatures, listSigningKeys, type StoredSignature } from '#lib/db/signing-keys.ts'
import { nameKey } from '#lib/domain/crc-text.ts'
import { type GateWords, mayBeSent, PLAIN_WORDS, type WaitCode } from '#lib/domain/firmware-gate.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from './context.ts'
import { nextContactAfter } from './next-contact.ts'

export interface GatewayFirmwareView {
  readonly schedule: FirmwareSchedule
  /** Of the image; null once it is deleted. */
  readonly version: string | null
  readonly size: number | null
  readonly sentence: string
  readonly waits: WaitCode | null
  readonly expectedBy: Date | null
  /** What of it goes into the next answer. */
  readonly next: NextFirmware | null
}

export interface NextFirmware {
  readonly crc: number
  /** Of the image. */
  readonly size: number
  /** Of the signature that goes along; null = unsigned. */
  readonly keyCrc: number | null
  /** What the answer grows by: signature with its key's CRC, and image. */
  readonly bytes: number
}

/** What is known of the gateway's next check-in. */
export interface NextContact {
  readonly report: GatewayReport | null
  /** The next answer carries URIs or credentials. */
  readonly changesElse: boolean
}

/** Null: nothing was ever scheduled, or it is forgotten. The gateway must be the owner's. */
export async function viewGatewayFirmware(
  context: Context,
  ownerId: Eui,
  eui: Eui,
  next: NextContact,
): Promise<GatewayFirmwareView | null> {
  const schedule = (await findSchedules(context.sql, ownerId, [eui])).get(eui)
  if (!schedule) return null
  const [image, signatures, keys] = await Promise.all([
    findImageById(context.sql, ownerId, schedule.imageId),
    listSignatures(context.sql, ownerId, schedule.imageId),
    listSigningKeys(context.sql, ownerId),
  ])
  const facts = {
    imageModel: image?.model ?? '',
    signatures,
    words: { ...PLAIN_WORDS, key: (crc: number) => nameKey(crc, keys.find((one) => one.crc === crc)?.name) },
  }
  const expectedBy = next.report && nextContactAfter(next.report)
  const waiting = schedule.state === 'scheduled' ? whyItWaits(schedule, facts, next, context.now()) : null
  return {
    schedule,
    version: image?.version ?? null,
    size: image?.size ?? null,
    sentence: waiting?.sentence ?? sentenceOf(schedule, image?.size ?? null),
    waits: waiting?.code ?? null,
    expectedBy,
    next:
      image && waiting?.sends
        ? { crc: image.crc, size: image.size, ...sizeOf(image.size, waiting.keyCrc, signatures) }
        : null,
  }
}

const KEY_CRC_BYTES = 4

function sizeOf(size: number, keyCrc: number | null, signatures: readonly StoredSignature[]) {
  const signature = signatures.find((one) => one.keyCrc === keyCrc)
  return { keyCrc, bytes: size + (signature ? KEY_CRC_BYTES + signature.length : 0) }
}

interface Outlook {
  readonly sentence: string
  readonly code: WaitCode | null
  /** With the next answer. */
  readonly sends: boolean
  readonly keyCrc: number | null
}

const NOTHING = new Uint8Array()

function whyItWaits(
  schedule: FirmwareSchedule,
  {
    imageModel,
    signatures: held,
    words,
  }: {
    readonly imageModel: string
    readonly signatures: readonly StoredSignature[]
    readonly words: GateWords
  },
  { report, changesElse }: NextContact,
  now: Date,
): Outlook {
  if (!report && !(schedule.notBefore && schedule.notBefore > now)) {
    const sentence = 'Waits for the first check-in, which tells the model of the gateway and the keys that it holds.'
    return { sentence, code: null, sends: false, keyCrc: null }
  }
  const { notBefore, notAfter, allowUnsigned, anyModel } = schedule
  const keys = report?.reported.keys ?? []
  const model = report?.reported.model ?? null
  const signatures = held.map(({ keyCrc }) => ({ keyCrc, der: NOTHING }))
  const facts = { notBefore, notAfter, allowUnsigned, anyModel, signatures, keys, imageModel, model, changesElse, now }
  const decision = mayBeSent(facts, words)
  return decision.send
    ? {
        sentence: 'Goes out at the next check-in.',
        code: null,
        sends: true,
        keyCrc: decision.signature?.keyCrc ?? null,
      }
    : { sentence: decision.reason, code: decision.wait, sends: false, keyCrc: null }
}

function sentenceOf(schedule: FirmwareSchedule, size: number | null): string {
  if (schedule.reason) return schedule.reason
  if (schedule.endedAt) return 'Sent. The next check-in tells whether the package changed.'
  const share = size ? ` (${Math.floor((100 * schedule.bytesSent) / size)} %)` : ''
  return `The transfer is under way${share}.`
}
