/** A credential rollout over the real listener, taken by strict Stations: TLS, files, and everything that Station refuses. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { actOnRollout } from '#lib/services/rollouts/act-on-rollout.ts'
import { createRollout } from '#lib/services/rollouts/start-rollout.ts'
import { stepRollout } from '#lib/services/rollouts/step-rollout.ts'
import { viewRollout } from '#lib/services/rollouts/view-rollout.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import type { Station } from '#lib/station/station.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'
import { PLAN } from './fleet.ts'

let plane: TestPlane
let owner: OwnerActor

beforeAll(async () => {
  plane = await startTestPlane()
  owner = await createTestOwner(plane.context, '::1', 100)
})
afterAll(() => plane?.close())

const pass = (minutes: number) => {
  plane.context.clock.now = new Date(plane.context.clock.now.getTime() + minutes * 60_000)
}

test('taken in two waves, proven, and returned', { timeout: 60_000 }, async () => {
  const ca = (await makeCa({ name: 'CN=LNS CA' })).pem
  const euis = [1, 2, 3].map((number) => eui(`07000000000000${number}0`))
  const token = 'a-token-of-the-gateway'
  await addGateways(
    plane.context,
    owner,
    euis.map((gateway) => ({ gateway, flavorid: 'x', token })),
  )
  const stations = euis.map((gateway) =>
    plane.station(gateway, {
      cups: { uri: plane.uri, trust: plane.trust, key: `Authorization: ${token}\r\n` },
      package: '1.0',
    }),
  )
  const contact = async (station: Station) => {
    const outcome = await station.checkIn()
    expect(outcome.harm).toEqual([])
    expect(outcome.reason).toBeNull()
    return outcome.state
  }
  const everybody = async () => {
    pass(1)
    const at = plane.context.now()
    const states = []
    for (const station of stations) states.push(await contact(station))
    await expect
      .poll(
        async () =>
          await plane.context.sql`select from gateway_reports where eui = any(${euis}) and last_seen_at >= ${at}`,
        { timeout: 10_000 },
      )
      .toHaveLength(euis.length)
    return states
  }
  const lns = (host: string, key: string) => ({
    lnsUri: `wss://${host}:8887`,
    lnsTrust: ca,
    lnsKey: Buffer.from(`Authorization: ${key}`).toString('base64'),
  })
  await setupGateways(
    plane.context,
    owner,
    euis.map((gateway) => ({ gateway, ...lns('old.example', 'old') })),
  )
  await everybody()
  await everybody()

  const id = await createRollout(plane.context, owner, {
    name: 'To the new LNS',
    start: true,
    target: { by: 'gateways', gateways: euis },
    change: { kind: 'credentials', ...lns('new.example', 'new') },
    plan: { ...PLAN, waves: { by: 'share', shares: [34] } },
  })
  const step = () => stepRollout(plane.context, id)
  for (const taken of [1, 3]) {
    await step()
    const offered = await everybody()
    expect(offered.filter(({ tcUri }) => tcUri === 'wss://new.example:8887')).toHaveLength(taken)
    await everybody()
    pass(15)
    await step()
    expect((await viewRollout(plane.context, owner.ownerId, id)).counts).toMatchObject({ succeeded: taken, failed: 0 })
  }
  expect((await viewRollout(plane.context, owner.ownerId, id)).state).toBe('finished')

  expect(await actOnRollout(plane.context, owner, id, 'return')).toMatchObject({ affected: 3, left: [] })
  await step()
  const back = await everybody()
  expect(back.map(({ tcUri }) => tcUri)).toEqual(Array(3).fill('wss://old.example:8887'))
  await everybody()
  await step()
  expect((await viewRollout(plane.context, owner.ownerId, id)).counts).toMatchObject({ returned: 3 })
})
