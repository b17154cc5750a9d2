/** An image that names a model goes to that model, unless the rollout names others. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { OwnerActor } from '#lib/services/context.ts'
import { storeFirmware } from '#lib/services/store-firmware.ts'
import { inPieces, makeImage } from '#tests/firmware/firmware-maker.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { makeFleet, membersIn, PLAN, rollOut, step, view } from './fleet.ts'

let context: TestContext
let owner: OwnerActor
beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context, '::1', 10_000)
})
afterAll(() => context?.close())

async function imageFor(model: string): Promise<number> {
  const names = { version: '2.0', model, flavor: '', notes: '', fileName: 'update.bin' }
  return (await storeFirmware(context, owner, names, inPieces(makeImage()))).image.crc
}
const reportedModel = async () => {
  const [row] = await context.sql<{ model: string }[]>`select reported->>'model' as model from gateway_reports limit 1`
  return row?.model ?? ''
}

test('others are left out with the reason; named models are meant, and are sent it', async () => {
  const fleet = await makeFleet(context, owner, 2)
  await fleet.checkIn()
  const fwcrc = await imageFor('another-model')
  const change = { kind: 'firmware', fwcrc, allowUnsigned: true } as const
  await expect(rollOut(fleet, change)).rejects.toThrow('None of the 2 gateways that match may take part')

  const models = [await reportedModel()]
  const id = await rollOut(fleet, change, {
    waves: { by: 'share', shares: [] },
    eligibility: { ...PLAN.eligibility, models },
  })
  await step(fleet, id)
  expect((await view(fleet, id)).counts).toMatchObject({ armed: 2, skipped: 0 })
  await fleet.checkIn(await membersIn(fleet, id, 'armed'))
  expect(fleet.stations.map(({ updates }) => updates)).toEqual([1, 1])
})
