/** What decides who takes part, from a rollout and its image. */
import type { Statements } from '#lib/db/client.ts'
import { type FirmwareImage, holdImages } from '#lib/db/firmware-images.ts'
import { findImagesToSend } from '#lib/db/firmware-schedules.ts'
import type { Judge } from '#lib/db/rollout-members.ts'
import type { RolloutRow } from '#lib/db/rollouts.ts'

/** Undefined when the image is gone; it is held until the transaction ends. */
export async function loadJudge(
  tx: Statements,
  rollout: Pick<RolloutRow, 'ownerId' | 'kind' | 'plan' | 'fwcrc' | 'allowUnsigned'>,
  now: Date,
): Promise<{ judge: Judge; image: FirmwareImage | null } | undefined> {
  const { ownerId, kind, plan, fwcrc, allowUnsigned } = rollout
  const base = { kind, eligibility: plan.eligibility, fwcrc, allowUnsigned, now }
  if (kind === 'credentials') return { judge: { ...base, keyCrcs: [] }, image: null }
  const [image] = fwcrc === null ? [] : await holdImages(tx, ownerId, [fwcrc])
  if (!image) return undefined
  // A list of models is the explicit choice; without one the image goes to its own model only.
  const models = plan.eligibility.models.length > 0 || !image.model ? plan.eligibility.models : [image.model]
  const eligibility = { ...plan.eligibility, models }
  const signed = (await findImagesToSend(tx, [image.id])).get(image.id)
  return { judge: { ...base, eligibility, keyCrcs: signed?.signatures.map(({ keyCrc }) => keyCrc) ?? [] }, image }
}
