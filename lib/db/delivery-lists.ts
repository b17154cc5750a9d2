/** The log of deliveries as people read it, and what they put back into the queue. */
import type { DeliveryState, DeliveryStatus } from '#lib/domain/deliveries/delivery-status.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface DeliveryRow {
  readonly id: string
  readonly device: string
  readonly kind: string
  readonly state: DeliveryState
  readonly status: DeliveryStatus | null
  readonly httpStatus: number | null
  readonly attempts: number
  readonly replays: number
  readonly acceptedAt: Date
  readonly nextAt: Date
  readonly finishedAt: Date | null
  readonly durationMs: number | null
}

export interface DeliveryFilter {
  readonly states?: readonly DeliveryState[] | undefined
  readonly status?: DeliveryStatus | undefined
  readonly device?: string | undefined
  readonly from?: Date | undefined
  readonly to?: Date | undefined
  readonly ids?: readonly string[] | undefined
}

const columns = (sql: Statements) => sql`
  d.id, d.device, d.kind, d.state, d.status, d.http_status as "httpStatus", d.attempts, d.replays, d.accepted_at as "acceptedAt",
  d.next_at as "nextAt", d.finished_at as "finishedAt", d.duration_ms as "durationMs"`

const matching = (sql: Statements, ownerId: Eui, destinationId: string, filter: DeliveryFilter) => sql`
  d.destination_id = ${destinationId} and d.owner_id = ${ownerId}
  ${filter.states ? sql`and d.state = any(${filter.states as string[]})` : sql``}
  ${filter.status ? sql`and d.status = ${filter.status}` : sql``}
  ${filter.device ? sql`and d.device = ${filter.device}` : sql``}
  ${filter.from ? sql`and d.accepted_at >= ${filter.from}` : sql``}
  ${filter.to ? sql`and d.accepted_at < ${filter.to}` : sql``}
  ${filter.ids ? sql`and d.id = any(${filter.ids as string[]}::bigint[])` : sql``}`

/** Newest first, from before the id `before`. */
export function listDeliveries(
  sql: Statements,
  ownerId: Eui,
  destinationId: string,
  page: DeliveryFilter & { readonly before: string | undefined; readonly limit: number },
): Promise<DeliveryRow[]> {
  return sql<DeliveryRow[]>`
    select ${columns(sql)} from deliveries d where ${matching(sql, ownerId, destinationId, page)}
       ${page.before === undefined ? sql`` : sql`and d.id < ${page.before}::bigint`}
     order by d.id desc limit ${page.limit}`
}

export async function findDelivery(
  sql: Statements,
  ownerId: Eui,
  destinationId: string,
  id: string,
): Promise<(DeliveryRow & { readonly document: string }) | undefined> {
  const [row] = await sql<(DeliveryRow & { document: string })[]>`
    select ${columns(sql)}, d.document from deliveries d
     where d.destination_id = ${destinationId} and d.owner_id = ${ownerId} and d.id = ${id}::bigint`
  return row
}

export interface AttemptRow {
  readonly at: Date
  readonly status: string
  readonly httpStatus: number | null
  readonly code: string | null
  readonly durationMs: number
}

/** In order, the last hundred. */
export async function listAttempts(
  sql: Statements,
  ownerId: Eui,
  destinationId: string,
  deliveryId: string,
): Promise<AttemptRow[]> {
  const rows = await sql<AttemptRow[]>`
    select at, status, http_status as "httpStatus", code, duration_ms as "durationMs" from delivery_attempts
     where destination_id = ${destinationId} and delivery_id = ${deliveryId}::bigint and owner_id = ${ownerId}
     order by id desc limit 100`
  return rows.reverse()
}

/** Puts what is over back into the queue, the oldest first; answers how many. */
export async function replayDeliveries(
  tx: Statements,
  ownerId: Eui,
  destinationId: string,
  filter: DeliveryFilter,
  { limit, now }: { readonly limit: number; readonly now: Date },
): Promise<number> {
  const rows = await tx`
    update deliveries set state = 'waiting', attempts = 0, replays = replays + 1, next_at = ${now}, finished_at = null
     where destination_id = ${destinationId} and owner_id = ${ownerId} and id in (
       select d.id from deliveries d where ${matching(tx, ownerId, destinationId, filter)} and d.state <> 'waiting'
        order by d.id limit ${limit} for update)
    returning 1`
  return rows.length
}
