/** The durable queue: what is accepted, what is due, what became of it. Statements of the pump act on one destination. */
import type { DeliveryState, DeliveryStatus } from '#lib/domain/deliveries/delivery-status.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Sql, Statements } from './client.ts'

export interface NewDelivery {
  readonly destinationId: string
  readonly ownerId: Eui
  /** The line in which order is kept. */
  readonly device: string
  readonly kind: string
  /** JSON. */
  readonly document: string
}

/** Puts deliveries into the queue in the order that is given, and answers their ids. */
export async function insertDeliveries(
  sql: Statements,
  rows: readonly NewDelivery[],
  now: Date,
): Promise<readonly bigint[]> {
  if (rows.length === 0) return []
  const given = rows.map((row, at) => ({
    at,
    destination_id: row.destinationId,
    owner_id: row.ownerId,
    device: row.device,
    kind: row.kind,
    document: row.document,
  }))
  const inserted = await sql<{ id: string }[]>`
    insert into deliveries (destination_id, owner_id, device, kind, document, next_at, accepted_at)
    select destination_id, owner_id, device, kind, document, ${now}, ${now}
      from json_to_recordset(${JSON.stringify(given)}::text::json)
           as r(at int, destination_id uuid, owner_id text, device text, kind text, document text)
     order by at
    returning id`
  return inserted.map(({ id }) => BigInt(id))
}

/** A delivery that may go out now. */
export interface DueDelivery {
  readonly id: bigint
  readonly device: string
  readonly kind: string
  readonly document: string
  readonly attempts: number
  readonly replays: number
  readonly nextAt: Date
  readonly acceptedAt: Date
}

type DueRow = Omit<DueDelivery, 'id'> & { readonly id: string }
const due = (sql: Statements) => sql`
  d.id, d.device, d.kind, d.document, d.attempts, d.replays, d.next_at as "nextAt", d.accepted_at as "acceptedAt"`
const read = (rows: readonly DueRow[]): DueDelivery[] => rows.map((row) => ({ ...row, id: BigInt(row.id) }))

/** Behind a report that failed and waits for its next attempt, the others of its device wait too. */
const notBehindFailing = (sql: Statements, destinationId: string) => sql`
  not exists (select 1 from deliveries h where h.destination_id = ${destinationId} and h.device = d.device and h.state = 'waiting'
                 and h.attempts > 0 and h.id < d.id)`

/** The oldest that are due, without those in `known`; of each device in order. Of `bytes` of documents, and at least one. */
export async function findDueDeliveries(
  sql: Statements,
  destinationId: string,
  {
    known,
    now,
    limit,
    bytes,
  }: { readonly known: readonly bigint[]; readonly now: Date; readonly limit: number; readonly bytes: number },
): Promise<DueDelivery[]> {
  // The lengths are read first: documents that are not wanted now are not even unpacked.
  const rows = await sql<DueRow[]>`
    with head as (
      select d.id, octet_length(d.document) as size from deliveries d
     where d.destination_id = ${destinationId} and d.state = 'waiting' and d.next_at <= ${now}
       and d.id <> all(${known.map(String)}::bigint[])
       and not exists (select 1 from deliveries h where h.destination_id = ${destinationId} and h.device = d.device
                          and h.state = 'waiting' and h.attempts > 0 and h.next_at > ${now} and h.id < d.id)
     order by d.id limit ${limit}
    ), found as (select id, sum(size) over (order by id) - size as before from head)
    select ${due(sql)} from found f join deliveries d on d.id = f.id and d.destination_id = ${destinationId}
     where f.before < ${bytes}::bigint order by d.id`
  return read(rows)
}

/** In a long outage a million deliveries stand behind failed ones: it is not worth looking at them all. */
const LOOKED_AT = 2_000

/** What an open circuit is tried with: the first of a line that never failed, else the one that failed least. */
export async function findProbe(sql: Statements, destinationId: string): Promise<DueDelivery | undefined> {
  const rows = await sql<DueRow[]>`
    (select ${due(sql)}
       from (select * from deliveries where destination_id = ${destinationId} and state = 'waiting' and attempts = 0
              order by id limit ${LOOKED_AT}) d
      where ${notBehindFailing(sql, destinationId)} order by d.id limit 1)
    union all
    (select ${due(sql)} from deliveries d
      where d.destination_id = ${destinationId} and d.state = 'waiting' and d.attempts > 0 and ${notBehindFailing(sql, destinationId)}
      order by d.attempts, d.id limit 1)`
  return read(rows)[0]
}

export interface DeliveryResult {
  readonly id: bigint
  readonly device: string
  readonly state: DeliveryState
  /** Null: delivered. */
  readonly status: DeliveryStatus | null
  readonly httpStatus: number | null
  readonly durationMs: number
  readonly attempts: number
  readonly nextAt: Date
  readonly at: Date
  readonly code: string | null
  /** Write a line of the log. */
  readonly logged: boolean
}

/** Writes results as a set. One that is no longer waiting (it was replayed or removed meanwhile) keeps its state. */
export async function writeResults(
  sql: Statements,
  destinationId: string,
  ownerId: Eui,
  results: readonly DeliveryResult[],
): Promise<void> {
  if (results.length === 0) return
  const rows = JSON.stringify(
    results.map((one) => ({
      id: String(one.id),
      state: one.state,
      status: one.status,
      http_status: one.httpStatus,
      duration_ms: Math.round(one.durationMs),
      attempts: one.attempts,
      next_at: one.nextAt,
      at: one.at,
      code: one.code,
      logged: one.logged,
    })),
  )
  await sql`
    update deliveries d set state = r.state, status = r.status, http_status = r.http_status, duration_ms = r.duration_ms,
           attempts = r.attempts, next_at = r.next_at, finished_at = case when r.state = 'waiting' then null else r.at end
      from json_to_recordset(${rows}::text::json) as r(id bigint, state text, status text, http_status int, duration_ms int,
           attempts int, next_at timestamptz, at timestamptz)
     where d.destination_id = ${destinationId} and d.id = r.id and d.state = 'waiting'`
  if (!results.some((one) => one.logged)) return
  await sql`
    insert into delivery_attempts (destination_id, delivery_id, owner_id, at, status, http_status, code, duration_ms)
    select ${destinationId}, id, ${ownerId}, at, coalesce(status, 'Delivered'), http_status, code, duration_ms
      from json_to_recordset(${rows}::text::json) as r(id bigint, status text, http_status int, duration_ms int, at timestamptz,
           code text, logged boolean)
     where logged`
}

/** The destination is well again: what waited for its turn may go now, and the failures of the outage are forgiven. */
export async function releaseWaiting(sql: Statements, destinationId: string, now: Date): Promise<void> {
  await sql`
    update deliveries set next_at = ${now}, attempts = least(attempts, 1)
     where destination_id = ${destinationId} and state = 'waiting' and attempts > 0`
}

/** As ThingPark does: what waits is not sent. `leave` are being sent at this moment. Answers how many. */
export async function loseWaiting(
  sql: Statements,
  destinationId: string,
  status: DeliveryStatus,
  {
    leave,
    acceptedBefore,
    now,
  }: { readonly leave: readonly bigint[]; readonly acceptedBefore: Date; readonly now: Date },
): Promise<number> {
  const rows = await sql`
    update deliveries set state = 'lost', status = ${status}, finished_at = ${now}
     where destination_id = ${destinationId} and state = 'waiting' and accepted_at <= ${acceptedBefore}
       and id <> all(${leave.map(String)}::bigint[])
    returning 1`
  return rows.length
}

/** When the next one is due; undefined when nothing waits. */
export async function nextDueAt(sql: Statements, destinationId: string): Promise<Date | undefined> {
  const [failing] = await sql<{ at: Date | null }[]>`
    select min(next_at) as at from deliveries where destination_id = ${destinationId} and state = 'waiting' and attempts > 0`
  if (failing?.at) return failing.at
  const [any] = await sql<{ at: Date }[]>`
    select next_at as at from deliveries where destination_id = ${destinationId} and state = 'waiting' order by id limit 1`
  return any?.at
}

/** Removes everything of a destination that is no more. */
export async function deleteDeliveriesOf(sql: Statements, destinationId: string): Promise<void> {
  await sql`delete from delivery_attempts where destination_id = ${destinationId}`
  await sql`delete from deliveries where destination_id = ${destinationId}`
  await sql`delete from destination_states where destination_id = ${destinationId}`
}

/** Destinations that have something to trim. */
export async function listDestinations(sql: Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select destination_id as id from destination_states`
  return rows.map(({ id }) => id)
}

const PORTION = 10_000

/** Bounds the log of one destination: what is over, beyond the newest `keep` or before `over`; what waits since `stale` dies. */
export async function trimDeliveries(
  sql: Sql,
  destinationId: string,
  limits: { readonly keep: number; readonly over: Date; readonly stale: Date; readonly now: Date },
): Promise<void> {
  await sql`
    with gone as (
      update deliveries set state = 'dead', finished_at = ${limits.now}, status = coalesce(status, 'Unreachable')
       where destination_id = ${destinationId} and state = 'waiting' and accepted_at < ${limits.stale} returning 1)
    update destination_states set dead = dead + (select count(*) from gone) where destination_id = ${destinationId}`
  const [edge] = await sql<{ id: string }[]>`
    select id from deliveries where destination_id = ${destinationId} and state <> 'waiting'
     order by id desc offset ${limits.keep} limit 1`
  const last = edge?.id ?? '0'
  // In portions: after a busy hour there are millions, and others write here too.
  for (let removed = PORTION; removed === PORTION; ) {
    const rows = await sql`
      delete from deliveries where destination_id = ${destinationId} and id in (
        select id from deliveries where destination_id = ${destinationId} and state <> 'waiting'
           and (id <= ${last}::bigint or finished_at < ${limits.over}) order by id limit ${PORTION})
      returning 1`
    removed = rows.length
  }
  await sql`
    delete from delivery_attempts a where a.destination_id = ${destinationId}
       and (a.at < ${limits.over} or not exists (
            select 1 from deliveries d where d.destination_id = a.destination_id and d.id = a.delivery_id))`
}
