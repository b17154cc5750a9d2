/** Puts deliveries of a connection back into its queue. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { replayDeliveries as replayRows } from '#lib/db/delivery-lists.ts'
import type { DeliveryState, DeliveryStatus } from '#lib/domain/deliveries/delivery-status.ts'
import { requireConnection } from '../connections/connection-access.ts'
import type { Context, OwnerActor } from '../context.ts'
import { wakeDestination } from './engine.ts'

export interface ReplayRequest {
  readonly ids?: readonly string[] | undefined
  readonly states: readonly Exclude<DeliveryState, 'waiting'>[]
  readonly status?: DeliveryStatus | undefined
  readonly device?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** Of one request. */
const AT_MOST = 10_000

/** They go out again before what was accepted after them; with `ids`, whatever their state. Throws `not_found`, `forbidden`. */
export async function replayDeliveries(
  context: Context,
  actor: OwnerActor,
  id: string,
  { ids, states, status, device, from, to }: ReplayRequest,
): Promise<{ replayed: number; more: boolean }> {
  return context.sql.begin(async (tx) => {
    const { connection } = await requireConnection(context, actor, id, 'write', tx)
    const { ownerId } = actor
    const now = context.now()
    const range = { status, device, from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined }
    const filter = ids ? { ...range, ids } : { ...range, states }
    const replayed = await replayRows(tx, ownerId, id, filter, { limit: AT_MOST, now })
    if (replayed > 0) {
      if (connection.active) {
        await wakeDestination(tx, { destinationId: id, destinationType: 'connection', ownerId }, now)
      }
      const detail = { connection: id, name: connection.name, replayed }
      const action = 'connection.replay'
      await insertAuditEntries(tx, [{ ownerId, actor: actor.id, action, address: actor.address, detail }])
    }
    return { replayed, more: replayed === AT_MOST }
  })
}
