/** The way into the durable queue: what goes through here is delivered at least once, or its end is on record. */

import type { Statements } from '#lib/db/client.ts'
import { deleteDeliveriesOf, insertDeliveries, type NewDelivery } from '#lib/db/deliveries.ts'
import { closeCircuit, type DestinationKey, holdDestinations } from '#lib/db/destination-states.ts'
import { addJobs } from '#lib/db/job-queue.ts'

export type { NewDelivery } from '#lib/db/deliveries.ts'

/** The task of lib/jobs/tasks.ts that pumps a destination. */
export const DELIVER_TASK = 'deliver'

/** A delivery to a destination of `destinationType`, a name of destination-types.ts. */
export type QueuedDelivery = NewDelivery & Pick<DestinationKey, 'destinationType'>

/**
 * Puts deliveries into the queue, in the transaction of the change that they tell of; they leave after its commit, those
 * of one `device` in this order. Call it with sets. Answers their ids, in order.
 */
export async function enqueueDeliveries(
  tx: Statements,
  rows: readonly QueuedDelivery[],
  now: Date,
): Promise<readonly bigint[]> {
  if (rows.length === 0) return []
  const keys = [...new Map(rows.map((row) => [row.destinationId, row])).values()]
  const idle = await holdDestinations(tx, keys, now)
  const ids = await insertDeliveries(tx, rows, now)
  await addPumps(tx, idle)
  return ids
}

/** Has the destination looked at now, as if nothing had failed: it was changed, activated, or something was replayed. */
export async function wakeDestination(tx: Statements, key: DestinationKey, now: Date): Promise<void> {
  await holdDestinations(tx, [key], now)
  await closeCircuit(tx, key.destinationId)
  await addPumps(tx, [key])
}

/** Removes a destination with everything that waits for it, in the transaction that deletes it. */
export async function forgetDestination(tx: Statements, destinationId: string): Promise<void> {
  await deleteDeliveriesOf(tx, destinationId)
}

/** One pump per destination; `runAt` undefined = now. */
export async function addPumps(tx: Statements, keys: readonly DestinationKey[], runAt?: Date): Promise<void> {
  await addJobs(
    tx,
    DELIVER_TASK,
    keys.map(({ destinationId, destinationType }) => ({
      payload: { destinationId, destinationType },
      jobKey: `${DELIVER_TASK}:${destinationId}`,
      ...(runAt ? { runAt } : {}),
    })),
  )
}
