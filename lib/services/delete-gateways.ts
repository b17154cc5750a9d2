/** Releases gateways: the owner's secrets are wiped, what lies on the gateway stays there (rules.md 17). */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { releaseGateways } from '#lib/db/gateways.ts'
import { type ItemAnswer, runBulk, startBulk, transact } from './bulk.ts'
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
  await runBulk(bulk, (items) =>
    transact(context, async (tx) => {
      const euis = items.map((item) => item.eui)
      const released = await releaseGateways(tx, actor.ownerId, euis, context.now())
      await insertAuditEntries(
        tx,
        released.map((eui) => ({
          ownerId: actor.ownerId,
          actor: actor.id,
          action: 'gateway.delete',
          eui,
          address: actor.address,
        })),
      )
      const done = new Set(released)
      return new Map(items.filter((item) => !done.has(item.eui)).map((item) => [item, { error: NOT_YOURS }]))
    }),
  )
  return bulk.answers()
}
