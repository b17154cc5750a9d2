/** From the outbox to deliveries: who wants to be told of what, in as few messages as possible (docs/events.md). */
import { findTargetsFor } from '#lib/db/event-targets.ts'
import { nameGateways, type StoredEvent, takeEvents } from '#lib/db/gateway-events.ts'
import {
  type EventGateway,
  type EventMessage,
  eventsFor,
  type LoadedEvent,
  messagesOf,
} from '#lib/domain/events/event-message.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import type { Context } from '../context.ts'
import { enqueueDeliveries, type QueuedDelivery } from '../deliveries/engine.ts'

/** The name of this kind of destination in the queue. */
export const EVENT_TARGET = 'event-target'
/** Events of one transaction. */
const TAKE = 5_000

/** Until nobody waits to be told. Several dispatchers at once share the events. */
export async function dispatchEvents(context: Context, signal?: AbortSignal): Promise<void> {
  for (;;) {
    const taken = await dispatchSome(context)
    if (taken < TAKE || signal?.aborted) return
  }
}

async function dispatchSome(context: Context): Promise<number> {
  const now = context.now()
  return context.sql.begin(async (tx) => {
    const events = await takeEvents(tx, TAKE, now)
    if (events.length === 0) return 0
    const ownerIds = [...new Set(events.map((event) => event.ownerId))]
    const targets = await findTargetsFor(tx, ownerIds, [...new Set(events.map((event) => event.kind))])
    if (targets.length === 0) return events.length
    const names = await nameGateways(tx, ownerIds, events.flatMap(listedIn))
    const byOwner = Map.groupBy(
      events.map((event) => ({ ownerId: event.ownerId, event: load(event, names) })),
      ({ ownerId }) => ownerId,
    )
    const rows = targets.flatMap((target): QueuedDelivery[] => {
      const wanted = eventsFor(
        (byOwner.get(target.ownerId) ?? []).map(({ event }) => event),
        target,
      )
      return messagesOf(wanted, target.ownerId, context.site.consoleUrl).map((message) => ({
        destinationType: EVENT_TARGET,
        destinationId: target.id,
        ownerId: target.ownerId,
        // A “back” never overtakes its “silent”; a message that a target refuses holds up no other kind.
        device: lineOf(message),
        kind: message.type,
        document: JSON.stringify(message),
      }))
    })
    await enqueueDeliveries(tx, rows, now)
    return events.length
  })
}

function lineOf({ type, data: { detail } }: EventMessage): string {
  const line = detail?.outageId ?? detail?.rolloutId
  return typeof line === 'string' ? line : type
}

type Names = Awaited<ReturnType<typeof nameGateways>>

/** Of an outage: which gateways, and when each was heard last. */
interface ListedGateway {
  readonly eui: Eui
  readonly [fact: string]: unknown
}

const gatewaysIn = ({ detail }: StoredEvent): readonly ListedGateway[] =>
  Array.isArray(detail.gateways) ? (detail.gateways as ListedGateway[]) : []

const listedIn = (event: StoredEvent): Eui[] => gatewaysIn(event).map(({ eui }) => eui)

function load(event: StoredEvent, names: Names): LoadedEvent {
  const { seq, kind, at, site, eui, detail } = event
  if (eui) {
    const gateway: EventGateway = {
      eui,
      name: event.name ?? '',
      site: event.gatewaySite ?? '',
      tags: event.tags ?? [],
      at,
      detail,
    }
    return { seq, kind, at, site: '', gateways: [gateway], whole: false, detail: {} }
  }
  const { gateways: _, ...rest } = detail
  const gateways = gatewaysIn(event).map(({ eui: one, ...facts }): EventGateway => {
    const known = names.get(one)
    const own = known?.ownerId === event.ownerId ? known : undefined
    return { eui: one, name: own?.name ?? '', site: own?.site ?? site, tags: own?.tags ?? [], at, detail: facts }
  })
  return { seq, kind, at, site, gateways, whole: true, detail: rest }
}
