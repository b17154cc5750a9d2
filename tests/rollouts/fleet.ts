/** An owner with a fleet of Stations on the real update-info handler, and rollouts over them. */
import { expect } from 'vitest'
import { createUpdateInfoHandler, type UpdateInfoHandler } from '#lib/cups/update-info.ts'
import { type Eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import type { RolloutPlan } from '#lib/domain/rollouts/rollout.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { freezeRollout } from '#lib/services/rollouts/freeze-rollout.ts'
import type { RolloutRequest } from '#lib/services/rollouts/prepare-rollout.ts'
import { createRollout } from '#lib/services/rollouts/start-rollout.ts'
import { stepRollout } from '#lib/services/rollouts/step-rollout.ts'
import { viewRollout } from '#lib/services/rollouts/view-rollout.ts'
import type { TestContext } from '#tests/support/context.ts'
import { LightStation } from './light-station.ts'

let nextEui = 0x0600_0000_0000_0000n
export const TOKEN = 'the-first-token'

export interface Fleet {
  readonly context: TestContext
  readonly owner: OwnerActor
  readonly handler: UpdateInfoHandler
  readonly stations: readonly LightStation[]
  station(eui: Eui): LightStation
  /** All of them, or some: one contact each, and the reports are written. */
  checkIn(some?: readonly LightStation[]): Promise<void>
  /** Moves the clock. */
  pass(minutes: number): void
}

export async function makeFleet(context: TestContext, owner: OwnerActor, size: number): Promise<Fleet> {
  const stations = Array.from({ length: size }, () => new LightStation(euiFromBigInt(nextEui++), TOKEN))
  const added = await addGateways(
    context,
    owner,
    stations.map(({ eui }) => ({ gateway: eui, flavorid: 'x', token: TOKEN })),
  )
  expect(added.filter(({ error }) => error)).toEqual([])
  const handler = createUpdateInfoHandler(context)
  const byEui = new Map(stations.map((station) => [station.eui, station]))
  return {
    context,
    owner,
    handler,
    stations,
    station(eui) {
      const found = byEui.get(eui)
      if (!found) throw new Error(`no Station ${eui}`)
      return found
    },
    async checkIn(some = stations) {
      context.clock.now = new Date(context.clock.now.getTime() + 1)
      const at = context.clock.now
      const accepted = await Promise.all(some.map((station) => station.checkIn(handler)))
      const euis = some.filter((_, index) => accepted[index]).map(({ eui }) => eui)
      await expect
        .poll(
          async () => {
            const [row] = await context.sql<{ count: number }[]>`
              select count(*)::int as count from gateway_reports where eui = any(${euis}) and last_seen_at >= ${at}`
            return row?.count
          },
          { timeout: 20_000, interval: 20 },
        )
        .toBe(euis.length)
    },
    pass(minutes) {
      context.clock.now = new Date(context.clock.now.getTime() + minutes * 60_000)
    },
  }
}

export const PLAN: RolloutRequest['plan'] = {
  waves: { by: 'share', shares: [1, 10] },
  success: { share: 95, soakMinutes: 0 },
  failure: { share: 2, atLeast: 2, count: null },
  maxInFlight: null,
  windows: null,
  collectHours: 72,
  quietMinutes: 12,
  eligibility: { models: [], packages: [], stations: [], neverSeen: 'skip' },
}

export const targetOf = (fleet: Fleet) => ({ by: 'gateways', gateways: fleet.stations.map(({ eui }) => eui) }) as const

/** Started, with its gateways fixed. */
export async function rollOut(
  fleet: Fleet,
  change: RolloutRequest['change'],
  plan: Partial<RolloutPlan> = {},
  target: RolloutRequest['target'] = targetOf(fleet),
): Promise<string> {
  const request = { name: 'Rollout', start: true, target, change, plan: { ...PLAN, ...plan } }
  const id = await createRollout(fleet.context, fleet.owner, request)
  expect(await freezeRollout(fleet.context, fleet.owner.ownerId, id)).toBeUndefined()
  return id
}

export const step = (fleet: Fleet, id: string) => stepRollout(fleet.context, id)
export const view = (fleet: Fleet, id: string) => viewRollout(fleet.context, fleet.owner.ownerId, id)

/** Gateways of a rollout in a state. */
export async function membersIn(fleet: Fleet, id: string, ...states: string[]): Promise<LightStation[]> {
  const rows = await fleet.context.sql<{ eui: Eui }[]>`
    select eui from rollout_gateways where rollout_id = ${id} and state = any(${states}) order by place`
  return rows.map(({ eui }) => fleet.station(eui))
}

export async function memberOf(fleet: Fleet, id: string, eui: Eui) {
  const [row] = await fleet.context.sql<{ state: string; code: string | null; reason: string; wave: number | null }[]>`
    select state, code, reason, wave from rollout_gateways where rollout_id = ${id} and eui = ${eui}`
  return row
}
