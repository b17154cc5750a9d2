/** What is put into the outbox, beside the change that it tells of. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type NewRun, writeNewCheckIns } from '#lib/db/check-ins.ts'
import { armSchedules, settleSchedule, takeOffer } from '#lib/db/firmware-schedules.ts'
import { type Eui, eui, euiFromBigInt, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { recordRolloutStop } from '#lib/services/events/record-events.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'

let context: TestContext
let owner: OwnerActor
let last = 0x100n
const fresh = (): Eui => euiFromBigInt(last++)

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context, '::1', 10_000)
})
afterAll(() => context.close())
beforeEach(async () => {
  await context.sql`truncate gateway_events`
})

async function added(count = 1): Promise<Eui[]> {
  const euis = Array.from({ length: count }, fresh)
  const entries = euis.map((one) => ({ gateway: formatId6(one), flavorid: 'x', token: 'SomeSecretGatewayToken1' }))
  await addGateways(context, owner, entries)
  return euis
}
const events = () => context.sql`select owner_id, kind, eui, detail from gateway_events order by seq`
const kinds = async () => (await events()).map(({ kind }) => kind)

/** A check-in of a gateway whose owner wants LNS version `tc`. */
function run(one: Eui, outcome: NewRun['outcome'], tc: number | null, at: Date, more: Partial<NewRun> = {}): NewRun {
  return {
    eui: one,
    id: randomUUID(),
    fingerprint: randomUUID(),
    firstAt: at,
    lastAt: at,
    times: 1,
    ownerId: owner.ownerId,
    address: '192.0.2.1',
    reported: {
      router: one,
      cupsUri: 'https://cups.example:443',
      tcUri: 'wss://lns.example:8887',
      cupsCredCrc: 1,
      tcCredCrc: 2,
      station: null,
      model: null,
      package: null,
      keys: [],
    },
    credential: 'bootstrap',
    answer: {
      kind: 'unchanged',
      reasons: [],
      cupsUri: null,
      tcUri: null,
      cupsVersion: null,
      tcVersion: null,
      cupsCredentialBytes: 0,
      tcCredentialBytes: 0,
      bytes: 14,
    },
    fellBack: outcome === 'fell-back',
    outcome,
    seen: { cups: null, tc },
    matched: { cups: null, tc: outcome === 'in-sync' ? tc : null },
    ...more,
  }
}

test('adding and setting up, with a job that tells of them; a refused entry tells nothing', async () => {
  const [one, other] = await added(2)
  await addGateways(context, owner, [{ gateway: formatId6(one as Eui), flavorid: 'x', token: 'AnotherSecretToken1' }])
  await setupGateways(context, owner, [
    { gateway: formatId6(one as Eui), lnsUri: 'ws://lns.example:1887' },
    { gateway: formatId6(other as Eui), lnsUri: 'nonsense' },
  ])
  // Set up again as it is: nothing changed.
  await setupGateways(context, owner, [{ gateway: formatId6(one as Eui), lnsUri: 'ws://lns.example:1887' }])
  expect(await events()).toEqual([
    { owner_id: owner.ownerId, kind: 'gateway.claimed', eui: one, detail: { how: 'added by hand' } },
    { owner_id: owner.ownerId, kind: 'gateway.claimed', eui: other, detail: { how: 'added by hand' } },
    { owner_id: owner.ownerId, kind: 'gateway.set_up', eui: one, detail: { changed: 'LNS' } },
  ])
  const jobs = await context.sql`select key from graphile_worker.jobs where key = 'dispatch-events'`
  expect(jobs).toHaveLength(1)
})

test('check-ins tell of transitions only', async () => {
  const [one] = (await added()) as [Eui]
  await context.sql`truncate gateway_events`
  const at = (minute: number) => new Date(context.now().getTime() + minute * 60_000)
  const write = (...runs: NewRun[]) => writeNewCheckIns(context.sql, runs)
  await write(run(one, 'in-sync', null, at(0)))
  expect(await kinds()).toEqual([])
  await write(run(one, 'pending', 1, at(1)))
  expect(await kinds()).toEqual([])
  await write(run(one, 'in-sync', 1, at(2)))
  expect(await kinds()).toEqual(['gateway.applied'])
  await write(run(one, 'in-sync', 1, at(3), { address: '192.0.2.2' }))
  expect(await kinds()).toEqual(['gateway.applied'])
  await write(run(one, 'fell-back', 1, at(4)))
  await write(run(one, 'fell-back', 1, at(5), { address: '192.0.2.3' }))
  expect(await kinds()).toEqual(['gateway.applied', 'gateway.fell_back'])
  await write(run(one, 'pending', 2, at(6)))
  await write(run(one, 'in-sync', 2, at(7)))
  // Written late by another process: older than what is known.
  await write(run(one, 'fell-back', 1, at(5)))
  // Its LNS is not managed any more: nothing was applied.
  await write(run(one, 'in-sync', null, at(8)))
  expect(await kinds()).toEqual(['gateway.applied', 'gateway.fell_back', 'gateway.applied'])
  expect((await events())[0]).toMatchObject({
    eui: one,
    detail: { cupsUri: 'https://cups.example:443', lnsUri: 'wss://lns.example:8887' },
  })
})

test('the same row written twice tells once, and that of a former owner nothing', async () => {
  const [one] = (await added()) as [Eui]
  await context.sql`truncate gateway_events`
  const applied = run(one, 'in-sync', 1, context.now())
  await writeNewCheckIns(context.sql, [applied])
  await writeNewCheckIns(context.sql, [applied])
  await writeNewCheckIns(context.sql, [run(one, 'fell-back', 1, context.now(), { ownerId: eui('::99') })])
  expect(await kinds()).toEqual(['gateway.applied'])
})

test('firmware: offered once, then confirmed or failed once', async () => {
  const [one, other] = (await added(2)) as [Eui, Eui]
  await context.sql`truncate gateway_events`
  const arming = { imageId: randomUUID(), crc: 4022250974, notBefore: null, allowUnsigned: true }
  await armSchedules(
    context.sql,
    owner.ownerId,
    [one, other].map((gateway) => ({ ...arming, eui: gateway })),
    'system',
    context.now(),
  )
  const armed = new Map(
    (await context.sql<{ eui: Eui; armed: string }[]>`select eui, armed from firmware_schedules`).map((row) => [
      row.eui,
      row.armed,
    ]),
  )
  const key = (gateway: Eui) => ({ eui: gateway, ownerId: owner.ownerId, armed: armed.get(gateway) ?? '' })
  const offer = (gateway: Eui) =>
    takeOffer(context.sql, { ...key(gateway), packageBefore: '1', keyCrc: null }, context.now())
  expect(await Promise.all([offer(one), offer(one), offer(other)])).toEqual(expect.arrayContaining([true, false]))
  const settle = (gateway: Eui, from: 'offered' | 'no-change', state: 'confirmed' | 'no-change', closed: boolean) =>
    settleSchedule(context.sql, { ...key(gateway), from }, { state, closed, reason: 'Why.' }, context.now())
  await settle(one, 'offered', 'confirmed', true)
  await settle(other, 'offered', 'no-change', false)
  await settle(other, 'no-change', 'no-change', true)
  expect((await kinds()).sort()).toEqual([
    'firmware.confirmed',
    'firmware.failed',
    'firmware.offered',
    'firmware.offered',
  ])
  const failed = (await events()).find(({ kind }) => kind === 'firmware.failed')
  expect(failed).toMatchObject({ eui: other, detail: { fwcrc: 4022250974, reason: 'Why.' } })
})

test('a rollout that stops', async () => {
  const rollout = { ownerId: owner.ownerId, id: randomUUID(), name: 'Spring', reason: 'Two of ten failed.' }
  await context.sql.begin((tx) => recordRolloutStop(tx, { ...rollout, halted: true }, context.now()))
  await context.sql.begin((tx) => recordRolloutStop(tx, { ...rollout, halted: false }, context.now()))
  expect(await events()).toMatchObject([
    { kind: 'rollout.halted', eui: null, detail: { rolloutId: rollout.id, name: 'Spring', reason: rollout.reason } },
    { kind: 'rollout.paused' },
  ])
})
