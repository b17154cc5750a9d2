/** Starts the next gateways of a rollout, inside the engine's transaction. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { Statements } from '#lib/db/client.ts'
import type { FirmwareImage } from '#lib/db/firmware-images.ts'
import { armSchedules } from '#lib/db/firmware-schedules.ts'
import {
  findCandidates,
  findRetried,
  judgeCandidates,
  markArmed,
  markSkipped,
  type SkippedMember,
} from '#lib/db/rollout-members.ts'
import type { RolloutRow } from '#lib/db/rollouts.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { MEMBER_SENTENCES } from '#lib/domain/rollouts/member-sentence.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { type SetupAids, type SetupEntry, type SetupItem, setupWithin } from '#lib/services/setup-gateways.ts'
import { loadJudge } from './judge.ts'
import { openPatch } from './patch.ts'

/** Gateways of one transaction. Credentials are sealed one by one, schedules are plain rows. */
const SLICE = { firmware: 2_000, credentials: 250 } as const

/** The engine in the audit trail, and as the author of sets and schedules. */
export const engineOf = (rollout: Pick<RolloutRow, 'id' | 'ownerId'>): OwnerActor => ({
  ownerId: rollout.ownerId,
  id: `rollout:${rollout.id}`,
  address: null,
})

/** At most `count`, and one slice. False when the image is gone: nothing can be started any more. */
export async function armMembers(
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  request: { readonly count: number; readonly notAfter: Date | null },
  aids: SetupAids,
): Promise<boolean> {
  const loaded = await loadJudge(tx, rollout, context.now())
  if (!loaded) return false
  const heldBack = rollout.plan.eligibility.neverSeen === 'wait'
  const limit = Math.min(request.count, SLICE[rollout.kind])
  const candidates = await findCandidates(tx, { ...rollout, heldBack }, limit)
  const euis = await judgeCandidates(tx, rollout, candidates, loaded.judge)
  if (euis.length === 0) return true
  if (loaded.image) await armFirmware(context, tx, rollout, euis, loaded.image, request.notAfter)
  else await armCredentials(context, tx, rollout, euis, { ...aids, notAfter: request.notAfter })
  return true
}

async function armFirmware(
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  euis: readonly Eui[],
  { id: imageId, crc }: FirmwareImage,
  notAfter: Date | null,
): Promise<void> {
  const now = context.now()
  const { id: actor } = engineOf(rollout)
  const { allowUnsigned, plan } = rollout
  // Models that were named are meant, also where the image names another one.
  const anyModel = plan.eligibility.models.length > 0
  const armings = euis.map((eui) => ({ eui, imageId, crc, notBefore: null, notAfter, allowUnsigned, anyModel }))
  const armed = await armSchedules(tx, rollout.ownerId, armings, actor, now)
  await markArmed(
    tx,
    rollout,
    [...armed].map(([eui, arming]) => ({ eui, armed: arming })),
    notAfter,
    now,
  )
  const detail = { fwcrc: crc, rollout: rollout.id, until: notAfter?.toISOString() ?? null }
  await insertAuditEntries(
    tx,
    euis.map((eui) => ({ ownerId: rollout.ownerId, actor, action: 'firmware.schedule', eui, detail })),
  )
}

async function armCredentials(
  context: Context,
  tx: Statements,
  rollout: RolloutRow,
  euis: readonly Eui[],
  aids: SetupAids,
): Promise<void> {
  if (!rollout.patchEnc) throw new Error(`rollout ${rollout.id} has no patch`)
  const patch = openPatch(context, rollout.id, rollout.patchEnc)
  const again = new Set(await findRetried(tx, rollout, euis))
  const items = itemsOf(euis, () => patch)
  const { remarks, done } = await setupWithin(context, tx, engineOf(rollout), items, { ...aids, again })
  const changed = new Set(done.map(({ eui }) => eui))
  await markArmed(tx, rollout, done, aids.notAfter ?? null, context.now())
  const skipped = items.flatMap((item): SkippedMember[] => {
    const error = remarks.get(item)?.error
    if (typeof error === 'string') return [{ eui: item.eui, code: 'refused', reason: error }]
    if (changed.has(item.eui)) return []
    return [{ eui: item.eui, code: 'already', reason: MEMBER_SENTENCES.already }]
  })
  await markSkipped(tx, rollout, skipped, context.now())
}

export const itemsOf = (euis: readonly Eui[], patch: (eui: Eui) => SetupEntry): SetupItem[] =>
  euis.map((eui, index) => ({ index, eui, entry: { gateway: eui, ...patch(eui) } }))
