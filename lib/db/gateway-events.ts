/** The outbox of gateway events: written beside the change that it tells of, read in sets by the dispatcher. */
import type { EventKind } from '#lib/domain/events/event-kinds.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Statements } from './client.ts'

export interface NewEvent {
  readonly ownerId: Eui
  readonly kind: EventKind
  /** Null: of several gateways (`detail.gateways`), or of none. */
  readonly eui: Eui | null
  /** Of an outage. */
  readonly site?: string
  /** For the owner to read: no secrets. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Any number of events in one statement, in the transaction of their changes. */
export async function insertEvents(sql: Statements, events: readonly NewEvent[], at: Date): Promise<void> {
  if (events.length === 0) return
  const rows = events.map((one) => ({
    owner_id: one.ownerId,
    kind: one.kind,
    eui: one.eui,
    site: one.site ?? '',
    detail: one.detail ?? {},
  }))
  await sql`
    insert into gateway_events (owner_id, kind, at, eui, site, detail)
    select owner_id, kind, ${at}, eui, site, detail
      from json_to_recordset(${JSON.stringify(rows)}::text::json) as r(owner_id text, kind text, eui text, site text, detail jsonb)`
}

/** An event as it lies in the outbox, with what its gateway is called now. */
export interface StoredEvent {
  readonly seq: number
  readonly ownerId: Eui
  readonly kind: EventKind
  readonly at: Date
  readonly eui: Eui | null
  readonly site: string
  readonly detail: Readonly<Record<string, unknown>>
  /** Null: nobody's, or no gateway. */
  readonly name: string | null
  readonly gatewaySite: string | null
  readonly tags: readonly string[] | null
}

type EventRow = Omit<StoredEvent, 'seq'> & { readonly seq: string }
const fromRow = (row: EventRow): StoredEvent => ({ ...row, seq: Number(row.seq) })

/**
 * Takes the oldest events that nobody was told of and marks them, in a transaction that also stores what is told: of any
 * number of dispatchers each event is one's.
 */
export async function takeEvents(tx: Statements, limit: number, now: Date): Promise<StoredEvent[]> {
  const rows = await tx<EventRow[]>`
    with taken as (
      update gateway_events set dispatched_at = ${now}
       where seq in (select seq from gateway_events where dispatched_at is null order by seq limit ${limit} for update skip locked)
      returning seq, owner_id, kind, at, eui, site, detail
    )
    select t.seq, t.owner_id as "ownerId", t.kind, t.at, t.eui, t.site, t.detail, g.name, g.site as "gatewaySite", g.tags
      from taken t left join gateways g on g.eui = t.eui and g.owner_id = t.owner_id order by t.seq`
  return rows.map(fromRow)
}

/** What gateways of these owners are called now, for events of several gateways. */
export async function nameGateways(
  sql: Statements,
  ownerIds: readonly Eui[],
  euis: readonly Eui[],
): Promise<Map<Eui, { ownerId: Eui; name: string; site: string; tags: readonly string[] }>> {
  if (euis.length === 0) return new Map()
  const rows = await sql<{ eui: Eui; ownerId: Eui; name: string; site: string; tags: string[] }[]>`
    select eui, owner_id as "ownerId", name, site, tags from gateways
     where owner_id = any(${ownerIds as Eui[]}) and eui = any(${euis as Eui[]})`
  return new Map(rows.map((row) => [row.eui, row]))
}

/** One page of an owner's events, newest first. */
export async function listEvents(
  sql: Statements,
  ownerId: Eui,
  page: {
    readonly kinds?: readonly EventKind[] | undefined
    readonly eui?: Eui | undefined
    readonly before?: number | undefined
    readonly limit: number
  },
): Promise<StoredEvent[]> {
  const rows = await sql<EventRow[]>`
    select e.seq, e.owner_id as "ownerId", e.kind, e.at, e.eui, e.site, e.detail, g.name, g.site as "gatewaySite", g.tags
      from gateway_events e left join gateways g on g.eui = e.eui and g.owner_id = e.owner_id
     where e.owner_id = ${ownerId}
       and ${page.kinds ? sql`e.kind = any(${page.kinds as EventKind[]})` : sql`true`}
       and ${page.eui ? sql`e.eui = ${page.eui}` : sql`true`}
       and ${page.before === undefined ? sql`true` : sql`e.seq < ${page.before}`}
     order by e.seq desc limit ${page.limit}`
  return rows.map(fromRow)
}

export async function deleteOldEvents(sql: Statements, before: Date): Promise<void> {
  await sql`delete from gateway_events where at < ${before} and dispatched_at is not null`
}
