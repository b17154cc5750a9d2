/** Arms, cancels and re-arms the firmware of gateways, in sets, inside the transaction that holds their locks (rules.md 20). */

import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import { type FirmwareImage, holdImages } from '#lib/db/firmware-images.ts'
import {
  type Arming,
  armSchedules,
  cancelSchedules,
  type FirmwareSchedule,
  findFitFacts,
  findSchedules,
} from '#lib/db/firmware-schedules.ts'
import { lockGateways } from '#lib/db/gateways.ts'
import { listSigners } from '#lib/db/signing-keys.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type FirmwareFields, parseFirmwareFields } from '#lib/domain/firmware-fields.ts'
import { refuseUnfit } from '#lib/domain/firmware-gate.ts'
import { planSchedule, type SchedulePlan } from '#lib/domain/firmware-schedule.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type Result, refuse } from '#lib/domain/result.ts'
import { transact } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { NOT_YOURS } from './sentences.ts'

/** What is to become of one gateway's schedule; `image` where it is armed. */
export interface FirmwareChange {
  readonly eui: Eui
  readonly plan: Exclude<SchedulePlan, { kind: 'keep' }>
  readonly imageId: string | null
  readonly allowUnsigned: boolean
  readonly anyModel?: boolean
}

/** Decides entry by entry with a few look-ups for all of them. */
export interface FirmwarePlanner {
  plan(eui: Eui, fields: FirmwareFields): Result<SchedulePlan>
  /** For the audit trail. */
  describe(eui: Eui, plan: SchedulePlan): Record<string, unknown> | undefined
  change(eui: Eui, plan: SchedulePlan, allowUnsigned?: boolean): FirmwareChange | undefined
}

/** `entries`: the fields of each gateway that has any; images are held until the transaction ends. */
export async function loadFirmwarePlanner(
  tx: Statements,
  ownerId: Eui,
  entries: readonly { readonly eui: Eui; readonly fields: FirmwareFields }[],
  now: Date,
): Promise<FirmwarePlanner> {
  const touched = entries.filter(({ fields }) => fields.crc !== undefined || fields.after !== undefined)
  const current = await findSchedules(
    tx,
    ownerId,
    touched.map(({ eui }) => eui),
    { forUpdate: true },
  )
  const crcs = new Set<number>()
  for (const { eui, fields } of touched) {
    const crc = fields.crc ?? current.get(eui)?.crc
    if (crc !== undefined) crcs.add(crc)
  }
  const images = new Map((await holdImages(tx, ownerId, [...crcs])).map((image) => [image.crc, image]))
  const fits = await loadFitCheck(
    tx,
    ownerId,
    [...images.values()],
    touched.map(({ eui }) => eui),
  )
  return {
    plan: (eui, fields) => {
      const plan = planSchedule(current.get(eui) ?? null, fields, (crc) => images.has(crc), now)
      if (!plan.ok || plan.value.kind !== 'arm') return plan
      const image = images.get(plan.value.crc)
      const unfit = image && fits(eui, image, false)
      return unfit ? refuse(unfit) : plan
    },
    describe: (eui, plan) => {
      if (plan.kind === 'keep') return undefined
      const before = current.get(eui)
      const fact = (crc: number, after: Date | null) => ({ fwcrc: crc, fwafter: after?.toISOString() ?? null })
      return {
        before: before && before.state !== 'cancelled' ? fact(before.crc, before.notBefore) : null,
        after: plan.kind === 'arm' ? fact(plan.crc, plan.notBefore) : null,
      }
    },
    change: (eui, plan, allowUnsigned = false) => {
      if (plan.kind === 'keep') return undefined
      const image = plan.kind === 'arm' ? images.get(plan.crc) : undefined
      return { eui, plan, imageId: image?.id ?? null, allowUnsigned }
    },
  }
}

/** Why the image cannot be scheduled for a gateway; undefined: it can. */
type FitCheck = (eui: Eui, image: FirmwareImage, anyModel: boolean) => string | undefined

async function loadFitCheck(
  tx: Statements,
  ownerId: Eui,
  images: readonly FirmwareImage[],
  euis: readonly Eui[],
): Promise<FitCheck> {
  if (images.length === 0) return () => undefined
  const reports = await findFitFacts(tx, ownerId, euis)
  const ids = images.map((image) => image.id)
  const signers = await listSigners(tx, ownerId, ids)
  return (eui, image, anyModel) =>
    refuseUnfit({
      imageModel: image.model,
      signers: signers.get(image.id) ?? [],
      reported: reports.get(eui) ?? null,
      anyModel,
    })
}

export async function storeFirmwareChanges(
  tx: Statements,
  actor: OwnerActor,
  changes: readonly FirmwareChange[],
  now: Date,
): Promise<void> {
  const armings = changes.flatMap(({ eui, plan, imageId, allowUnsigned, anyModel = false }): Arming[] =>
    plan.kind === 'arm' && imageId
      ? [{ eui, imageId, crc: plan.crc, notBefore: plan.notBefore, allowUnsigned, anyModel }]
      : [],
  )
  const cancelled = changes.filter(({ plan }) => plan.kind === 'cancel').map(({ eui }) => eui)
  await armSchedules(tx, actor.ownerId, armings, actor.id, now)
  await cancelSchedules(tx, actor.ownerId, cancelled, now)
}

export interface FirmwareAction {
  readonly action: 'schedule' | 'rearm' | 'cancel'
  readonly crc?: number | undefined
  /** As `fwafter`. */
  readonly after?: unknown
  readonly allowUnsigned?: boolean | undefined
  /** Send it also where the gateway reports another model than the image's. */
  readonly anyModel?: boolean | undefined
}

/**
 * One gateway by hand. `schedule` always arms anew, also the same image; `rearm` repeats what is there, at once unless a
 * time is given. Throws `not_found`, `invalid` or `conflict`.
 */
export async function scheduleFirmware(
  context: Context,
  actor: OwnerActor,
  eui: Eui,
  request: FirmwareAction,
): Promise<void> {
  const now = context.now()
  await transact(context, async (tx) => {
    const [gateway] = await lockGateways(tx, actor.ownerId, [eui])
    if (!gateway) throw new AppError('not_found', NOT_YOURS)
    const current = (await findSchedules(tx, actor.ownerId, [eui], { forUpdate: true })).get(eui) ?? null
    const change = await planByHand(tx, actor.ownerId, eui, current, request, now)
    const { plan, allowUnsigned, anyModel } = change
    await storeFirmwareChanges(tx, actor, [change], now)
    await insertAuditEntries(tx, [
      {
        ownerId: actor.ownerId,
        actor: actor.id,
        action: `firmware.${request.action}`,
        eui,
        address: actor.address,
        detail:
          plan.kind === 'arm'
            ? { fwcrc: plan.crc, fwafter: plan.notBefore?.toISOString() ?? null, allowUnsigned, anyModel }
            : { fwcrc: current?.crc ?? null },
      },
    ])
  })
}

async function planByHand(
  tx: Statements,
  ownerId: Eui,
  eui: Eui,
  current: FirmwareSchedule | null,
  request: FirmwareAction,
  now: Date,
): Promise<Required<FirmwareChange>> {
  if (request.action === 'cancel') {
    if (!current || current.state === 'cancelled')
      throw new AppError('conflict', 'No firmware is scheduled for this gateway: there is nothing to cancel.')
    return { eui, plan: { kind: 'cancel' }, imageId: null, allowUnsigned: false, anyModel: false }
  }
  const crc = request.crc ?? (request.action === 'rearm' ? current?.crc : undefined)
  if (crc === undefined) {
    throw request.action === 'rearm'
      ? new AppError('conflict', 'No firmware was scheduled for this gateway. Schedule an image first.')
      : invalid('Name the image to schedule in “crc”.', 'crc')
  }
  const read = parseFirmwareFields(crc, request.after)
  if (!read.ok) throw invalid(read.error.replace('fwafter', 'after'), 'after')
  const [image] = await holdImages(tx, ownerId, [crc])
  const planned = planSchedule(null, read.value, () => image !== undefined, now)
  if (!planned.ok) throw invalid(planned.error.replace('fwafter', 'after'), image ? 'after' : 'crc')
  if (planned.value.kind !== 'arm') throw new Error('a CRC without a schedule arms')
  const before = request.action === 'rearm' ? current : null
  const allowUnsigned = request.allowUnsigned ?? before?.allowUnsigned === true
  const anyModel = request.anyModel ?? before?.anyModel === true
  const fits = await loadFitCheck(tx, ownerId, image ? [image] : [], [eui])
  const unfit = image && fits(eui, image, anyModel)
  if (unfit) throw new AppError('conflict', unfit, { errors: [{ pointer: '/crc', detail: unfit, code: 'unfit' }] })
  return { eui, plan: planned.value, imageId: image?.id ?? null, allowUnsigned, anyModel }
}

function invalid(detail: string, field: string): AppError {
  return new AppError('invalid', detail, { errors: [{ pointer: `/${field}`, detail, code: 'invalid' }] })
}
