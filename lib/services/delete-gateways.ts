/** Releases gateways: the owner's secrets are wiped, what lies on the gateway stays there (rules.md 17). */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { releaseGateways } from '#lib/db/gateways.ts'
import { chunks, type ItemAnswer, startBulk } from './bulk.ts'
import type { Context, OwnerActor } from './context.ts'
import { NOT_YOURS } from './sentences.ts'

/** `gateways`: identifiers, or entries with one. Answers in request order. */
export async function deleteGateways(
  context: Context,
  actor: OwnerActor,
  gateways: readonly unknown[],
): Promise<ItemAnswer[]> {
  const bulk = startBulk(gateways, (entry) =>
    typeof entry === 'object' && entry !== null && 'gateway' in entry ? entry.gateway : entry,
  )
  for (const chunk of chunks(bulk.items)) {
    await context.sql.begin(async (tx) => {
      const released = new Set(
        await releaseGateways(
          tx,
          actor.ownerId,
          chunk.map((item) => item.eui),
          context.now(),
        ),
      )
      for (const item of chunk) if (!released.has(item.eui)) bulk.answer(item.index, { error: NOT_YOURS })
      await insertAuditEntries(
        tx,
        [...released].map((eui) => ({
          ownerId: actor.ownerId,
          actor: actor.id,
          action: 'gateway.delete',
          eui,
          address: actor.address,
        })),
      )
    })
  }
  return bulk.answers()
}
