/** A gateway that is referred to its network server by Gatehouse takes part in a rollout, and is led back to the same detour. */
import { expect, test } from 'vitest'
import { describeGateways } from '#lib/services/describe-gateways.ts'
import { actOnRollout } from '#lib/services/rollouts/act-on-rollout.ts'
import { createRollout } from '#lib/services/rollouts/start-rollout.ts'
import { stepRollout } from '#lib/services/rollouts/step-rollout.ts'
import { viewRollout } from '#lib/services/rollouts/view-rollout.ts'
import { openDiscoveryWorld } from '#tests/lns/discovery-world.ts'
import { PLAN } from './fleet.ts'

test('returns to the network server behind discovery, not to our own address', { timeout: 60_000 }, async () => {
  const world = await openDiscoveryWorld()
  const { context, owner } = world
  const { gateway, station } = await world.gateway()
  const set = {
    lnsUri: 'wss://localhost:7001',
    lnsTrust: world.ca.pem,
    lnsKey: 'Authorization: one',
    lnsDiscovery: true,
    lnsMuxs: 'wss://localhost:7001/gw/{EUI}',
  }
  expect(await world.setup(gateway, set)).toBeUndefined()
  for (let contact = 0; contact < 2; contact++) expect(await station.checkIn()).toMatchObject({ reason: null })
  await expect.poll(() => context.sql`select from gateway_reports where eui = ${gateway}`).toHaveLength(1)
  const shown = async () => (await describeGateways(context, owner.ownerId, [gateway]))[0]
  const before = await shown()
  expect(before).toMatchObject({ lnsUri: set.lnsUri, lnsDiscovery: true, lnsMuxs: set.lnsMuxs })
  const id = await createRollout(context, owner, {
    name: 'To the second',
    start: true,
    target: { by: 'gateways', gateways: [gateway] },
    change: { kind: 'credentials', lnsUri: 'wss://localhost:7002' },
    plan: { ...PLAN, quietMinutes: 0 },
  })
  await stepRollout(context, id)
  expect(await shown()).toMatchObject({ lnsUri: 'wss://localhost:7002', lnsDiscovery: true })
  await station.checkIn()
  await actOnRollout(context, owner, id, 'return')
  await stepRollout(context, id)
  expect((await viewRollout(context, owner.ownerId, id)).reasons).toEqual([])
  expect(await shown()).toMatchObject({ lnsUri: set.lnsUri, lnsDiscovery: true, lnsMuxs: set.lnsMuxs })
  await world.close()
})
