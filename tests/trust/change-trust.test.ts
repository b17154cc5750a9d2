/** Changes of the root behind an LNS, with Stations on the real handler and a real TLS server: nobody is locked out. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { OwnerActor } from '#lib/services/context.ts'
import { actOnRollout } from '#lib/services/rollouts/act-on-rollout.ts'
import { stepRollout } from '#lib/services/rollouts/step-rollout.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import {
  actOnTrustChange,
  createTrustChange,
  listGatewaysOfChange,
  type NewChange,
  viewTrustChange,
} from '#lib/services/trust/change-trust.ts'
import { whatBreaks } from '#lib/services/trust/what-breaks.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { type Fleet, makeFleet, PLAN } from '../rollouts/fleet.ts'
import { type LnsServer, makeRoots, type Roots, startLns } from './trust-world.ts'

let context: TestContext
let owner: OwnerActor
let roots: Roots
let lns: LnsServer
let number = 0x70

beforeAll(async () => {
  const made = await createTestContext()
  // Certificates are made for today.
  made.clock.now = new Date()
  context = Object.assign(made, {
    site: { ...made.site, outbound: { allow: '127.0.0.0/8', resolve: async () => ['127.0.0.1'] } },
  })
  roots = await makeRoots()
})
afterAll(() => context?.close())
beforeEach(async () => {
  number += 1
  owner = await createTestOwner(context, `::${number.toString(16)}`, 10_000)
  lns = await startLns(roots.old)
  return () => lns.close()
})

const key = Buffer.from('Authorization: lns-key').toString('base64')

/** Gateways that have proven the LNS under the old root. */
async function provenFleet(size: number): Promise<Fleet> {
  const fleet = await makeFleet(context, owner, size)
  const answers = await setupGateways(
    context,
    owner,
    fleet.stations.map(({ eui }) => ({ gateway: eui, lnsUri: lns.uri, lnsTrust: roots.old.pem, lnsKey: key })),
  )
  expect(answers.filter(({ error }) => error)).toEqual([])
  for (let contact = 0; contact < 2; contact++) {
    await fleet.checkIn()
    fleet.pass(1)
  }
  return fleet
}

const plan = { ...PLAN, waves: { by: 'share', shares: [] } as const, quietMinutes: 0 }
const change = (more: Partial<NewChange> = {}): NewChange => ({
  name: 'New root',
  category: 'tc',
  uri: lns.uri,
  trust: roots.fresh.pem,
  ...more,
})
const view = (id: string) => viewTrustChange(context, owner.ownerId, id)
const act = (id: string, action: Parameters<typeof actOnTrustChange>[3]) =>
  actOnTrustChange(context, owner, id, action, { plan })

/** What the newest rollout of the change arms is collected by these, and proven a minute later. */
async function round(fleet: Fleet, id: string, some = fleet.stations): Promise<void> {
  const [rollout] = (await view(id)).rollouts
  if (!rollout) throw new Error('no rollout')
  await stepRollout(context, rollout.id)
  await fleet.checkIn(some)
  fleet.pass(1)
  await fleet.checkIn(some)
  await stepRollout(context, rollout.id)
}

describe('at the same address', () => {
  test('a server that the new root does not verify yet: the step does not start', async () => {
    const fleet = await provenFleet(2)
    const id = await createTrustChange(context, owner, change())
    expect((await view(id)).checks[lns.uri]).toMatchObject({
      verifiesNew: false,
      named: true,
      source: 'live',
      refusedBy: [],
    })
    await expect(act(id, 'give')).rejects.toThrow(/locked out/)
    expect(await view(id)).toMatchObject({
      rollouts: [],
      counts: { waiting: 2 },
      step: { actions: ['give', 'cancel'] },
    })
    await fleet.handler.close()
  })

  test('a cross-signed chain: each gateway proves the new root, and only then nobody is lost by the last chain', async () => {
    const fleet = await provenFleet(3)
    const [first, second, last] = fleet.stations
    if (!first || !second || !last) throw new Error('no Stations')
    await lns.present(roots.fresh, roots.cross)
    const breaks = (at = context.now()) => whatBreaks(context, owner.ownerId, { category: 'tc', uri: lns.uri, at })
    expect(await breaks()).toMatchObject({ breaks: 0, holds: 3, unknown: 0 })

    const id = await createTrustChange(context, owner, change())
    expect((await view(id)).checks[lns.uri]).toMatchObject({ verifiesNew: true, refusedBy: [] })
    await act(id, 'give')
    await expect(act(id, 'give')).rejects.toThrow(/cannot be done now/)
    await round(fleet, id, [first, second])
    expect(await view(id)).toMatchObject({
      counts: { proven: 2, 'step-1': 1 },
      proven: 2,
      stillOld: 1,
      step: { allProven: false },
    })
    const missing = await listGatewaysOfChange(context, owner.ownerId, id, { stage: 'step-1', limit: 10 })
    expect(missing.rows.map(({ eui }) => eui)).toEqual([last.eui])

    // The server drops the cross-signed certificate too early: it is seen who would be lost.
    await lns.present(roots.fresh)
    expect(await breaks()).toMatchObject({ breaks: 1, holds: 2 })
    await act(id, 'check')
    expect((await view(id)).checks[lns.uri]).toMatchObject({ verifiesNew: true, refusedBy: [expect.any(String)] })
    await lns.present(roots.fresh, roots.cross)

    await round(fleet, id, [last])
    expect(await view(id)).toMatchObject({
      counts: { proven: 3 },
      stillOld: 0,
      step: { allProven: true, actions: ['return', 'finish', 'cancel'] },
    })
    const told =
      await context.sql`select detail from gateway_events where owner_id = ${owner.ownerId} and kind = 'trust.proven'`
    expect(told).toMatchObject([{ detail: { changeId: id, name: 'New root', uri: lns.uri } }])
    await lns.present(roots.fresh)
    expect(await breaks()).toMatchObject({ breaks: 0, holds: 3 })
    // The former root verifies it no more: nobody is sent back to it.
    await expect(act(id, 'return')).rejects.toThrow(/locked out/)
    await act(id, 'finish')
    expect(await view(id)).toMatchObject({ state: 'finished', counts: { proven: 3 }, step: { actions: [] } })
    await fleet.handler.close()
  })

  test('the way back, while the former root still verifies the server', async () => {
    const fleet = await provenFleet(2)
    await lns.present(roots.fresh, roots.cross)
    const id = await createTrustChange(context, owner, change())
    await act(id, 'give')
    await round(fleet, id)
    expect((await view(id)).counts).toMatchObject({ proven: 2 })
    await act(id, 'return')
    await round(fleet, id)
    await round(fleet, id)
    expect(await view(id)).toMatchObject({ counts: { waiting: 2, proven: 0 } })
    await fleet.handler.close()
  })
})

test('through a second address and back: step 2 takes those alone that have proven step 1', {
  timeout: 60_000,
}, async () => {
  const fleet = await provenFleet(3)
  const [first, second, last] = fleet.stations
  if (!first || !second || !last) throw new Error('no Stations')
  const beside = await startLns(roots.fresh)
  const id = await createTrustChange(context, owner, change({ stepUri: beside.uri, finalUri: lns.uri }))
  await act(id, 'give')
  await round(fleet, id, [first, second])
  expect(await view(id)).toMatchObject({ counts: { proven: 2, 'step-1': 1 }, stillOld: 1 })
  expect(first.tc.uri).toBe(beside.uri)
  // The first address still stands under the old root.
  await expect(act(id, 'move')).rejects.toThrow(/locked out/)
  await lns.present(roots.fresh, roots.cross)
  await act(id, 'move')
  await round(fleet, id)
  expect([first, second].map(({ tc }) => tc.uri)).toEqual([lns.uri, lns.uri])
  // It took step 1 just now, and waits for a step 2 of its own.
  expect(last.tc.uri).toBe(beside.uri)
  for (const { id: rollout } of (await view(id)).rollouts) await stepRollout(context, rollout)
  expect(await view(id)).toMatchObject({ counts: { done: 2, proven: 1 } })
  await act(id, 'move')
  await round(fleet, id)
  expect(last.tc.uri).toBe(lns.uri)
  expect(await view(id)).toMatchObject({ counts: { done: 3 }, step: { allProven: true } })
  await act(id, 'finish')
  await beside.close()
  await fleet.handler.close()
})

test('on the page of its rollout a step cannot be driven into a lock-out either', async () => {
  const fleet = await provenFleet(2)
  await lns.present(roots.fresh, roots.cross)
  const id = await createTrustChange(context, owner, change())
  await act(id, 'give')
  const [rollout] = (await view(id)).rollouts
  if (!rollout) throw new Error('no rollout')
  await stepRollout(context, rollout.id)
  await actOnRollout(context, owner, rollout.id, 'pause')
  await lns.present(roots.old)
  await expect(actOnRollout(context, owner, rollout.id, 'resume')).rejects.toThrow(/locked out/)
  await lns.present(roots.fresh, roots.cross)
  await actOnRollout(context, owner, rollout.id, 'resume')
  await fleet.handler.close()
})

test('what never works is refused with the field that it is about', async () => {
  const fleet = await provenFleet(1)
  const refused = (more: Partial<NewChange>) => expect(createTrustChange(context, owner, change(more))).rejects
  await refused({ uri: 'wss://other.example:8887' }).toThrow(/No gateway of yours/)
  await refused({ trust: roots.old.pem }).toThrow(/holds this root already/)
  await refused({ trust: roots.old.pem + roots.fresh.pem }).toThrow(/2 certificates/)
  await refused({ stepUri: 'ws://plain.example:1887' }).toThrow(/without TLS/)
  await refused({ category: 'cups', uri: 'https://other.example:443' }).toThrow(/not this server/)
  const stranger = await createTestOwner(context, '::ffff', 10)
  const id = await createTrustChange(context, owner, change())
  await expect(viewTrustChange(context, stranger.ownerId, id)).rejects.toThrow(/no such change/)
  await fleet.handler.close()
})
