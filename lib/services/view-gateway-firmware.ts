/** The schedule of one gateway: why it waits, when the gateway is expected, or what became of the update. */

import { findImageById } from '#lib/db/firmware-images.ts'
import { type FirmwareSchedule, findSchedules } from '#lib/db/firmware-schedules.ts'
import type { GatewayReport } from '#lib/db/gateway-views.ts'
import { listSigners, listSigningKeys } from '#lib/db/signing-keys.ts'
import { nameKey } from '#lib/domain/crc-text.ts'
import { type GateWords, mayBeSent, PLAIN_WORDS, type WaitCode } from '#lib/domain/firmware-gate.ts'
import { nextContactDue } from '#lib/domain/gateway-state.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from './context.ts'

export interface GatewayFirmwareView {
  readonly schedule: FirmwareSchedule
  /** Of the image; null once it is deleted. */
  readonly version: string | null
  readonly size: number | null
  readonly sentence: string
  readonly waits: WaitCode | null
  readonly expectedBy: Date | null
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
  const [image, signers, keys] = await Promise.all([
    findImageById(context.sql, ownerId, schedule.imageId),
    listSigners(context.sql, ownerId, [schedule.imageId]),
    listSigningKeys(context.sql, ownerId),
  ])
  const facts = {
    imageModel: image?.model ?? '',
    signers: signers.get(schedule.imageId) ?? [],
    words: { ...PLAIN_WORDS, key: (crc: number) => nameKey(crc, keys.find((one) => one.crc === crc)?.name) },
  }
  const expectedBy = next.report && dueOf(next.report)
  const waiting = schedule.state === 'scheduled' ? whyItWaits(schedule, facts, next, context.now()) : null
  return {
    schedule,
    version: image?.version ?? null,
    size: image?.size ?? null,
    sentence: waiting?.sentence ?? sentenceOf(schedule, image?.size ?? null),
    waits: waiting?.code ?? null,
    expectedBy,
  }
}

const NOTHING = new Uint8Array()

function whyItWaits(
  schedule: FirmwareSchedule,
  {
    imageModel,
    signers,
    words,
  }: { readonly imageModel: string; readonly signers: readonly number[]; readonly words: GateWords },
  { report, changesElse }: NextContact,
  now: Date,
): { sentence: string; code: WaitCode | null } {
  if (!report && !(schedule.notBefore && schedule.notBefore > now)) {
    return { sentence: 'Waits for the first check-in, which tells the keys that the gateway holds.', code: null }
  }
  const { notBefore, notAfter, allowUnsigned, anyModel } = schedule
  const keys = report?.reported.keys ?? []
  const model = report?.reported.model ?? null
  const signatures = signers.map((keyCrc) => ({ keyCrc, der: NOTHING }))
  const facts = { notBefore, notAfter, allowUnsigned, anyModel, signatures, keys, imageModel, model, changesElse, now }
  const decision = mayBeSent(facts, words)
  return decision.send
    ? { sentence: 'Goes out at the next check-in.', code: null }
    : { sentence: decision.reason, code: decision.wait }
}

function sentenceOf(schedule: FirmwareSchedule, size: number | null): string {
  if (schedule.reason) return schedule.reason
  if (schedule.endedAt) return 'Sent. The next check-in tells whether the package changed.'
  const share = size ? ` (${Math.floor((100 * schedule.bytesSent) / size)} %)` : ''
  return `The transfer is under way${share}.`
}

const dueOf = (report: GatewayReport): Date =>
  nextContactDue({
    lastSeen: report.lastSeenAt,
    reportedTcUri: report.reported.tcUri,
    answeredCupsUri: report.answer.cupsUri,
    answeredTcUri: report.answer.tcUri,
  })
