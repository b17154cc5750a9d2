/** What a target was sent, and sending it again. */
import type { z } from 'zod'
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import { listDeliveries, replayDeliveries } from '#lib/db/delivery-lists.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { eventDeliveriesAnswer, eventDeliveriesQuery } from '#lib/schemas/events.ts'
import type { Context, OwnerActor } from '../context.ts'
import { wakeDestination } from '../deliveries/engine.ts'
import { EVENT_TARGET } from './dispatch-events.ts'
import { requireTarget } from './manage-event-targets.ts'

/** Of one request. */
const MAX_REPLAYED = 10_000

export type EventDeliveriesRequest = Omit<z.output<typeof eventDeliveriesQuery>, 'owner'>

/** One page, newest first. @throws AppError `not_found`. */
export async function viewEventDeliveries(
  context: Context,
  ownerId: Eui,
  id: string,
  { state, before, limit }: EventDeliveriesRequest,
): Promise<z.output<typeof eventDeliveriesAnswer>> {
  await requireTarget(context.sql, ownerId, id)
  const rows = await listDeliveries(context.sql, ownerId, id, { states: state && [state], before, limit: limit + 1 })
  const shown = rows.slice(0, limit)
  return {
    deliveries: shown.map((row) => ({
      id: row.id,
      kind: row.kind,
      state: row.state,
      status: row.status,
      httpStatus: row.httpStatus,
      attempts: row.attempts,
      acceptedAt: row.acceptedAt.toISOString(),
      nextAt: row.state === 'waiting' ? row.nextAt.toISOString() : null,
      finishedAt: row.finishedAt?.toISOString() ?? null,
      durationMs: row.durationMs,
    })),
    next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null,
  }
}

/** The same messages under the same ids: with `ids` whatever became of them, else all that were given up. */
export async function replayEvents(
  context: Context,
  actor: OwnerActor,
  id: string,
  ids: readonly string[] | undefined,
): Promise<{ replayed: number }> {
  const { ownerId } = actor
  return context.sql.begin(async (tx) => {
    const target = await requireTarget(tx, ownerId, id, true)
    const now = context.now()
    const filter = ids ? { ids } : { states: ['dead', 'lost'] as const }
    const replayed = await replayDeliveries(tx, ownerId, id, filter, { limit: MAX_REPLAYED, now })
    if (replayed > 0) {
      if (target.active) await wakeDestination(tx, { destinationId: id, destinationType: EVENT_TARGET, ownerId }, now)
      const detail = { target: id, name: target.name, replayed }
      const entry = { ownerId, actor: actor.id, action: 'event-target.replay' as const, address: actor.address, detail }
      await insertAuditEntries(tx, [entry])
    }
    return { replayed }
  })
}
