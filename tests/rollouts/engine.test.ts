/** The engine: windows, two workers at once, a process that is killed, gateways that are not eligible, the queue. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { runJobs } from '#lib/jobs/run-jobs.ts'
import { TASKS } from '#lib/jobs/tasks.ts'
import { changeTags } from '#lib/services/change-tags.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteFirmware } from '#lib/services/delete-firmware.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { actOnRollout } from '#lib/services/rollouts/act-on-rollout.ts'
import { previewRollout } from '#lib/services/rollouts/preview-rollout.ts'
import { createRollout, startRollout } from '#lib/services/rollouts/start-rollout.ts'
import { resumeLostRollouts, stepRollout } from '#lib/services/rollouts/step-rollout.ts'
import { scheduleFirmware } from '#lib/services/schedule-firmware.ts'
import { makeImage, makeSigner, storeImage } from '#tests/firmware/firmware-maker.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'
import { type Fleet, makeFleet, memberOf, membersIn, PLAN, rollOut, step, targetOf, view } from './fleet.ts'

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

const image = (signers: Parameters<typeof storeImage>[3] = []) => storeImage(context, owner, makeImage(500), signers)
const firmware = (fwcrc: number, allowUnsigned = true) => ({ kind: 'firmware' as const, fwcrc, allowUnsigned })
const AT_ONCE = { waves: { by: 'share', shares: [] } } as const

/** A pair of contacts of everybody, ten minutes apart. */
async function contacts(): Promise<void> {
  await fleet.checkIn()
  fleet.pass(10)
  await fleet.checkIn()
}

describe('maintenance windows', () => {
  // Zurich is at UTC+1 until 29 March 2026, 01:00 UTC.
  const windows = { zone: 'Europe/Zurich', windows: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '02:00', to: '04:00' }] }

  test('armed inside only, and never offered after the end though no worker runs', async () => {
    fleet = await makeFleet(context, owner, 10)
    await fleet.checkIn()
    const id = await rollOut(fleet, firmware(await image()), { ...AT_ONCE, windows })
    await step(fleet, id)
    let shown = await view(fleet, id)
    expect(shown).toMatchObject({ wave: -1, windowOpen: false, counts: { waiting: 10, armed: 0 } })
    expect(shown.next).toEqual({
      sentence: 'Goes on in the next maintenance window.',
      at: new Date('2026-03-02T01:00:00Z'),
    })

    context.clock.now = new Date('2026-03-02T01:00:00Z')
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ armed: 10 })
    await fleet.checkIn(fleet.stations.slice(0, 3))
    // No step any more: the worker is down at the end of the window, and one contact comes a millisecond before it.
    context.clock.now = new Date('2026-03-02T02:59:59.997Z')
    await fleet.checkIn(fleet.stations.slice(3, 4))
    context.clock.now = new Date('2026-03-02T03:00:00.000Z')
    await fleet.checkIn(fleet.stations.slice(4))
    expect(fleet.stations.map(({ updates }) => updates)).toEqual([1, 1, 1, 1, 0, 0, 0, 0, 0, 0])
    await step(fleet, id)
    shown = await view(fleet, id)
    expect(shown.counts).toMatchObject({ offered: 4, waiting: 6, armed: 0 })

    context.clock.now = new Date('2026-03-03T01:30:00Z')
    await step(fleet, id)
    await contacts()
    await step(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ state: 'finished', counts: { succeeded: 10 } })
  })

  test('when the clock changes, the window is where the clock on the wall says', async () => {
    fleet = await makeFleet(context, owner, 1)
    context.clock.now = new Date('2026-03-28T23:00:00Z')
    await fleet.checkIn()
    const id = await rollOut(fleet, firmware(await image()), { ...AT_ONCE, windows })
    await step(fleet, id)
    // 02:00 does not exist on this day: the window is 03:00 to 04:00 there, 01:00 to 02:00 UTC.
    expect((await view(fleet, id)).next.at).toEqual(new Date('2026-03-29T01:00:00Z'))
    context.clock.now = new Date('2026-03-29T01:00:00Z')
    await step(fleet, id)
    const [schedule] =
      await context.sql`select not_after from firmware_schedules where eui = ${fleet.stations[0]?.eui ?? ''}`
    expect(schedule).toEqual({ not_after: new Date('2026-03-29T02:00:00Z') })
  })

  test('the preview counts those whose daily contact falls into a window', async () => {
    fleet = await makeFleet(context, owner, 5)
    context.clock.now = new Date('2026-03-01T01:30:00Z')
    await fleet.checkIn(fleet.stations.slice(0, 2))
    context.clock.now = new Date('2026-03-01T11:00:00Z')
    await fleet.checkIn(fleet.stations.slice(2))
    const change = firmware(await image())
    const plan = { ...PLAN, windows }
    const preview = await previewRollout(context, owner, { target: targetOf(fleet), change, plan })
    expect(preview).toMatchObject({ eligible: 5, reachable: 2, windows: { openNow: false } })
  })
})

describe('who takes part', () => {
  test('eligibility by what is reported and by keys; each that is left out with its reason', async () => {
    const signer = makeSigner()
    fleet = await makeFleet(context, owner, 8)
    const [model, older, keyed, other, unsigned, busy, unseen, fine] = fleet.stations
    if (!model || !older || !keyed || !other || !unsigned || !busy || !unseen || !fine) throw new Error('too few')
    for (const station of fleet.stations) station.keys = [signer.crc]
    model.model = 'corecell'
    older.package = '0.9'
    other.keys = [7]
    unsigned.keys = []
    await fleet.checkIn(fleet.stations.filter((station) => station !== unseen))
    const fwcrc = await image([signer])
    await scheduleFirmware(context, owner, busy.eui, { action: 'schedule', crc: await image([signer]) })
    const eligibility = { models: ['linux'], packages: ['1.*'], stations: ['2.0.*'], neverSeen: 'skip' } as const
    const request = { target: targetOf(fleet), change: firmware(fwcrc, false), plan: { ...PLAN, eligibility } }
    const preview = await previewRollout(context, owner, request)
    expect(preview).toMatchObject({ matching: 8, eligible: 2, waves: [{ label: '1 %', size: 1 }, { size: 1 }] })
    const id = await rollOut(fleet, request.change, { eligibility })
    const codes = await Promise.all(fleet.stations.map(async ({ eui }) => (await memberOf(fleet, id, eui))?.code))
    expect(codes).toEqual(['model', 'package', null, 'other-key', 'unsigned', 'busy', 'never-seen', null])
    expect((await memberOf(fleet, id, model.eui))?.reason).toBe('It reports model “corecell”.')
    expect(preview.left.map(({ code }) => code).sort()).toEqual(codes.filter((code) => code !== null).sort())
  })

  test('never-seen ones wait for their first check-in where that is asked for, and not for ever', async () => {
    fleet = await makeFleet(context, owner, 3)
    const [seen, late] = fleet.stations
    if (!seen || !late) throw new Error('too few')
    await fleet.checkIn([seen])
    const eligibility = { ...PLAN.eligibility, neverSeen: 'wait' } as const
    const id = await rollOut(fleet, firmware(await image()), { ...AT_ONCE, eligibility, collectHours: 48 })
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ armed: 1, waiting: 2 })
    await fleet.checkIn([late])
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ armed: 2, waiting: 1 })
    await fleet.checkIn([seen, late])
    fleet.pass(10)
    await fleet.checkIn([seen, late])
    await step(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ state: 'running', counts: { succeeded: 2, waiting: 1 } })
    fleet.pass(48 * 60)
    await step(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ state: 'finished', counts: { succeeded: 2, skipped: 1 } })
  })

  test('a wave per tag, in their order', async () => {
    fleet = await makeFleet(context, owner, 6)
    await fleet.checkIn()
    const tag = (from: number, to: number, name: string) =>
      changeTags(
        context,
        owner,
        { by: 'gateways', gateways: fleet.stations.slice(from, to).map(({ eui }) => eui) },
        { add: [name], remove: [] },
      )
    await tag(0, 2, 'pilot')
    await tag(1, 4, 'north')
    expect(await tag(0, 1, 'pilot')).toMatchObject({ matching: 1, changed: 0, full: 0 })
    const waves = { by: 'tag', tags: ['pilot', 'north'] } as const
    const id = await rollOut(fleet, firmware(await image()), { waves }, { by: 'filter' })
    const shown = await view(fleet, id)
    expect(shown.waveRows.map(({ label, size }) => [label, size])).toEqual([
      ['pilot', 2],
      ['north', 2],
      ['Rest', 2],
    ])
    await step(fleet, id)
    expect((await membersIn(fleet, id, 'armed')).map(({ eui }) => eui).sort()).toEqual(
      fleet.stations.slice(0, 2).map(({ eui }) => eui),
    )
  })

  test('released, cancelled by hand, scheduled otherwise: skipped, and left as they are', async () => {
    fleet = await makeFleet(context, owner, 4)
    const [released, cancelled, otherwise] = fleet.stations
    if (!released || !cancelled || !otherwise) throw new Error('too few')
    await fleet.checkIn()
    const fwcrc = await image()
    const id = await rollOut(fleet, firmware(fwcrc), AT_ONCE)
    await step(fleet, id)
    await deleteGateways(context, owner, [released.eui])
    await scheduleFirmware(context, owner, cancelled.eui, { action: 'cancel' })
    await scheduleFirmware(context, owner, otherwise.eui, {
      action: 'schedule',
      crc: await image(),
      allowUnsigned: true,
    })
    await step(fleet, id)
    expect(await memberOf(fleet, id, released.eui)).toMatchObject({ state: 'skipped', code: 'released' })
    expect(await memberOf(fleet, id, cancelled.eui)).toMatchObject({ state: 'skipped', code: 'changed' })
    expect(await memberOf(fleet, id, otherwise.eui)).toMatchObject({ state: 'skipped', code: 'changed' })
    await expect(deleteFirmware(context, owner, fwcrc)).rejects.toThrow()
    await actOnRollout(context, owner, id, 'abort')
    await step(fleet, id)
    expect(await view(fleet, id)).toMatchObject({ state: 'aborted', counts: { cancelled: 1, skipped: 3 }, live: false })
    const [schedule] = await context.sql`select state from firmware_schedules where eui = ${otherwise.eui}`
    expect(schedule).toEqual({ state: 'scheduled' })
  })
})

describe('workers', () => {
  test('two steps at once arm each gateway once, and no more than there is room', async () => {
    fleet = await makeFleet(context, owner, 120)
    await fleet.checkIn()
    const id = await rollOut(fleet, firmware(await image()), { ...AT_ONCE, maxInFlight: 100 })
    await Promise.all(Array.from({ length: 6 }, () => stepRollout(context, id)))
    expect((await view(fleet, id)).counts).toMatchObject({ armed: 100, waiting: 20 })
    const [row] = await context.sql<{ count: number }[]>`
      select count(*)::int as count from audit_entries where owner_id = ${owner.ownerId} and action = 'firmware.schedule'`
    expect(row?.count).toBe(100)
  })

  test('a process that is killed in the middle of a wave: another goes on, and nobody is set twice', {
    timeout: 120_000,
  }, async () => {
    fleet = await makeFleet(context, owner, 2_000)
    await fleet.checkIn()
    const id = await rollOut(fleet, { kind: 'credentials', lnsUri: 'ws://lns.example:1887' }, AT_ONCE)
    const child = fork(fileURLToPath(new URL('./step-process.ts', import.meta.url)))
    children.push(child)
    child.send({ url: context.url, dataDir: context.dataDir, id, now: context.clock.now.toISOString() })
    await expect
      .poll(async () => (await view(fleet, id)).counts.armed, { timeout: 60_000, interval: 5 })
      .toBeGreaterThan(0)
    child.kill('SIGKILL')
    await once(child, 'exit')
    const before = (await view(fleet, id)).counts
    expect(before.armed).toBeLessThan(2_000)
    expect(before.armed + before.waiting).toBe(2_000)
    const [sets] = await context.sql<{ count: number }[]>`
      select count(*)::int as count from credential_sets where owner_id = ${owner.ownerId}`
    expect(sets?.count).toBe(before.armed)
    await step(fleet, id)
    expect((await view(fleet, id)).counts).toMatchObject({ armed: 2_000 })
    const [after] = await context.sql<{ count: number; last: number }[]>`
      select count(*)::int as count, max(version) as last from credential_sets where owner_id = ${owner.ownerId}`
    expect(after).toEqual({ count: 2_000, last: 1 })
  })

  test('the queue takes a rollout on by itself, also one whose job got lost', async () => {
    fleet = await makeFleet(context, owner, 3)
    context.clock.now = new Date()
    await fleet.checkIn()
    const change = firmware(await image())
    const request = { name: 'Queued', start: false, target: targetOf(fleet), change, plan: { ...PLAN, ...AT_ONCE } }
    const id = await createRollout(context, owner, request)
    const runner = await runJobs(context, { databaseUrl: context.url, tasks: TASKS, schedule: [] })
    try {
      await startRollout(context, owner, id)
      await eventually(async () => expect((await view(fleet, id)).counts.armed).toBe(3))
      await contacts()
      await eventually(async () => expect((await view(fleet, id)).nextStepAt).not.toBeNull())
      await context.sql`select graphile_worker.remove_job(${`rollout:${id}`})`
      fleet.pass(5)
      await resumeLostRollouts(context)
      await eventually(async () => expect((await view(fleet, id)).state).toBe('finished'))
    } finally {
      await runner.close()
    }
    const actions = await context.sql<{ action: string }[]>`
      select action from audit_entries where owner_id = ${owner.ownerId} and action like 'rollout.%' order by id`
    expect(actions.map(({ action }) => action)).toEqual(['rollout.create', 'rollout.start', 'rollout.finish'])
  })
})
