/** The log of a connection's deliveries for its people. */
import { type DeliveryRow, findDelivery, listAttempts, listDeliveries } from '#lib/db/delivery-lists.ts'
import { findDestinationStates } from '#lib/db/destination-states.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { type DeliveryState, type DeliveryStatus, healthOf } from '#lib/domain/deliveries/delivery-status.ts'
import { requireConnection } from '../connections/connection-access.ts'
import type { Context, OwnerActor } from '../context.ts'

export interface DeliveryListQuery {
  readonly state?: DeliveryState | undefined
  readonly status?: DeliveryStatus | undefined
  readonly device?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** The id that the page before ended with. */
  readonly before?: string | undefined
  readonly limit: number
}

const date = (text: string | undefined): Date | undefined => (text === undefined ? undefined : new Date(text))

/** One page, newest first, without what the reports hold. Throws `not_found`. */
export async function viewDeliveries(context: Context, actor: OwnerActor, id: string, query: DeliveryListQuery) {
  const { connection } = await requireConnection(context, actor, id, 'read')
  const { state, status, device, before, limit } = query
  const filter = { status, device, from: date(query.from), to: date(query.to), states: state && [state] }
  const [rows, states] = await Promise.all([
    listDeliveries(context.sql, actor.ownerId, id, { ...filter, before, limit: limit + 1 }),
    findDestinationStates(context.sql, actor.ownerId, [id]),
  ])
  const shown = rows.slice(0, limit)
  const destination = states.get(id)
  return {
    deliveries: shown.map(printDelivery),
    last: rows.length > limit ? shown.at(-1)?.id : undefined,
    destination: {
      health: healthOf(connection.active, destination),
      waiting: destination?.waiting ?? 0,
      delivered: destination?.delivered ?? 0,
      lost: destination?.lost ?? 0,
      dead: destination?.dead ?? 0,
      lastDeliveryAt: destination?.lastDeliveryAt?.toISOString() ?? null,
      lastStatus: destination?.lastStatus ?? null,
      lastHttpStatus: destination?.lastHttpStatus ?? null,
      pausedUntil: destination?.openUntil?.toISOString() ?? null,
      cause: destination?.cause ?? null,
    },
  }
}

/** One delivery with its report and its attempts. Throws `not_found`, or `forbidden` for a masked connection. */
export async function viewDelivery(context: Context, actor: OwnerActor, id: string, deliveryId: string) {
  await requireConnection(context, actor, id, 'write')
  const row = await findDelivery(context.sql, actor.ownerId, id, deliveryId)
  if (!row) {
    throw new AppError('not_found', 'There is no delivery with this id: it may be too old. See the list of deliveries.')
  }
  const log = await listAttempts(context.sql, actor.ownerId, id, deliveryId)
  // A success at once has no line of its own.
  if (log.length === 0 && row.state === 'delivered' && row.finishedAt) {
    const { finishedAt: at, httpStatus, durationMs } = row
    log.push({ at, status: 'Delivered', httpStatus, code: null, durationMs: durationMs ?? 0 })
  }
  return {
    ...printDelivery(row),
    document: { [row.kind]: JSON.parse(row.document) as unknown },
    log: log.map((one) => ({ ...one, at: one.at.toISOString() })),
  }
}

const printDelivery = (row: DeliveryRow) => ({
  id: row.id,
  device: row.device,
  kind: row.kind,
  state: row.state,
  status: row.status,
  httpStatus: row.httpStatus,
  attempts: row.attempts,
  replays: row.replays,
  acceptedAt: row.acceptedAt.toISOString(),
  nextAt: row.state === 'waiting' ? row.nextAt.toISOString() : null,
  finishedAt: row.finishedAt?.toISOString() ?? null,
  durationMs: row.durationMs,
})
