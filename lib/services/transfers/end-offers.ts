/** The receiver declines, the giver withdraws, or time is over: the gateways stay where they are. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { endOffers as endStored } from '#lib/db/transfers.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { transact } from '../bulk.ts'
import type { Context, OwnerActor } from '../context.ts'
import { recordEvents } from '../events/record-events.ts'
import { auditBoth, ended, endOverdue } from './tell.ts'

/** Of these gateways, or of all that are still open. Answers how many ended by it: what was decided before stays decided. */
export async function endOffers(
  context: Context,
  actor: OwnerActor,
  transferId: string,
  how: 'decline' | 'withdraw',
  euis: readonly Eui[] | undefined,
): Promise<number> {
  const now = context.now()
  const [side, state] = how === 'decline' ? (['to', 'declined'] as const) : (['from', 'withdrawn'] as const)
  return transact(context, async (tx) => {
    const done = await endStored(tx, side, actor.ownerId, transferId, euis ?? null, state, actor.id, now)
    await insertAuditEntries(tx, auditBoth(actor, `transfer.${how}`, done))
    await recordEvents(tx, ended(done, state), now)
    return done.length
  })
}

/** Offers of one transaction. */
const SLICE = 10_000

/** Ends every offer whose time is over, for all owners. */
export async function expireTransfers(context: Context, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const count = await transact(context, (tx) => endOverdue(tx, null, context.now()))
    if (count < SLICE || signal?.aborted) return
  }
}
