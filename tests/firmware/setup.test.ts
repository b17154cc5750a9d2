/** `fwcrc` and `fwafter` of `setup`, stored (rules.md 20). */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Eui, eui, euiFromBigInt } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { scheduleFirmware } from '#lib/services/schedule-firmware.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { makeImage, storeImage } from './firmware-maker.ts'

let context: TestContext
let owner: OwnerActor
let one: number
let two: number
let gateway: Eui
let next = 0x0500_0000_0000_0000n

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context, '::1', 100_000)
  one = await storeImage(context, owner, makeImage())
  two = await storeImage(context, owner, makeImage())
})
afterAll(() => context?.close())
beforeEach(async () => {
  next += 1n
  gateway = euiFromBigInt(next)
  await addGateways(context, owner, [{ gateway, flavorid: 'x', token: 'a-token-of-the-gateway' }])
})

const setup = (entry: Omit<SetupEntry, 'gateway'>) => setupGateways(context, owner, [{ gateway, ...entry }])

interface ScheduleRow {
  readonly crc: string
  readonly not_before: Date | null
  readonly state: string
  readonly armed: string
  readonly allow_unsigned: boolean
}
async function schedule(): Promise<ScheduleRow | undefined> {
  const [row] = await context.sql<ScheduleRow[]>`
    select crc, not_before, state, armed, allow_unsigned from firmware_schedules where eui = ${gateway}`
  return row
}
const crcOf = async () => Number((await schedule())?.crc)
const armed = async () => (await schedule())?.armed

test('armed once, again by a change or by hand, never by the same values', async () => {
  expect(await setup({ fwcrc: one, fwafter: '2026-05-01T02:00:00Z' })).toEqual([{ gateway }])
  expect(await schedule()).toMatchObject({ state: 'scheduled', not_before: new Date('2026-05-01T02:00:00Z') })
  const first = await armed()
  await setup({ fwcrc: one | 0, fwafter: '2026-05-01T04:00:00+02:00' })
  await setup({ lnsUri: 'ws://lns.example:1887' })
  expect(await armed()).toBe(first)
  await setup({ fwafter: '2026-05-02T02:00:00Z' })
  expect(await crcOf()).toBe(one)
  const second = await armed()
  expect(second).not.toBe(first)
  await setup({ fwcrc: two })
  expect(await schedule()).toMatchObject({ not_before: null })
  expect(await crcOf()).toBe(two)
  const third = await armed()
  await setup({ fwcrc: two })
  expect(await armed()).toBe(third)
  await scheduleFirmware(context, owner, gateway, { action: 'rearm', allowUnsigned: true })
  expect(await armed()).not.toBe(third)
  expect((await schedule())?.allow_unsigned).toBe(true)
})

test('an empty fwcrc cancels, and the same fwcrc arms again after it', async () => {
  await setup({ fwcrc: one })
  const first = await armed()
  await setup({ fwcrc: null })
  expect((await schedule())?.state).toBe('cancelled')
  await setup({ fwcrc: '' })
  await setup({ fwcrc: one })
  expect((await schedule())?.state).toBe('scheduled')
  expect(await armed()).not.toBe(first)
})

test('an unknown fwcrc is an item error, and nothing of the entry is stored', async () => {
  expect(await setup({ lnsUri: 'ws://lns.example:1887', fwcrc: 99 })).toEqual([
    { gateway, error: 'There is no firmware image with CRC 0x00000063. Upload it first, then schedule it.' },
  ])
  expect(await schedule()).toBeUndefined()
  const [row] = await context.sql`select tc_version from gateways where eui = ${gateway}`
  expect(row).toEqual({ tc_version: null })
})

test('a time in the past goes at once and is told; one that is absurd is refused', async () => {
  expect(await setup({ fwcrc: one, fwafter: '2020-01-01' })).toEqual([
    {
      gateway,
      warning: 'fwafter is in the past: the firmware goes out at the next check-in that changes nothing else.',
    },
  ])
  expect(await setup({ fwcrc: one, fwafter: '2020-01-01' })).toEqual([{ gateway }])
  expect(await setup({ fwcrc: one, fwafter: '9999-01-01' })).toEqual([
    { gateway, error: 'fwafter is more than ten years ahead. Check the year.' },
  ])
})

test('the audit trail tells what was scheduled', async () => {
  await setup({ fwcrc: one, fwafter: '2026-05-01' })
  const rows = await context.sql`
    select detail->'firmware' as firmware from audit_entries where eui = ${gateway} and action = 'gateway.setup'`
  expect(rows).toEqual([{ firmware: { before: null, after: { fwcrc: one, fwafter: '2026-05-01T00:00:00.000Z' } } }])
})

test('thousands at once: each is armed, each refused one says why', async () => {
  const count = 2_000
  const first = 0x0600_0000_0000_0000n
  const gateways = Array.from({ length: count }, (_, index) => euiFromBigInt(first + BigInt(index)))
  await addGateways(
    context,
    owner,
    gateways.map((one) => ({ gateway: one, flavorid: 'x', token: 'a-token-of-the-gateway' })),
  )
  const answers = await setupGateways(
    context,
    owner,
    gateways.map((one, index) => ({ gateway: one, fwcrc: index === 7 ? 1 : two })),
  )
  const refused = answers.filter(({ error }) => error)
  expect(refused).toEqual([{ gateway: gateways[7], error: expect.stringContaining('CRC 0x00000001.') }])
  const [row] = await context.sql`
    select count(*)::int as count, count(distinct armed)::int as armings from firmware_schedules
     where eui between ${eui('0600000000000000')} and ${eui('06000000ffffffff')} and state = 'scheduled' and open`
  expect(row).toEqual({ count: count - 1, armings: count - 1 })
})
