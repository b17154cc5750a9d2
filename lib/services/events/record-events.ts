/** How use cases tell of what happened: rows beside their change, and a dispatcher that looks a moment later. */
import type { Statements } from '#lib/db/client.ts'
import { insertEvents, type NewEvent } from '#lib/db/gateway-events.ts'
import { addJob } from '#lib/db/job-queue.ts'
import type { Eui } from '#lib/domain/identifiers.ts'

export const DISPATCH_EVENTS = 'dispatch-events'
/** Time for the rest of a bulk, so that it becomes one message, in milliseconds. */
const GATHER = 2_000

/** Writes events in the transaction of the changes that they tell of; call it last, with the whole set. */
export async function recordEvents(tx: Statements, events: readonly NewEvent[], now: Date): Promise<void> {
  if (events.length === 0) return
  await insertEvents(tx, events, now)
  await scheduleDispatch(tx, now)
}

/** One waiting job, at the earliest time that it was asked for. */
export async function scheduleDispatch(tx: Statements, now: Date): Promise<void> {
  await addJob(
    tx,
    DISPATCH_EVENTS,
    {},
    { jobKey: DISPATCH_EVENTS, jobKeyMode: 'preserve_run_at', runAt: new Date(now.getTime() + GATHER) },
  )
}

/** A rollout that stopped by itself or by a person: call it in the transaction that stops it. */
export async function recordRolloutStop(
  tx: Statements,
  rollout: {
    readonly ownerId: Eui
    readonly id: string
    readonly name: string
    readonly halted: boolean
    /** A sentence. */
    readonly reason: string
  },
  now: Date,
): Promise<void> {
  const { ownerId, id, name, halted, reason } = rollout
  const kind = halted ? 'rollout.halted' : 'rollout.paused'
  await recordEvents(tx, [{ ownerId, kind, eui: null, detail: { rolloutId: id, name, reason } }], now)
}
