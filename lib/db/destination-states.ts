/** How destinations do, and which pump works on which of them. Leases go by the database's clock. */
import type { DeliveryStatus } from '#lib/domain/deliveries/delivery-status.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

/** Without a sign of life for this long, in seconds, another pump takes over. */
const LEASE_SECONDS = 30

export interface DestinationKey {
  readonly destinationId: string
  readonly destinationType: string
  readonly ownerId: Eui
}

/**
 * Makes sure that every destination has a state, and holds the states until the transaction ends: a pump that is about
 * to end waits for it and then sees what was added. Answers those that need a pump: none works on them, and none is
 * due at the end of their open circuit.
 */
export async function holdDestinations(
  tx: Statements,
  keys: readonly DestinationKey[],
  now: Date,
): Promise<DestinationKey[]> {
  const ids = keys.map((key) => key.destinationId)
  const hold = () => tx<{ id: string; idle: boolean }[]>`
    select destination_id as id, (lease is null or lease_until < now()) and (open_until is null or open_until <= ${now}) as idle
      from destination_states
     where destination_id = any(${ids}::uuid[]) order by destination_id for share`
  let held = await hold()
  if (held.length < ids.length) {
    const rows = keys.map((key) => ({ id: key.destinationId, type: key.destinationType, owner: key.ownerId }))
    await tx`
      insert into destination_states (destination_id, destination_type, owner_id)
      select id, type, owner from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(id uuid, type text, owner text)
       order by id on conflict (destination_id) do nothing`
    held = await hold()
  }
  const idle = new Set(held.filter((row) => row.idle).map((row) => row.id))
  return keys.filter((key) => idle.has(key.destinationId))
}

export interface Circuit {
  readonly failures: number
  readonly openUntil: Date | null
  readonly opens: number
  readonly cause: DeliveryStatus | null
}

export type Lease =
  | { readonly taken: true; readonly circuit: Circuit; readonly ownerId: Eui }
  /** Until when another pump holds it; undefined: there is no such destination. */
  | { readonly taken: false; readonly until: Date | undefined }

/** Takes the destination for the pump `lease`, unless another one that lives has it. */
export async function takeLease(sql: Statements, destinationId: string, lease: string): Promise<Lease> {
  const [row] = await sql<(Circuit & { ownerId: Eui })[]>`
    update destination_states set lease = ${lease}, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     where destination_id = ${destinationId} and (lease is null or lease_until < now())
    returning failures, open_until as "openUntil", opens, cause, owner_id as "ownerId"`
  if (row) return { taken: true, circuit: row, ownerId: row.ownerId }
  const [held] = await sql<{ until: Date | null }[]>`
    select lease_until as until from destination_states where destination_id = ${destinationId}`
  return { taken: false, until: held?.until ?? undefined }
}

/** Tells that the pump lives; false when it lost the destination to another one. */
export async function renewLease(sql: Statements, destinationId: string, lease: string): Promise<boolean> {
  const rows = await sql`
    update destination_states set lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
     where destination_id = ${destinationId} and lease = ${lease} returning 1`
  return rows.length > 0
}

/** Locks the state against whoever adds deliveries; false when the pump lost the destination. */
export async function lockLease(tx: Statements, destinationId: string, lease: string): Promise<boolean> {
  const rows = await tx`
    select 1 from destination_states where destination_id = ${destinationId} and lease = ${lease} for update`
  return rows.length > 0
}

export async function releaseLease(tx: Statements, destinationId: string, lease: string): Promise<void> {
  await tx`
    update destination_states set lease = null, lease_until = null where destination_id = ${destinationId} and lease = ${lease}`
}

export interface Progress extends Circuit {
  readonly lastAttemptAt: Date | null
  readonly lastDeliveryAt: Date | null
  readonly lastStatus: string | null
  readonly lastHttpStatus: number | null
  /** To be added. */
  readonly delivered: number
  readonly lost: number
  readonly dead: number
}

export async function writeProgress(sql: Statements, destinationId: string, one: Progress): Promise<void> {
  await sql`
    update destination_states set failures = ${one.failures}, open_until = ${one.openUntil}, opens = ${one.opens}, cause = ${one.cause},
           last_attempt_at = coalesce(${one.lastAttemptAt}::timestamptz, last_attempt_at),
           last_delivery_at = coalesce(${one.lastDeliveryAt}::timestamptz, last_delivery_at),
           last_status = case when ${one.lastAttemptAt}::timestamptz is null then last_status else ${one.lastStatus}::text end,
           last_http_status = case when ${one.lastAttemptAt}::timestamptz is null then last_http_status else ${one.lastHttpStatus}::int end,
           delivered = delivered + ${one.delivered}, lost = lost + ${one.lost}, dead = dead + ${one.dead}
     where destination_id = ${destinationId}`
}

/** The circuit is closed by hand: the destination was changed or activated. */
export async function closeCircuit(tx: Statements, destinationId: string): Promise<void> {
  await tx`
    update destination_states set failures = 0, open_until = null, opens = 0, cause = null where destination_id = ${destinationId}`
}

export interface DestinationState extends Circuit {
  readonly destinationId: string
  readonly lastAttemptAt: Date | null
  readonly lastDeliveryAt: Date | null
  readonly lastStatus: string | null
  readonly lastHttpStatus: number | null
  readonly delivered: number
  readonly lost: number
  readonly dead: number
  readonly waiting: number
}

/** How destinations of the owner do, with what waits for each (counted up to 100,000). */
export async function findDestinationStates(
  sql: Statements,
  ownerId: Eui,
  ids: readonly string[],
): Promise<Map<string, DestinationState>> {
  if (ids.length === 0) return new Map()
  const rows = await sql<
    (Omit<DestinationState, 'delivered' | 'lost' | 'dead' | 'waiting'> & Record<string, string>)[]
  >`
    select destination_id as "destinationId", failures, open_until as "openUntil", opens, cause, last_attempt_at as "lastAttemptAt",
           last_delivery_at as "lastDeliveryAt", last_status as "lastStatus", last_http_status as "lastHttpStatus",
           delivered, lost, dead,
           (select count(*) from (select 1 from deliveries d where d.destination_id = s.destination_id and d.state = 'waiting'
                                   limit 100000) w) as waiting
      from destination_states s where owner_id = ${ownerId} and destination_id = any(${ids as string[]}::uuid[])`
  return new Map(
    rows.map((row) => [
      row.destinationId,
      {
        ...row,
        delivered: Number(row.delivered),
        lost: Number(row.lost),
        dead: Number(row.dead),
        waiting: Number(row.waiting),
      },
    ]),
  )
}

/** Destinations with something due that no pump works on and no open circuit keeps back. */
export async function findUntended(sql: Statements, now: Date): Promise<DestinationKey[]> {
  return sql<DestinationKey[]>`
    select s.destination_id as "destinationId", s.destination_type as "destinationType", s.owner_id as "ownerId"
      from destination_states s
     where (s.lease is null or s.lease_until < now()) and (s.open_until is null or s.open_until <= ${now})
       and exists (select 1 from deliveries d where d.destination_id = s.destination_id and d.state = 'waiting' and d.next_at <= ${now})
     limit 1000`
}
