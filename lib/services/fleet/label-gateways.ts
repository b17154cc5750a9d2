/** Names, tags, sites and locations of many gateways, each with its own: an import, or what undoes a change. */
import { insertAuditEntries } from '#lib/db/audit-entries.ts'
import type { GatewayLabels } from '#lib/db/gateways.ts'
import { labelGateways as storeLabels } from '#lib/db/gateways.ts'
import type { Fields } from '#lib/domain/edits/stale-fields.ts'
import { labelChanges } from '#lib/domain/fleet/label-changes.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type ItemAnswer, type Remark, runBulk, startBulk, transact } from '../bulk.ts'
import type { Context, OwnerActor } from '../context.ts'
import { NOT_YOURS } from '../sentences.ts'

export interface LabelEntry extends GatewayLabels {
  readonly gateway: string
}

export const HALF_A_LOCATION = 'A location has a latitude and a longitude. Give both, or both as null to take it away.'

/** Whether one of the two coordinates is given without the other. */
export const isHalf = ({ latitude, longitude }: GatewayLabels): boolean =>
  (latitude === undefined) !== (longitude === undefined) || (latitude === null) !== (longitude === null)

/** Answers in request order; what is left out of an entry stays. */
export async function labelGateways(
  context: Context,
  actor: OwnerActor,
  entries: readonly LabelEntry[],
): Promise<ItemAnswer[]> {
  const bulk = startBulk(entries, (entry) => entry.gateway)
  await runBulk(bulk, async (items) => {
    const half = items.filter(({ entry }) => isHalf(entry))
    const good = items.filter(({ entry }) => !isHalf(entry))
    const done = await transact(context, async (tx) => {
      const held = await storeLabels(
        tx,
        actor.ownerId,
        good.map(({ eui, entry }) => ({ ...entry, eui })),
      )
      const before = new Map<Eui, Fields>(held.map(({ eui, ...labels }) => [eui, labels]))
      // What is as it was already is no news for the trail.
      const told = good.flatMap(({ eui, entry: { gateway: _, ...labels } }) => {
        const now = before.get(eui)
        const detail = now && labelChanges(now, { ...labels })
        return detail ? [{ eui, detail }] : []
      })
      await insertAuditEntries(
        tx,
        told.map(({ eui, detail }) => ({
          ownerId: actor.ownerId,
          actor: actor.id,
          action: 'gateway.change',
          eui,
          address: actor.address,
          detail,
        })),
      )
      return new Set(before.keys())
    })
    const remarks = new Map<(typeof items)[number], Remark>()
    for (const item of half) remarks.set(item, { error: HALF_A_LOCATION })
    for (const item of good) if (!done.has(item.eui)) remarks.set(item, { error: NOT_YOURS })
    return remarks
  })
  return bulk.answers()
}
