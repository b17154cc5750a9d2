/** Downlinks on their way: accepted once per token, handed over in the order of their device. */
import type { Eui } from '#lib/domain/identifiers.ts'
import type { NetworkDownlink } from '#lib/domain/tunnel/downlink-network.ts'
import type { Statements } from './client.ts'

export type DownlinkState = 'waiting' | 'handed-over' | 'sent' | 'acknowledged' | 'failed'

export interface NewDownlink extends NetworkDownlink {
  readonly ownerId: Eui
  readonly connectionId: string
  /** 32 bytes. */
  readonly token: Buffer
  readonly address: string | null
}

/** Waiting for the network side, of one connection; beyond it new ones are refused. */
export const MAX_WAITING = 10_000

/**
 * Stores a downlink, unless one with its token is there: of any number of equal requests, on any number of servers, one
 * gets `stored`.
 */
export async function insertDownlink(sql: Statements, one: NewDownlink): Promise<'stored' | 'replayed' | 'full'> {
  const rows = await sql<{ stored: boolean }[]>`
    with room as (
      select count(*) < ${MAX_WAITING} as free from (
        select from downlinks where connection_id = ${one.connectionId} and state = 'waiting' limit ${MAX_WAITING}) w
    ), stored as (
      insert into downlinks (id, owner_id, connection_id, token, accepted_at, address, dev_eui, f_port, payload, f_cnt_dn, confirmed,
             flush, valid_until, correlation_id, raw_query, state, next_try_at)
      select ${one.id}, ${one.ownerId}, ${one.connectionId}, ${one.token}, ${one.acceptedAt}, ${one.address}, ${one.devEui}, ${one.fPort}::int,
             ${one.payload}, ${one.fCntDn}::bigint, ${one.confirmed}, ${one.flush}, ${one.validUntil}::timestamptz, ${one.correlationId},
             ${one.rawQuery}, 'waiting', ${one.acceptedAt}
        from room where free
      on conflict (connection_id, token) do nothing returning id
    )
    select exists (select from stored) as stored from room where free`
  const [row] = rows
  if (!row) return 'full'
  return row.stored ? 'stored' : 'replayed'
}

/** A downlink that one worker holds for a while. */
export interface LeasedDownlink extends NetworkDownlink {
  readonly ownerId: Eui
  readonly connectionId: string
  readonly attempts: number
}

interface Row extends Omit<LeasedDownlink, 'fCntDn'> {
  readonly fCntDn: string | null
}

const toDownlink = (row: Row): LeasedDownlink => ({ ...row, fCntDn: row.fCntDn === null ? null : Number(row.fCntDn) })

export type Lease =
  | { readonly kind: 'leased'; readonly downlink: LeasedDownlink }
  /** The oldest one is being handed over elsewhere, or waits for its next try. */
  | { readonly kind: 'later'; readonly at: Date }
  | { readonly kind: 'none' }

/** The oldest waiting downlink of a device, when its time has come. */
export async function leaseDownlink(
  sql: Statements,
  device: { readonly connectionId: string; readonly devEui: Eui },
  now: Date,
  until: Date,
): Promise<Lease> {
  const [row] = await sql<(Row & { due: Date; leased: boolean })[]>`
    with oldest as (
      select id, greatest(next_try_at, coalesce(leased_until, next_try_at)) as due from downlinks
       where connection_id = ${device.connectionId} and dev_eui = ${device.devEui} and state = 'waiting'
       order by seq limit 1
    ), taken as (
      update downlinks d set leased_until = ${until} from oldest o
       where d.id = o.id and d.state = 'waiting' and o.due <= ${now}
         and d.next_try_at <= ${now} and (d.leased_until is null or d.leased_until <= ${now})
      returning d.id
    )
    select d.id, d.owner_id as "ownerId", d.connection_id as "connectionId", d.dev_eui as "devEui", d.f_port as "fPort", d.payload,
           d.f_cnt_dn as "fCntDn", d.confirmed, d.flush, d.valid_until as "validUntil", d.correlation_id as "correlationId",
           d.accepted_at as "acceptedAt", d.raw_query as "rawQuery", d.attempts, o.due, t.id is not null as leased
      from oldest o join downlinks d on d.id = o.id left join taken t on t.id = o.id`
  if (!row) return { kind: 'none' }
  const { due, leased, ...rest } = row
  if (leased) return { kind: 'leased', downlink: toDownlink(rest) }
  // Another worker was faster by a moment.
  return { kind: 'later', at: due > now ? due : until }
}

export async function markHandedOver(
  sql: Statements,
  one: { readonly id: string; readonly reference: string | null; readonly final: boolean },
  now: Date,
): Promise<void> {
  await sql`
    update downlinks set state = ${one.final ? 'sent' : 'handed-over'}, reference = ${one.reference}, attempts = attempts + 1,
           leased_until = null, cause = '', handed_over_at = ${now}, settled_at = case when ${one.final}::bool then ${now}::timestamptz end
     where id = ${one.id} and state = 'waiting'`
}

export async function markAgain(
  sql: Statements,
  one: { readonly id: string; readonly cause: string; readonly nextTryAt: Date },
): Promise<void> {
  await sql`
    update downlinks set attempts = attempts + 1, leased_until = null, cause = ${one.cause}, next_try_at = ${one.nextTryAt}
     where id = ${one.id} and state = 'waiting'`
}

/** False: it was settled meanwhile. */
export async function markFailed(
  sql: Statements,
  one: { readonly id: string; readonly cause: string },
  now: Date,
): Promise<boolean> {
  const rows = await sql`
    update downlinks set state = 'failed', attempts = attempts + 1, leased_until = null, cause = ${one.cause}, settled_at = ${now}
     where id = ${one.id} and state = 'waiting' returning id`
  return rows.length > 0
}

/** How an event of the network names a downlink: our id, or what the network called it. */
export interface DownlinkName {
  readonly id?: string | undefined
  readonly reference?: string | undefined
}

/** What a report about a downlink repeats. */
export interface KnownDownlink {
  readonly id: string
  readonly devEui: Eui
  readonly correlationId: string | null
  readonly fPort: number | null
  readonly fCntDn: number | null
  readonly state: DownlinkState
}

/** The downlink of this connection that an event of its network names. */
export async function findNamedDownlink(
  sql: Statements,
  connectionId: string,
  name: DownlinkName,
): Promise<KnownDownlink | undefined> {
  const { id = null, reference = null } = name
  if (id === null && reference === null) return undefined
  const [row] = await sql<(Omit<KnownDownlink, 'fCntDn'> & { fCntDn: string | null })[]>`
    select id, dev_eui as "devEui", correlation_id as "correlationId", f_port as "fPort", f_cnt_dn as "fCntDn", state
      from downlinks where connection_id = ${connectionId}
       and ${id === null ? sql`reference = ${reference}` : sql`id = ${id}`} limit 1`
  return row && { ...row, fCntDn: row.fCntDn === null ? null : Number(row.fCntDn) }
}

/** What the network told later. A failure after an acknowledgement, or a second event, changes nothing. */
export async function settleDownlink(
  sql: Statements,
  one: {
    readonly connectionId: string
    readonly id: string
    readonly state: 'sent' | 'acknowledged' | 'failed'
    readonly cause: string
  },
  now: Date,
): Promise<void> {
  await sql`
    update downlinks set state = ${one.state}, cause = ${one.cause}, settled_at = ${now}, leased_until = null
     where connection_id = ${one.connectionId} and id = ${one.id}
       and (state in ('waiting', 'handed-over') or (state = 'sent' and ${one.state} <> 'sent'))`
}

export interface DownlinkDevice {
  readonly deviceId: string | null
  readonly leastFCntDn: number | null
}

export async function findDownlinkDevice(
  sql: Statements,
  connectionId: string,
  devEui: Eui,
): Promise<DownlinkDevice | undefined> {
  const [row] = await sql<{ deviceId: string | null; leastFCntDn: string | null }[]>`
    select device_id as "deviceId", least_f_cnt_dn as "leastFCntDn" from downlink_devices
     where connection_id = ${connectionId} and dev_eui = ${devEui}`
  return row && { ...row, leastFCntDn: row.leastFCntDn === null ? null : Number(row.leastFCntDn) }
}

/** Keeps what is given and leaves the rest. */
export async function rememberDownlinkDevice(
  sql: Statements,
  device: { readonly ownerId: Eui; readonly connectionId: string; readonly devEui: Eui } & Partial<DownlinkDevice>,
  now: Date,
): Promise<void> {
  const { deviceId = null, leastFCntDn = null } = device
  await sql`
    insert into downlink_devices as d (connection_id, dev_eui, owner_id, device_id, least_f_cnt_dn, updated_at)
    values (${device.connectionId}, ${device.devEui}, ${device.ownerId}, ${deviceId}, ${leastFCntDn}, ${now})
    on conflict (connection_id, dev_eui) do update set device_id = coalesce(excluded.device_id, d.device_id),
           least_f_cnt_dn = coalesce(excluded.least_f_cnt_dn, d.least_f_cnt_dn), updated_at = excluded.updated_at`
}

/** After a join the counters begin anew. */
export async function forgetCounter(sql: Statements, connectionId: string, devEuis: readonly Eui[]): Promise<void> {
  await sql`
    update downlink_devices set least_f_cnt_dn = null
     where connection_id = ${connectionId} and dev_eui = any(${devEuis as Eui[]}) and least_f_cnt_dn is not null`
}

/** A downlink as it is listed. */
export interface DownlinkRow extends KnownDownlink {
  readonly seq: number
  readonly acceptedAt: Date
  readonly payload: string | null
  readonly confirmed: boolean
  readonly flush: boolean
  readonly validUntil: Date | null
  readonly attempts: number
  readonly nextTryAt: Date
  readonly cause: string
  readonly handedOverAt: Date | null
  readonly settledAt: Date | null
}

/** Newest first. */
export async function listDownlinks(
  sql: Statements,
  ownerId: Eui,
  page: {
    readonly connectionId: string
    readonly devEui?: Eui | undefined
    readonly before?: number | undefined
    readonly limit: number
  },
): Promise<DownlinkRow[]> {
  const rows = await sql<(Omit<DownlinkRow, 'fCntDn' | 'seq'> & { fCntDn: string | null; seq: string })[]>`
    select id, seq, dev_eui as "devEui", correlation_id as "correlationId", f_port as "fPort", f_cnt_dn as "fCntDn", state, accepted_at as "acceptedAt",
           payload, confirmed, flush, valid_until as "validUntil", attempts, next_try_at as "nextTryAt", cause,
           handed_over_at as "handedOverAt", settled_at as "settledAt"
      from downlinks where connection_id = ${page.connectionId} and owner_id = ${ownerId}
       and ${page.devEui ? sql`dev_eui = ${page.devEui}` : sql`true`}
       and ${page.before === undefined ? sql`true` : sql`seq < ${page.before}`}
     order by seq desc limit ${page.limit}`
  return rows.map((row) => ({ ...row, seq: Number(row.seq), fCntDn: row.fCntDn === null ? null : Number(row.fCntDn) }))
}

/** Kept for replay refusal far beyond the window, and for the list. */
export async function deleteOldDownlinks(sql: Statements, before: Date): Promise<void> {
  await sql`delete from downlinks where accepted_at < ${before} and state <> 'waiting'`
}
