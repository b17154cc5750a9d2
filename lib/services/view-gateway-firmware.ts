/** The schedule of one gateway: why it waits, when the gateway is expected, or what became of the update. */

import { listImages } from '#lib/db/firmware-images.ts'
import { type FirmwareSchedule, findImagesToSend, findSchedules } from '#lib/db/firmware-schedules.ts'
import type { GatewayReport } from '#lib/db/gateway-views.ts'
import { mayBeSent, type WaitCode } from '#lib/domain/firmware-gate.ts'
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
  const image = (await listImages(context.sql, ownerId)).find((one) => one.id === schedule.imageId)
  const signatures = (await findImagesToSend(context.sql, [schedule.imageId])).get(schedule.imageId)?.signatures ?? []
  const expectedBy = next.report && dueOf(next.report)
  const waiting = schedule.state === 'scheduled' ? whyItWaits(schedule, signatures, next, context.now()) : null
  return {
    schedule,
    version: image?.version ?? null,
    size: image?.size ?? null,
    sentence: waiting?.sentence ?? sentenceOf(schedule, image?.size ?? null),
    waits: waiting?.code ?? null,
    expectedBy,
  }
}

function whyItWaits(
  schedule: FirmwareSchedule,
  signatures: readonly { readonly keyCrc: number; readonly der: Buffer }[],
  { report, changesElse }: NextContact,
  now: Date,
): { sentence: string; code: WaitCode | null } {
  if (!report && !(schedule.notBefore && schedule.notBefore > now)) {
    return { sentence: 'Waits for the first check-in, which tells the keys that the gateway holds.', code: null }
  }
  const { notBefore, allowUnsigned } = schedule
  const keys = report?.reported.keys ?? []
  const decision = mayBeSent({ notBefore, allowUnsigned, signatures, keys, changesElse, now })
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
