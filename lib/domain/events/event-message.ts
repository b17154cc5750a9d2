/** What one target is told: events that happened together, of one kind, as one message (docs/events.md). */
import { type Eui, formatEui64, formatId6 } from '../identifiers.ts'
import { type EventKind, headline } from './event-kinds.ts'

/** A gateway as a message names it. */
export interface EventGateway {
  readonly eui: Eui
  readonly name: string
  readonly site: string
  readonly tags: readonly string[]
  readonly at: Date
  /** What is known of the event beyond its kind; never a secret. */
  readonly detail: Readonly<Record<string, unknown>>
}

/** An event with what its gateways are called now. */
export interface LoadedEvent {
  readonly seq: number
  readonly kind: EventKind
  readonly at: Date
  /** Of an outage; empty elsewhere. */
  readonly site: string
  readonly gateways: readonly EventGateway[]
  /** The event tells of several gateways at once and stays one message. */
  readonly whole: boolean
  readonly detail: Readonly<Record<string, unknown>>
}

/** What a target wants to be told of; empty lists = everything. */
export interface EventFilter {
  readonly kinds: readonly EventKind[]
  readonly tags: readonly string[]
  readonly sites: readonly string[]
}

/** Gateways that one message names; of more it tells the number. */
export const MAX_LISTED = 1000

/** The JSON of a webhook, and what an e-mail is made from. */
export interface EventMessage {
  readonly type: EventKind | 'test'
  /** ISO 8601. */
  readonly timestamp: string
  readonly data: {
    /** ID6. */
    readonly ownerid: string
    /** One line for people. */
    readonly summary: string
    /** Of gateways. */
    readonly count: number
    readonly gateways: readonly EventMessageGateway[]
    /** Gateways that are not listed. */
    readonly more: number
    readonly site?: string
    readonly detail?: Readonly<Record<string, unknown>>
    /** Page of the console. */
    readonly url: string
  }
}

export interface EventMessageGateway {
  /** ID6. */
  readonly gateway: string
  readonly eui: string
  readonly name: string
  readonly site: string
  readonly tags: readonly string[]
  readonly at: string
  readonly detail?: Readonly<Record<string, unknown>>
}

/** What is left of the events for a target: of an event of several gateways, those that it asked for. */
export function eventsFor(events: readonly LoadedEvent[], filter: EventFilter): LoadedEvent[] {
  const everywhere = filter.tags.length === 0 && filter.sites.length === 0
  return events.flatMap((event) => {
    if (!filter.kinds.includes(event.kind)) return []
    if (everywhere || event.gateways.length === 0) return [event]
    const gateways = event.gateways.filter(
      (gateway) =>
        (filter.sites.length === 0 || filter.sites.includes(gateway.site)) &&
        (filter.tags.length === 0 || gateway.tags.some((tag) => filter.tags.includes(tag))),
    )
    return gateways.length > 0 ? [{ ...event, gateways }] : []
  })
}

/** Single events of one kind become one message, up to `MAX_LISTED` gateways each; an outage stays a message of its own. */
export function messagesOf(events: readonly LoadedEvent[], ownerId: Eui, consoleUrl: string): EventMessage[] {
  const messages: { seq: number; message: EventMessage }[] = []
  const groups = Map.groupBy(
    events.filter((event) => !event.whole),
    (event) => event.kind,
  )
  for (const group of groups.values()) {
    for (let from = 0; from < group.length; from += MAX_LISTED) {
      const part = group.slice(from, from + MAX_LISTED)
      const [first] = part
      if (!first) continue
      const merged = { ...first, gateways: part.flatMap((event) => event.gateways), detail: {} }
      const sites = new Set(merged.gateways.map((gateway) => gateway.site))
      const [site = ''] = sites.size === 1 ? sites : []
      messages.push({ seq: first.seq, message: messageOf({ ...merged, site }, ownerId, consoleUrl) })
    }
  }
  for (const event of events) {
    if (event.whole) messages.push({ seq: event.seq, message: messageOf(event, ownerId, consoleUrl) })
  }
  return messages.sort((a, b) => a.seq - b.seq).map(({ message }) => message)
}

function messageOf(event: LoadedEvent, ownerId: Eui, consoleUrl: string): EventMessage {
  const { kind, gateways, site, detail } = event
  const [first] = gateways
  const rollout = typeof detail.name === 'string' ? detail.name : ''
  const name = first ? first.name || formatEui64(first.eui) : rollout
  const latest = gateways.reduce((at, gateway) => (gateway.at > at ? gateway.at : at), event.at)
  return {
    type: kind,
    timestamp: latest.toISOString(),
    data: {
      ownerid: formatId6(ownerId),
      summary: headline(kind, gateways.length, name, site),
      count: gateways.length,
      gateways: gateways.slice(0, MAX_LISTED).map(listed),
      more: Math.max(0, gateways.length - MAX_LISTED),
      ...(site ? { site } : {}),
      ...(Object.keys(detail).length > 0 ? { detail } : {}),
      url: pageOf(event, ownerId, consoleUrl),
    },
  }
}

function listed(gateway: EventGateway): EventMessageGateway {
  return {
    gateway: formatId6(gateway.eui),
    eui: formatEui64(gateway.eui),
    name: gateway.name,
    site: gateway.site,
    tags: gateway.tags,
    at: gateway.at.toISOString(),
    ...(Object.keys(gateway.detail).length > 0 ? { detail: gateway.detail } : {}),
  }
}

function pageOf({ kind, gateways, detail }: LoadedEvent, ownerId: Eui, consoleUrl: string): string {
  const base = `${consoleUrl}/o/${encodeURIComponent(formatId6(ownerId))}`
  if (kind.startsWith('rollout.')) {
    return typeof detail.rolloutId === 'string' ? `${base}/rollouts/${detail.rolloutId}` : `${base}/rollouts`
  }
  if (kind.startsWith('transfer.')) {
    return typeof detail.transferId === 'string' ? `${base}/transfers/${detail.transferId}` : `${base}/transfers`
  }
  if (kind.startsWith('trust.')) {
    return typeof detail.changeId === 'string' ? `${base}/trust/changes/${detail.changeId}` : `${base}/trust`
  }
  const [only] = gateways
  return only && gateways.length === 1 ? `${base}/gateways/${formatId6(only.eui)}` : `${base}/gateways`
}

/** For the test button: the same shape, of no gateway. */
export function testMessage(ownerId: Eui, targetName: string, at: Date, consoleUrl: string): EventMessage {
  return {
    type: 'test',
    timestamp: at.toISOString(),
    data: {
      ownerid: formatId6(ownerId),
      summary: `Test of “${targetName}”: events of your gateways arrive here`,
      count: 0,
      gateways: [],
      more: 0,
      url: `${consoleUrl}/o/${encodeURIComponent(formatId6(ownerId))}/gateways`,
    },
  }
}
