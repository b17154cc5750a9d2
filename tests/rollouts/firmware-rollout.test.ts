/** Firmware to a thousand gateways in waves: over the real update-info handler, with light Stations in this process. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startedAndFailed } from '#lib/domain/rollouts/plan-step.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { actOnRollout } from '#lib/services/rollouts/act-on-rollout.ts'
import { makeImage, storeImage } from '#tests/firmware/firmware-maker.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { type Fleet, makeFleet, membersIn, rollOut, step, view } from './fleet.ts'

let context: TestContext
let owner: OwnerActor

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context, '::1', 10_000)
})
afterAll(() => context?.close())

/** What is armed is collected, and a minute later those that were sent it come back. */
async function round(fleet: Fleet, id: string): Promise<void> {
  const armed = await membersIn(fleet, id, 'armed', 'offered')
  await fleet.checkIn(armed)
  fleet.pass(2)
  await fleet.checkIn(armed)
  await step(fleet, id)
}

test('1,000 gateways of which 3 % fail: pauses where it must, and ends once they are mended', {
  timeout: 300_000,
}, async () => {
  const fleet = await makeFleet(context, owner, 1_000)
  await fleet.checkIn()
  for (const [index, station] of fleet.stations.entries()) station.brokenUpdates = index % 33 === 5
  const broken = fleet.stations.filter(({ brokenUpdates }) => brokenUpdates)
  expect(broken.length).toBe(31)
  const fwcrc = await storeImage(context, owner, makeImage(1_000))
  const limit = 50
  const plan = {
    maxInFlight: limit,
    // Of the first ten, drawn at random, three may well be broken ones: they are not to end the wave before the threshold does.
    success: { share: 60, soakMinutes: 0 },
    failure: { share: 2, atLeast: 5, count: null },
  }
  const id = await rollOut(fleet, { kind: 'firmware', fwcrc, allowUnsigned: true }, plan)

  await step(fleet, id)
  let shown = await view(fleet, id)
  expect(shown.waveRows.map(({ label, size }) => [label, size])).toEqual([
    ['1 %', 10],
    ['10 %', 100],
    ['Rest', 890],
  ])
  expect(shown.counts).toMatchObject({ armed: 10, waiting: 990 })
  let before = { started: 0, failed: 0 }
  while (shown.state === 'running') {
    const { started, failed } = startedAndFailed(shown.waveRows)
    // Whenever more was started, the threshold was not passed.
    if (started > before.started) expect(before.failed < 5 || before.failed * 100 <= 2 * before.started).toBe(true)
    const settled = shown.counts.succeeded + shown.counts.failed
    expect(started - settled).toBeLessThanOrEqual(limit)
    before = { started, failed }
    await round(fleet, id)
    shown = await view(fleet, id)
  }

  // The bound: of the last 50 that were under way together, and of no others, the threshold was passed.
  expect(shown.state).toBe('paused')
  expect(shown.halt).toMatchObject({ code: 'failures' })
  const at = startedAndFailed(shown.waveRows)
  expect(at.failed).toBeGreaterThanOrEqual(5)
  expect(at.failed * 100).toBeGreaterThan(2 * at.started)
  expect(at.started).toBe(before.started)
  expect(at.started).toBeLessThan(1_000)
  expect(shown.reasons).toMatchObject([{ state: 'failed', code: 'no-change', count: at.failed }])
  expect(fleet.stations.reduce((sum, { updates }) => sum + updates, 0)).toBe(at.started)
  // Whoever checks in now is not sent anything.
  await fleet.checkIn()
  await step(fleet, id)
  expect(fleet.stations.reduce((sum, { updates }) => sum + updates, 0)).toBe(at.started)
  expect((await view(fleet, id)).counts).toMatchObject({ armed: 0, offered: 0 })

  for (const station of broken) station.brokenUpdates = false
  expect(await actOnRollout(context, owner, id, 'retry')).toMatchObject({ affected: at.failed })
  await actOnRollout(context, owner, id, 'resume')
  await step(fleet, id)
  for (shown = await view(fleet, id); shown.state === 'running'; shown = await view(fleet, id)) await round(fleet, id)
  expect(shown.state).toBe('finished')
  expect(shown.counts).toMatchObject({ succeeded: 1_000, failed: 0, skipped: 0 })
  expect(fleet.stations.every((station) => station.package === '2.0')).toBe(true)
  // Once each, and twice those that were tried again.
  expect(fleet.stations.reduce((sum, { updates }) => sum + updates, 0)).toBe(1_000 + at.failed)
  await fleet.handler.close()
})
