/** Finds gateways that fell silent or came back, and tells of each outage once (docs/events.md). */
import { randomUUID } from 'node:crypto'
import { insertEvents } from '#lib/db/gateway-events.ts'
import {
  findNewlySilent,
  findOpenOutages,
  insertOutages,
  joinOutages,
  markReturns,
  type OpenOutage,
  type OutageNews,
  type SilentGateway,
  takeAlerts,
  takeReturns,
} from '#lib/db/outages.ts'
import type { EventKind } from '#lib/domain/events/event-kinds.ts'
import { belongsTo, GATHER_SECONDS, missedAfter, RETURN_QUIET_SECONDS } from '#lib/domain/events/outage.ts'
import type { Context } from '../context.ts'
import { scheduleDispatch } from './record-events.ts'

/** Gateways of one transaction. */
const CHUNK = 5_000
/** Of those in one scan; the next one goes on. */
const MAX_CHUNKS = 100

export async function scanSilence(context: Context, signal?: AbortSignal): Promise<void> {
  const { sql } = context
  const now = context.now()
  await sql.begin((tx) => markReturns(tx, now))
  for (let chunk = 0; chunk < MAX_CHUNKS; chunk++) {
    const silent = await findNewlySilent(sql, now, CHUNK)
    if (silent.length > 0) await sql.begin((tx) => group(tx, silent, now))
    if (silent.length < CHUNK || signal?.aborted) break
  }
  const before = (seconds: number) => new Date(now.getTime() - seconds * 1000)
  await sql.begin(async (tx) => {
    // Who came back before anybody was told is part of no alert.
    const silent = await takeAlerts(tx, before(GATHER_SECONDS), now)
    const back = await takeReturns(tx, before(RETURN_QUIET_SECONDS), now)
    const events = [
      ...silent.map((news) => eventOf('gateway.silent', news)),
      ...back.map((news) => eventOf('gateway.back', news)),
    ]
    if (events.length === 0) return
    await insertEvents(tx, events, now)
    await scheduleDispatch(tx, now)
  })
}

type Tx = Parameters<typeof findOpenOutages>[0]

async function group(tx: Tx, silent: readonly SilentGateway[], now: Date): Promise<void> {
  const places = Map.groupBy(silent, ({ ownerId, site }) => `${ownerId} ${site}`)
  const known = await findOpenOutages(
    tx,
    [...places.values()].flatMap(([first]) => first ?? []),
  )
  const open = Map.groupBy(known, ({ ownerId, site }) => `${ownerId} ${site}`)
  const made: OpenOutage[] = []
  const joined: (SilentGateway & { outageId: string })[] = []
  for (const [place, gateways] of places) {
    const outages = open.get(place) ?? []
    for (const gateway of gateways) {
      let outage = outages.find((one) => belongsTo(one, gateway.lastSeenAt))
      if (!outage) {
        outage = {
          id: randomUUID(),
          ownerId: gateway.ownerId,
          site: gateway.site,
          openedAt: now,
          missedAt: missedAfter(gateway.lastSeenAt),
          alertedAt: null,
        }
        outages.push(outage)
        made.push(outage)
      }
      joined.push({ ...gateway, outageId: outage.id })
    }
  }
  await insertOutages(tx, made)
  await joinOutages(tx, joined)
}

function eventOf(kind: EventKind & ('gateway.silent' | 'gateway.back'), news: OutageNews) {
  const { id, ownerId, site, openedAt, gateways, left } = news
  return {
    ownerId,
    kind,
    eui: null,
    site,
    detail: {
      outageId: id,
      since: new Date(openedAt).toISOString(),
      ...(kind === 'gateway.back' && left > 0 ? { stillSilent: left } : {}),
      gateways: gateways.map((one) => ({ eui: one.eui, lastSeen: new Date(one.lastSeenAt).toISOString() })),
    },
  }
}
