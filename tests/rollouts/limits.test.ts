/** What a rollout must never do: late, beside its window, twice, over a hand that came in between, or to another's gateway. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listAuditEntries } from '#lib/db/audit-trail.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteFirmware } from '#lib/services/delete-firmware.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { actOnRollout } from '#lib/services/rollouts/act-on-rollout.ts'
import { freezeRollout } from '#lib/services/rollouts/freeze-rollout.ts'
import { previewRollout } from '#lib/services/rollouts/preview-rollout.ts'
import { createRollout, startRollout } from '#lib/services/rollouts/start-rollout.ts'
import { stepRollout } from '#lib/services/rollouts/step-rollout.ts'
import { listRolloutGateways } from '#lib/services/rollouts/view-rollout.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { makeImage, storeImage } from '#tests/firmware/firmware-maker.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { type Fleet, makeFleet, memberOf, PLAN, rollOut, step, TOKEN, targetOf, view } from './fleet.ts'

let context: TestContext
let owner: OwnerActor
let number = 1
let fleet: Fleet
const children: ChildProcess[] = []

beforeAll(async () => {
  context = await createTestContext()
})
afterAll(() => context?.close())
beforeEach(async () => {
  number += 1
  context.clock.now = new Date('2026-03-01T12:00:00Z')
  owner = await createTestOwner(context, `::${number}`, 10_000)
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  await fleet?.handler.close()
})

const AT_ONCE = { waves: { by: 'share', shares: [] } } as const
const OLD = 'ws://old.example:1887'
const NEW = 'ws://new.example:1887'
const toNew = { kind: 'credentials', lnsUri: NEW } as const
const nightly = { zone: 'UTC', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '02:00', to: '04:00' }] }
const lnsUris = () => fleet.stations.map(({ tc }) => tc.uri)

/** Gateways whose LNS is the old one. */
async function fleetOnOld(size: number): Promise<void> {
  fleet = await makeFleet(context, owner, size)
  await setupGateways(
    context,
    owner,
    fleet.stations.map(({ eui }) => ({ gateway: eui, lnsUri: OLD })),
  )
  await fleet.checkIn()
  await fleet.checkIn()
  expect(lnsUris()).toEqual(fleet.stations.map(() => OLD))
}

describe('maintenance windows, while no worker runs', () => {
  test('credentials that were not collected stay here at the end, and go in the next window', async () => {
    await fleetOnOld(4)
    const id = await rollOut(fleet, toNew, { ...AT_ONCE, windows: nightly, quietMinutes: 0 })
    context.clock.now = new Date('2026-03-02T02:00:00Z')
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ armed: 4 })
    context.clock.now = new Date('2026-03-02T03:59:59.900Z')
    await fleet.checkIn(fleet.stations.slice(0, 1))
    context.clock.now = new Date('2026-03-02T04:00:00.000Z')
    await fleet.checkIn()
    context.clock.now = new Date('2026-03-02T12:00:00.000Z')
    await fleet.checkIn()
    expect(lnsUris()).toEqual([NEW, OLD, OLD, OLD])
    const [row] = await context.sql`
      select count(offered_at)::int as count from credential_sets where owner_id = ${owner.ownerId} and uri = ${NEW}`
    expect(row).toEqual({ count: 1 })

    // The worker comes back in the middle of the next window: they are armed anew.
    context.clock.now = new Date('2026-03-03T03:00:00Z')
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ armed: 3 })
    await fleet.checkIn()
    await fleet.checkIn()
    await step(fleet, id)
    expect(lnsUris()).toEqual(fleet.stations.map(() => NEW))
    expect(await view(fleet, id)).toMatchObject({ state: 'finished', counts: { succeeded: 4 } })
  })

  test('firmware of a window that nobody saw the end of is armed anew in the next', async () => {
    fleet = await makeFleet(context, owner, 2)
    await fleet.checkIn()
    const fwcrc = await storeImage(context, owner, makeImage(500), [])
    const id = await rollOut(fleet, { kind: 'firmware', fwcrc, allowUnsigned: true }, { ...AT_ONCE, windows: nightly })
    context.clock.now = new Date('2026-03-02T02:00:00Z')
    await step(fleet, id)
    context.clock.now = new Date('2026-03-03T02:30:00Z')
    await step(fleet, id)
    await fleet.checkIn()
    expect(fleet.stations.map(({ updates }) => updates)).toEqual([1, 1])
  })
})

test.each(['credentials', 'firmware'] as const)(
  'a pause stops %s at once, while no worker runs; resumed before one came, they go out all the same',
  async (kind) => {
    await fleetOnOld(3)
    const change =
      kind === 'credentials'
        ? toNew
        : { kind, fwcrc: await storeImage(context, owner, makeImage(500), []), allowUnsigned: true }
    const id = await rollOut(fleet, change, { ...AT_ONCE, quietMinutes: 0 })
    const took = () => fleet.stations.filter(({ tc, updates }) => tc.uri === NEW || updates > 0).length
    await step(fleet, id)
    await fleet.checkIn(fleet.stations.slice(0, 1))
    await actOnRollout(context, owner, id, 'pause')
    await fleet.checkIn()
    expect(took()).toBe(1)
    await actOnRollout(context, owner, id, 'resume')
    await fleet.checkIn()
    expect(took()).toBe(1)
    await step(fleet, id)
    await fleet.checkIn()
    expect(took()).toBe(3)
    await step(fleet, id)
    await actOnRollout(context, owner, id, 'abort')
  },
)

describe('thresholds', () => {
  test('what mends itself after a resume does not hide what fails then', async () => {
    await fleetOnOld(30)
    const id = await rollOut(fleet, toNew, {
      waves: { by: 'share', shares: [34, 34] },
      success: { share: 50, soakMinutes: 0 },
      failure: { share: 20, atLeast: 3, count: null },
      proofMinutes: 30,
      quietMinutes: 0,
    })
    const collect = async () => {
      await step(fleet, id)
      const euis = await context.sql<{ eui: (typeof fleet.stations)[0]['eui'] }[]>`
        select eui from rollout_gateways where rollout_id = ${id} and state = 'armed'`
      const some = euis.map(({ eui }) => fleet.station(eui))
      await fleet.checkIn(some)
      return some
    }
    // Collected, and not heard of again in time.
    const first = await collect()
    fleet.pass(31)
    await step(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ state: 'paused', halt: { code: 'failures' } })
    await actOnRollout(context, owner, id, 'resume')
    await step(fleet, id)
    const second = await collect()
    // The first ones are back after all; then others stay away.
    await fleet.checkIn(first)
    await step(fleet, id)
    expect((await view(fleet, id)).counts.succeeded).toBe(first.length)
    fleet.pass(31)
    await step(fleet, id)
    const shown = await view(fleet, id)
    expect(shown.counts.failed).toBe(second.length)
    expect(shown).toMatchObject({ state: 'paused', halt: { code: 'failures' } })
  })

  test('where nobody said how many at once, the preview and the rollout say it', async () => {
    fleet = await makeFleet(context, owner, 40)
    await fleet.checkIn()
    const { maxInFlight: _, ...rest } = PLAN
    const plan = { ...rest, ...AT_ONCE, maxInFlight: null, roomByDefault: true }
    expect(await previewRollout(context, owner, { target: targetOf(fleet), change: toNew, plan })).toMatchObject({
      maxInFlight: 10,
    })
    const id = await rollOut(fleet, toNew, plan)
    await step(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ plan: { maxInFlight: 10 }, counts: { armed: 10, waiting: 30 } })
  })
})

describe('the start', () => {
  const request = () => ({ name: 'Big', start: true, target: targetOf(fleet), change: toNew, plan: PLAN })

  test('answers before the gateways are fixed; a process that is killed meanwhile leaves nothing', {
    timeout: 120_000,
  }, async () => {
    fleet = await makeFleet(context, owner, 500)
    await fleet.checkIn()
    const id = await createRollout(context, owner, request())
    expect(await view(fleet, id)).toMatchObject({ state: 'starting', counts: { waiting: 0 }, actions: ['abort'] })
    // Held up in the middle: at the lock that the start takes last.
    const child = await context.sql.begin(async (tx) => {
      await tx`select from owners where id = ${owner.ownerId} for update`
      const started = fork(fileURLToPath(new URL('./step-process.ts', import.meta.url)))
      children.push(started)
      started.send({ url: context.url, dataDir: context.dataDir, id, now: context.clock.now.toISOString() })
      await expect
        .poll(
          async () => {
            const [row] = await context.sql<{ count: number }[]>`
              select count(*)::int as count from pg_stat_activity
               where datname = current_database() and wait_event_type = 'Lock' and query like '%from owners where id%'`
            return row?.count
          },
          { timeout: 60_000, interval: 20 },
        )
        .toBe(1)
      // Another process does not do the same again, and nobody waits for it.
      await stepRollout(context, id)
      expect((await view(fleet, id)).state).toBe('starting')
      started.kill('SIGKILL')
      await once(started, 'exit')
      return started
    })
    expect(child.signalCode).toBe('SIGKILL')
    await expect
      .poll(
        async () => {
          await stepRollout(context, id)
          return (await view(fleet, id)).state
        },
        { timeout: 60_000, interval: 100 },
      )
      .toBe('running')
    expect(await view(fleet, id)).toMatchObject({ counts: { armed: 5, waiting: 495 } })
    const places = await context.sql`
      select min(place)::int as first, max(place)::int as last, count(distinct place)::int as count from rollout_gateways where rollout_id = ${id}`
    expect([...places]).toEqual([{ first: 1, last: 500, count: 500 }])
  })

  test('aborted meanwhile, it does not start', async () => {
    fleet = await makeFleet(context, owner, 3)
    await fleet.checkIn()
    const id = await createRollout(context, owner, request())
    await actOnRollout(context, owner, id, 'abort')
    await step(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ state: 'aborted', live: false, counts: { waiting: 0, cancelled: 0 } })
  })

  test('of two that start at once on the same gateways one runs; the other is a draft again and says why', async () => {
    fleet = await makeFleet(context, owner, 50)
    await fleet.checkIn()
    const ids = [await createRollout(context, owner, request()), await createRollout(context, owner, request())]
    await Promise.all(ids.map((id) => stepRollout(context, id)))
    const shown = await Promise.all(ids.map((id) => view(fleet, id)))
    expect(shown.map(({ state }) => state).sort()).toEqual(['draft', 'running'])
    const draft = shown.find(({ state }) => state === 'draft')
    expect(draft).toMatchObject({ halt: { code: 'not-started' }, counts: { waiting: 0 }, actions: ['start', 'delete'] })
    expect(draft?.next.sentence).toContain('Under way on the same gateways: “Big” (50 gateways)')
    // Once the first is over, it starts.
    const first = shown.find(({ state }) => state === 'running')?.id ?? ''
    await actOnRollout(context, owner, first, 'abort')
    await startRollout(context, owner, draft?.id ?? '')
    await step(fleet, draft?.id ?? '')
    expect(await view(fleet, draft?.id ?? '')).toMatchObject({ state: 'running', halt: null })
  })

  test('the image of one that starts cannot be deleted', async () => {
    fleet = await makeFleet(context, owner, 1)
    await fleet.checkIn()
    const fwcrc = await storeImage(context, owner, makeImage(500), [])
    const change = { kind: 'firmware', fwcrc, allowUnsigned: true } as const
    await createRollout(context, owner, { ...request(), change })
    await expect(deleteFirmware(context, owner, fwcrc)).rejects.toThrow('A rollout of this image is under way')
  })
})

describe('the way back', () => {
  test('takes along what is armed, and is collected in that moment', async () => {
    await fleetOnOld(3)
    const id = await rollOut(fleet, toNew, { ...AT_ONCE, quietMinutes: 0 })
    await step(fleet, id)
    await fleet.checkIn(fleet.stations.slice(0, 1))
    expect(await actOnRollout(context, owner, id, 'return')).toMatchObject({ affected: 3, left: [] })
    // Before the engine comes to it.
    await fleet.checkIn(fleet.stations.slice(1, 2))
    for (let contact = 0; contact < 3; contact++) {
      await step(fleet, id)
      await fleet.checkIn()
    }
    await step(fleet, id)
    expect(lnsUris()).toEqual([OLD, OLD, OLD])
    expect((await view(fleet, id)).counts).toMatchObject({ returned: 3 })
  })

  test('leaves alone what was set by hand, or let go, after the call and before its turn', async () => {
    await fleetOnOld(3)
    const [byHand, released, other] = fleet.stations
    if (!byHand || !released || !other) throw new Error('too few')
    const id = await rollOut(fleet, toNew, { ...AT_ONCE, quietMinutes: 0 })
    await step(fleet, id)
    await fleet.checkIn()
    await actOnRollout(context, owner, id, 'return')
    await setupGateways(context, owner, [{ gateway: byHand.eui, lnsUri: 'ws://by-hand.example:1887' }])
    await deleteGateways(context, owner, [released.eui])
    for (let contact = 0; contact < 3; contact++) {
      await step(fleet, id)
      await fleet.checkIn([byHand, other])
    }
    await step(fleet, id)
    expect([byHand.tc.uri, other.tc.uri]).toEqual(['ws://by-hand.example:1887', OLD])
    expect(await memberOf(fleet, id, byHand.eui)).toMatchObject({ state: 'skipped', code: 'changed' })
    expect(await memberOf(fleet, id, released.eui)).toMatchObject({ state: 'skipped', code: 'released' })
  })
})

describe('another owner', () => {
  test('a gateway that changes hands is neither seen nor touched by the rollout of its former owner', async () => {
    await fleetOnOld(6)
    const [waiting, armed, offered, returning, failed] = fleet.stations
    if (!waiting || !armed || !offered || !returning || !failed) throw new Error('too few')
    const id = await rollOut(fleet, toNew, { ...AT_ONCE, quietMinutes: 0 })
    await step(fleet, id)
    await fleet.checkIn([offered, returning, failed])
    await context.sql`update rollout_gateways set state = 'waiting', armed_at = null where rollout_id = ${id} and eui = ${waiting.eui}`
    await context.sql`update rollout_gateways set state = 'failed', code = 'not-back' where rollout_id = ${id} and eui = ${failed.eui}`
    await context.sql`update rollout_gateways set state = 'returning', armed_at = null where rollout_id = ${id} and eui = ${returning.eui}`
    const moved = [waiting, armed, offered, returning, failed]
    const euis = moved.map(({ eui }) => eui)
    await deleteGateways(context, owner, euis)
    const other = await createTestOwner(context, `::ff:${number}`, 100)
    await addGateways(
      context,
      other,
      euis.map((gateway) => ({ gateway, flavorid: 'x', token: TOKEN })),
    )
    await setupGateways(
      context,
      other,
      euis.map((gateway) => ({ gateway, lnsUri: 'ws://secret.example:1887' })),
    )
    await context.sql`update gateways set name = 'of B' where eui = any(${euis})`
    const facts = () => context.sql`
      select g.eui, g.owner_id, g.cups_version, g.tc_version, g.revision, (select count(*)::int from credential_sets s where s.eui = g.eui) as sets
        from gateways g where g.eui = any(${euis}) order by 1`
    const before = await facts()
    for (const action of ['step', 'retry', 'pause', 'step', 'resume', 'step', 'return', 'step'] as const) {
      if (action === 'step') await step(fleet, id)
      else await actOnRollout(context, owner, id, action).catch(() => undefined)
      await fleet.checkIn(moved)
    }
    expect(await facts()).toEqual(before)
    expect(moved.map(({ tc }) => tc.uri)).toEqual(moved.map(() => 'ws://secret.example:1887'))
    const { rows } = await listRolloutGateways(context, owner.ownerId, id, { limit: 100 })
    const shown = rows.filter(({ eui }) => euis.includes(eui))
    expect(shown).toHaveLength(5)
    expect(shown.map(({ name, lastSeen }) => [name, lastSeen])).toEqual(shown.map(() => ['', null]))
    expect(JSON.stringify(shown)).not.toContain('secret')
    // And B has no way to the rollout.
    await expect(actOnRollout(context, other, id, 'abort')).rejects.toThrow('no such rollout')
    await expect(startRollout(context, other, id)).rejects.toThrow('no such rollout')
    await expect(listRolloutGateways(context, other.ownerId, id, { limit: 1 })).rejects.toThrow('no such rollout')
    expect(await freezeRollout(context, other.ownerId, id)).toBeUndefined()
  })
})

test('the audit trail calls the engine by the name of the rollout, to its owner alone', async () => {
  await fleetOnOld(1)
  const id = await rollOut(fleet, toNew, AT_ONCE)
  await step(fleet, id)
  const entries = await listAuditEntries(context.sql, owner.ownerId, { filter: {}, before: undefined, limit: 10 })
  expect(entries.find(({ actor }) => actor === `rollout:${id}`)).toMatchObject({
    actorName: 'Rollout',
    action: 'gateway.setup',
  })
})
