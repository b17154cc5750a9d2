/** Tells an owner that the former root is needed no more (docs/trust.md). */
import type { Statements } from '#lib/db/client.ts'
import { countChangeStages, findChangeOfRollout } from '#lib/db/trust-changes.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { nextOfChange } from '#lib/domain/trust-change/trust-change.ts'
import { recordEvents } from '../events/record-events.ts'

/** In the transaction that ends a rollout: an event when that was the last proof that its change of trust waited for. */
export async function tellProven(
  tx: Statements,
  rollout: { readonly id: string; readonly ownerId: Eui },
  now: Date,
): Promise<void> {
  const { ownerId } = rollout
  const change = await findChangeOfRollout(tx, ownerId, rollout.id)
  if (change?.state !== 'open') return
  const { counts } = await countChangeStages(tx, change)
  const { allProven, sentence } = nextOfChange({ ...change, counts, open: { 1: 0, 2: 0 } })
  if (!allProven) return
  const detail = { changeId: change.id, name: change.name, uri: change.oldUri, reason: sentence }
  await recordEvents(tx, [{ ownerId, kind: 'trust.proven', eui: null, detail }], now)
}
