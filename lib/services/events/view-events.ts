/** The events of an owner's gateways, for the console. */
import type { z } from 'zod'
import { listEvents, type StoredEvent } from '#lib/db/gateway-events.ts'
import { AppError } from '#lib/domain/app-error.ts'
import { headline } from '#lib/domain/events/event-kinds.ts'
import { type Eui, formatEui64, formatId6, parseEui } from '#lib/domain/identifiers.ts'
import type { eventsAnswer, eventsQuery } from '#lib/schemas/events.ts'
import type { Context } from '../context.ts'

export type EventsRequest = Omit<z.output<typeof eventsQuery>, 'owner'>

/** One page, newest first. @throws AppError `invalid` for a gateway that is none. */
export async function viewEvents(
  context: Context,
  ownerId: Eui,
  { kind, gateway, before, limit }: EventsRequest,
): Promise<z.output<typeof eventsAnswer>> {
  const eui = gateway === undefined ? undefined : readGateway(gateway)
  const rows = await listEvents(context.sql, ownerId, {
    kinds: kind && [kind],
    eui,
    before: before === undefined ? undefined : Number(before),
    limit: limit + 1,
  })
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { events: shown.map(printEvent), next: rows.length > limit && last ? String(last.seq) : null }
}

function printEvent(event: StoredEvent): z.output<typeof eventsAnswer>['events'][number] {
  const { seq, kind, at, eui, detail } = event
  const listed = Array.isArray(detail.gateways) ? detail.gateways.length : 0
  const count = eui ? 1 : listed
  const site = event.gatewaySite ?? event.site
  const rollout = typeof detail.name === 'string' ? detail.name : ''
  const [first] = Array.isArray(detail.gateways) ? (detail.gateways as { eui: Eui }[]) : []
  const shown = eui ?? first?.eui
  const name = shown ? event.name || formatEui64(shown) : rollout
  return {
    id: String(seq),
    kind,
    at: at.toISOString(),
    summary: headline(kind, count, name, site),
    gateway: eui && formatId6(eui),
    name,
    site,
    count,
    detail: printDetail(detail),
  }
}

/** Identifiers as the API prints them. */
function printDetail(detail: Readonly<Record<string, unknown>>): Record<string, unknown> {
  if (!Array.isArray(detail.gateways)) return { ...detail }
  const gateways = (detail.gateways as { eui: Eui }[]).map(({ eui, ...rest }) => ({ gateway: formatId6(eui), ...rest }))
  return { ...detail, gateways }
}

function readGateway(text: string): Eui {
  const parsed = parseEui(text)
  if (!parsed.ok) {
    throw new AppError('invalid', parsed.error, {
      errors: [{ pointer: '?gateway', detail: parsed.error, code: 'invalid' }],
    })
  }
  return parsed.value
}
