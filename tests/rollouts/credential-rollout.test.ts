/** URIs and credentials in waves: proof, automatic halt, and the way back with one call. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { actOnRollout } from '#lib/services/rollouts/act-on-rollout.ts'
import { previewRollout } from '#lib/services/rollouts/preview-rollout.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { makeCa, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import {
  TOKEN as FIRST_TOKEN,
  type Fleet,
  makeFleet,
  memberOf,
  membersIn,
  PLAN,
  rollOut,
  step,
  targetOf,
  view,
} from './fleet.ts'

let context: TestContext
let owner: OwnerActor
let ca: TestCertificate
let number = 1

beforeAll(async () => {
  context = await createTestContext()
  ca = await makeCa({ name: 'CN=Some CA' })
})
afterAll(() => context?.close())
beforeEach(async () => {
  number += 1
  owner = await createTestOwner(context, `::${number}`, 10_000)
})

const CUPS = 'https://localhost:9191'
const line = (token: string) => Buffer.from(`Authorization: ${token}`).toString('base64')
const OLD_LNS = 'wss://old.example:8887'
const NEW_LNS = 'wss://new.example:8887'
const change = () => ({
  kind: 'credentials' as const,
  cupsKey: line('new-cups'),
  lnsUri: NEW_LNS,
  lnsTrust: ca.pem,
  lnsKey: line('new-lns'),
})

/** Gateways that hold and have proven a set of each category. */
async function provenFleet(size: number): Promise<Fleet> {
  const fleet = await makeFleet(context, owner, size)
  const answers = await setupGateways(
    context,
    owner,
    fleet.stations.map(({ eui }) => ({
      gateway: eui,
      cupsUri: CUPS,
      cupsTrust: ca.pem,
      cupsKey: line('old-cups'),
      lnsUri: OLD_LNS,
      lnsTrust: ca.pem,
      lnsKey: line('old-lns'),
    })),
  )
  expect(answers.filter(({ error }) => error)).toEqual([])
  for (let contact = 0; contact < 3; contact++) {
    await fleet.checkIn()
    fleet.pass(1)
  }
  expect(fleet.stations.every(({ cups, tc }) => cups.token === 'old-cups' && tc.uri === OLD_LNS)).toBe(true)
  return fleet
}

/** The change is collected, and proven a minute later. */
async function round(fleet: Fleet, id: string): Promise<void> {
  await step(fleet, id)
  const armed = await membersIn(fleet, id, 'armed', 'offered')
  await fleet.checkIn(armed)
  fleet.pass(1)
  await fleet.checkIn(armed)
  await step(fleet, id)
}

test('a set that does not work on some: halts, and one call returns everybody but whom somebody else has set', {
  timeout: 120_000,
}, async () => {
  const fleet = await provenFleet(100)
  // Which gateways a wave takes is drawn by lot: with a half of them unable, no draw stays under the threshold.
  for (const [index, station] of fleet.stations.entries()) if (index % 2 === 0) station.unusable.add('new-cups')
  const id = await rollOut(fleet, change(), {
    waves: { by: 'share', shares: [10, 40] },
    success: { share: 50, soakMinutes: 0 },
    failure: { share: 15, atLeast: 3, count: null },
    quietMinutes: 0,
  })
  let shown = await view(fleet, id)
  for (; shown.state === 'running'; shown = await view(fleet, id)) await round(fleet, id)
  expect(shown.halt?.code).toBe('failures')
  expect(shown.reasons).toMatchObject([{ state: 'failed', code: 'fell-back' }])
  expect(shown.counts.waiting).toBeGreaterThanOrEqual(50)
  const touched = await membersIn(fleet, id, 'offered', 'succeeded', 'failed')
  const untouched = await membersIn(fleet, id, 'waiting')
  expect(touched.length + untouched.length).toBe(100)
  expect(untouched.every(({ tc }) => tc.uri === OLD_LNS)).toBe(true)

  const [byHand, ...others] = touched
  if (!byHand) throw new Error('nobody was touched')
  await setupGateways(context, owner, [{ gateway: byHand.eui, lnsUri: 'ws://by-hand.example:1887' }])
  const result = await actOnRollout(context, owner, id, 'return', { scope: 'all' })
  expect(result.affected).toBe(others.length)
  expect(result.left).toEqual([{ eui: byHand.eui, reason: expect.stringContaining('left as it is') }])
  for (let contact = 0; contact < 4; contact++) {
    await step(fleet, id)
    await fleet.checkIn()
    fleet.pass(1)
  }
  await step(fleet, id)
  shown = await view(fleet, id)
  expect(shown.state).toBe('aborted')
  expect(shown.counts).toMatchObject({ returned: others.length, returning: 0, cancelled: untouched.length, skipped: 1 })
  expect(others.map(({ cups, tc }) => [cups.token, tc.uri, tc.token])).toEqual(
    others.map(() => ['old-cups', OLD_LNS, 'old-lns']),
  )
  expect(byHand.tc.uri).toBe('ws://by-hand.example:1887')
  const [row] = await context.sql`select outcome from gateway_reports where eui = ${others[0]?.eui ?? ''}`
  expect(row).toEqual({ outcome: 'in-sync' })
  await fleet.handler.close()
})

describe('proof', () => {
  test('a gateway that is back within minutes has no LNS link; one that is quiet has', {
    timeout: 60_000,
  }, async () => {
    const fleet = await provenFleet(4)
    const id = await rollOut(fleet, change(), {
      waves: { by: 'share', shares: [] },
      success: { share: 0, soakMinutes: 0 },
      failure: { share: 100, atLeast: 100, count: null },
    })
    await round(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ offered: 4 })
    fleet.pass(8)
    const [lost] = fleet.stations
    if (!lost) throw new Error('no Station')
    await fleet.checkIn([lost])
    fleet.pass(5)
    await step(fleet, id)
    expect(await memberOf(fleet, id, lost.eui)).toMatchObject({ state: 'failed', code: 'lns-unreachable' })
    expect((await view(fleet, id)).counts).toMatchObject({ succeeded: 3, failed: 1 })
    await fleet.handler.close()
  })

  test('a gateway that takes the set and does not come back halts the rollout in time, not sooner', {
    timeout: 60_000,
  }, async () => {
    const fleet = await provenFleet(3)
    const id = await rollOut(fleet, change(), { waves: { by: 'share', shares: [] }, proofMinutes: 30 })
    await step(fleet, id)
    await fleet.checkIn()
    fleet.pass(29)
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ offered: 3 })
    fleet.pass(2)
    await step(fleet, id)
    const shown = await view(fleet, id)
    expect(shown.counts).toMatchObject({ failed: 3 })
    expect(shown.state).toBe('paused')
    expect(shown.reasons).toMatchObject([{ code: 'not-back', count: 3 }])
    // They come late after all.
    await fleet.checkIn()
    await actOnRollout(context, owner, id, 'resume')
    await step(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ state: 'finished', counts: { failed: 3 } })
    fleet.pass(15)
    await step(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ state: 'finished', counts: { succeeded: 3, failed: 0 } })
    await fleet.handler.close()
  })

  test('failed ones are tried again with a version of their own', { timeout: 60_000 }, async () => {
    const fleet = await provenFleet(3)
    const [bad] = fleet.stations
    if (!bad) throw new Error('no Station')
    bad.unusable.add('new-cups')
    const id = await rollOut(fleet, change(), { waves: { by: 'share', shares: [] }, quietMinutes: 0 })
    await round(fleet, id)
    expect(await memberOf(fleet, id, bad.eui)).toMatchObject({ state: 'failed', code: 'fell-back' })
    expect((await view(fleet, id)).state).toBe('paused')
    bad.unusable.clear()
    expect(await actOnRollout(context, owner, id, 'retry')).toMatchObject({ affected: 1 })
    await actOnRollout(context, owner, id, 'resume')
    await round(fleet, id)
    await round(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ state: 'finished', counts: { succeeded: 3 } })
    expect(bad.cups.token).toBe('new-cups')
    // Also after a retry, the way back leads to what was there before the rollout.
    expect(await actOnRollout(context, owner, id, 'return')).toMatchObject({ affected: 3, left: [] })
    for (let contact = 0; contact < 3; contact++) {
      await step(fleet, id)
      await fleet.checkIn()
    }
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ returned: 3 })
    expect(fleet.stations.map(({ cups, tc }) => [cups.token, tc.uri])).toEqual(
      fleet.stations.map(() => ['old-cups', OLD_LNS]),
    )
    await fleet.handler.close()
  })
})

describe('what is not touched', () => {
  test('a pause takes back what was not collected; who was set by hand is skipped', { timeout: 60_000 }, async () => {
    const fleet = await provenFleet(4)
    const [first, second, third] = fleet.stations
    if (!first || !second || !third) throw new Error('no Stations')
    const id = await rollOut(fleet, change(), { waves: { by: 'share', shares: [] }, quietMinutes: 0 })
    await step(fleet, id)
    await fleet.checkIn([first])
    await setupGateways(context, owner, [{ gateway: second.eui, lnsUri: 'ws://by-hand.example:1887' }])
    await actOnRollout(context, owner, id, 'pause')
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ offered: 1, waiting: 2, skipped: 1 })
    expect(await memberOf(fleet, id, second.eui)).toMatchObject({ state: 'skipped', code: 'changed' })
    const changes = third.changes
    await fleet.checkIn()
    expect(third.changes).toBe(changes)
    expect(third.tc.uri).toBe(OLD_LNS)
    // Set by hand while the rollout stands still.
    await setupGateways(context, owner, [{ gateway: third.eui, lnsUri: 'ws://by-hand.example:1887' }])
    await actOnRollout(context, owner, id, 'resume')
    await round(fleet, id)
    expect(await memberOf(fleet, id, third.eui)).toMatchObject({ state: 'skipped', code: 'changed' })
    expect(await view(fleet, id)).toMatchObject({ state: 'finished', counts: { succeeded: 2, skipped: 2 } })
    expect(second.tc.uri).toBe('ws://by-hand.example:1887')
    await fleet.handler.close()
  })

  test('a gateway that was deleted and claimed again: its versions count from 1, and are not the rollout’s', {
    timeout: 60_000,
  }, async () => {
    const fleet = await makeFleet(context, owner, 3)
    await fleet.checkIn()
    const [proven, armed, stays] = fleet.stations
    if (!proven || !armed || !stays) throw new Error('no Stations')
    const id = await rollOut(
      fleet,
      { kind: 'credentials', lnsUri: 'ws://rollout.example:1887' },
      { waves: { by: 'share', shares: [] }, quietMinutes: 0 },
    )
    await step(fleet, id)
    for (let contact = 0; contact < 2; contact++) {
      await fleet.checkIn([proven, stays])
      fleet.pass(1)
    }
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ succeeded: 2, armed: 1 })
    const again = [proven.eui, armed.eui]
    await deleteGateways(context, owner, again)
    await addGateways(
      context,
      owner,
      again.map((gateway) => ({ gateway, flavorid: 'x', token: FIRST_TOKEN })),
    )
    await setupGateways(
      context,
      owner,
      again.map((gateway) => ({ gateway, lnsUri: 'ws://by-hand.example:1887' })),
    )
    const result = await actOnRollout(context, owner, id, 'return', { scope: 'all' })
    expect(result.affected).toBe(1)
    await step(fleet, id)
    for (let contact = 0; contact < 2; contact++) {
      await fleet.checkIn()
      fleet.pass(1)
    }
    await step(fleet, id)
    expect([proven.tc.uri, armed.tc.uri]).toEqual(['ws://by-hand.example:1887', 'ws://by-hand.example:1887'])
    const rows = await context.sql`
      select tc_version as version from gateways where eui = any(${[...again, stays.eui]}) order by eui`
    expect(rows.map(({ version }) => version)).toEqual([1, 1, null])
    await fleet.handler.close()
  })

  test('a pause does not hold back what was set on a gateway after it was deleted and claimed again', {
    timeout: 60_000,
  }, async () => {
    const fleet = await makeFleet(context, owner, 1)
    await fleet.checkIn()
    const [station] = fleet.stations
    if (!station) throw new Error('no Station')
    const gateway = station.eui
    const id = await rollOut(fleet, { kind: 'credentials', lnsUri: 'ws://rollout.example:1887' })
    await step(fleet, id)
    fleet.pass(1)
    await deleteGateways(context, owner, [gateway])
    await addGateways(context, owner, [{ gateway, flavorid: 'x', token: FIRST_TOKEN }])
    await setupGateways(context, owner, [{ gateway, lnsUri: 'ws://by-hand.example:1887' }])
    // Resumed at once: no worker has seen the pause, and what it held is taken back first.
    await actOnRollout(context, owner, id, 'pause')
    await actOnRollout(context, owner, id, 'resume')
    await step(fleet, id)
    expect(await memberOf(fleet, id, gateway)).toMatchObject({ state: 'skipped', code: 'released' })
    expect(await context.sql`select tc_version as version from gateways where eui = ${gateway}`).toEqual([
      { version: 1 },
    ])
    await fleet.checkIn()
    expect(station.tc.uri).toBe('ws://by-hand.example:1887')
    await fleet.handler.close()
  })

  test('a return gives no gateway a CUPS set again that it came back from', { timeout: 60_000 }, async () => {
    const fleet = await provenFleet(1)
    const [station] = fleet.stations
    if (!station) throw new Error('no Station')
    station.unusable.add('broken-cups')
    await setupGateways(context, owner, [{ gateway: station.eui, cupsKey: line('broken-cups') }])
    for (let contact = 0; contact < 4; contact++) {
      await fleet.checkIn()
      fleet.pass(1)
    }
    expect(station.cups.token).toBe('old-cups')
    const id = await rollOut(fleet, change(), { waves: { by: 'share', shares: [] }, quietMinutes: 0 })
    await round(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ succeeded: 1 })
    expect(station.cups.token).toBe('new-cups')
    await actOnRollout(context, owner, id, 'return', { scope: 'all' })
    await step(fleet, id)
    expect(await memberOf(fleet, id, station.eui)).toMatchObject({
      state: 'failed',
      code: 'refused',
      reason: expect.stringMatching(/CUPS version 2, which did not work on it/),
    })
    for (let contact = 0; contact < 3; contact++) {
      await fleet.checkIn()
      fleet.pass(1)
    }
    expect(station.cups.token).toBe('new-cups')
    await fleet.handler.close()
  })

  test('two rollouts of one kind do not meet on a gateway, and the refusal names the first', async () => {
    const fleet = await makeFleet(context, owner, 2)
    await fleet.checkIn()
    await rollOut(fleet, { kind: 'credentials', lnsUri: 'ws://lns.example:1887' })
    await expect(rollOut(fleet, { kind: 'credentials', lnsUri: 'ws://other.example:1887' })).rejects.toThrow(
      'Under way on the same gateways: “Rollout” (2 gateways)',
    )
    await fleet.handler.close()
  })

  test('a patch that setup refuses everywhere is refused, and the preview says so without a trace', async () => {
    const fleet = await makeFleet(context, owner, 2)
    await fleet.checkIn()
    const bad = { kind: 'credentials' as const, lnsUri: 'wss://lns.example:8887' }
    await expect(rollOut(fleet, bad)).rejects.toThrow('lnsTrust')
    const preview = await previewRollout(context, owner, { target: targetOf(fleet), change: bad, plan: PLAN })
    expect(preview.trial).toMatchObject({ tried: 2, refused: [{ gateway: fleet.stations[0]?.eui }, {}] })
    const good = { ...bad, lnsUri: 'ws://lns.example:1887' }
    const fine = await previewRollout(context, owner, { target: targetOf(fleet), change: good, plan: PLAN })
    expect(fine).toMatchObject({ matching: 2, eligible: 2, trial: { refused: [] } })
    expect(await context.sql`select from credential_sets where owner_id = ${owner.ownerId}`).toHaveLength(0)
    await expect(rollOut(fleet, { kind: 'credentials', cupsUri: 'https://elsewhere.example:443' })).rejects.toThrow(
      'Use setup to move them',
    )
    await fleet.handler.close()
  })
})
