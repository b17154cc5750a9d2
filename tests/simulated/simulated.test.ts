import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { listSimulated } from '#lib/db/simulated-gateways.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { cleanUpLeftovers } from '#lib/services/clean-up-leftovers.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { contactSimulated } from '#lib/services/simulated/contact-simulated.ts'
import { MAX_SIMULATED, startSimulated } from '#lib/services/simulated/start-simulated.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { eventually } from '#tests/support/eventually.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'

let plane: TestPlane
let owner: OwnerActor
let other: OwnerActor
beforeAll(async () => {
  plane = await startTestPlane()
  owner = await createTestOwner(plane.context, '::1', 0)
  other = await createTestOwner(plane.context, '::2')
})
afterAll(() => plane.close())
beforeEach(async () => {
  await plane.context.sql`delete from simulated_gateways`
})

const stateOf = async (eui: Eui) => (await viewGateway(plane.context, owner.ownerId, eui))?.state
const contact = (eui: Eui) => contactSimulated(plane.context, owner, eui)

test('it joins as a device does: it calls, collects what its owner set, and proves it', async () => {
  const eui = await startSimulated(plane.context, owner)
  expect(await stateOf(eui)).toBe('never-seen')
  const first = await contact(eui)
  expect(first).toMatchObject({ result: 'done', slot: 'boot', written: [] })
  const trust = (await makeCa({ name: 'CN=LNS' })).pem
  const cups = { cupsUri: plane.uri, cupsTrust: plane.trust }
  const lns = { lnsUri: 'wss://lns.example.com:8887', lnsTrust: trust, lnsKey: 'Authorization: Bearer simulated' }
  expect(await setupGateways(plane.context, owner, [{ gateway: eui, ...cups, ...lns }])).not.toMatchObject([
    { error: expect.anything() },
  ])
  const second = await contact(eui)
  expect(second.written).toEqual(
    expect.arrayContaining(['tc.uri', 'tc.trust', 'tc.key', 'cups.uri', 'cups.trust', 'cups.key']),
  )
  expect(second.harm).toEqual([])
  const third = await contact(eui)
  expect(third).toMatchObject({ result: 'done', written: [], state: { tcUri: 'wss://lns.example.com:8887' } })
  await eventually(async () => expect(await stateOf(eui)).toBe('in-sync'))
  expect(await listSimulated(plane.context.sql, owner.ownerId)).toMatchObject([{ eui, contacts: 3 }])
})

test('what is kept of it between two contacts is sealed', async () => {
  const eui = await startSimulated(plane.context, owner)
  const [row] = await plane.context.sql<
    { home: Buffer }[]
  >`select home_enc as home from simulated_gateways where eui = ${eui}`
  expect(row?.home.toString('latin1')).not.toMatch(/Authorization|QXV0aG9yaXph|CERTIFICATE/)
})

test('it never calls another server than this one', async () => {
  const eui = await startSimulated(plane.context, owner)
  const trust = (await makeCa({ name: 'CN=Elsewhere' })).pem
  const cups = {
    cupsUri: 'https://cups.example.com:443',
    cupsTrust: trust,
    cupsKey: 'Authorization: elsewhere-elsewhere',
  }
  expect(await setupGateways(plane.context, owner, [{ gateway: eui, ...cups }])).not.toMatchObject([
    { error: expect.anything() },
  ])
  await contact(eui)
  await expect(contact(eui)).rejects.toThrow('led to another CUPS server')
  expect(await listSimulated(plane.context.sql, owner.ownerId)).toMatchObject([{ contacts: 1 }])
})

test('another owner neither sees it nor lets it call', async () => {
  const eui = await startSimulated(plane.context, owner)
  await expect(contactSimulated(plane.context, other, eui)).rejects.toMatchObject({ code: 'not_found' })
  expect(await listSimulated(plane.context.sql, other.ownerId)).toEqual([])
})

test('while one contact is under way another is refused, and one that never came back does not block for long', async () => {
  const eui = await startSimulated(plane.context, owner)
  const { clock } = plane.context
  const until = new Date(clock.now.getTime() + 60_000)
  await plane.context.sql`update simulated_gateways set busy_until = ${until} where eui = ${eui}`
  await expect(contact(eui)).rejects.toMatchObject({ code: 'conflict' })
  clock.now = until
  expect(await contact(eui)).toMatchObject({ result: 'done' })
  expect(await contact(eui)).toMatchObject({ result: 'done' })
})

test('an owner has few at a time, also when all are asked for at once', async () => {
  const wanted = Array.from({ length: MAX_SIMULATED + 3 }, () => startSimulated(plane.context, owner))
  const made = (await Promise.allSettled(wanted)).filter(({ status }) => status === 'fulfilled')
  expect(made).toHaveLength(MAX_SIMULATED)
})

test('it goes when its owner deletes it, and by itself after a day', async () => {
  const { context } = plane
  const [first, second] = [await startSimulated(context, owner), await startSimulated(context, owner)]
  await deleteGateways(context, owner, [first])
  expect(await listSimulated(context.sql, owner.ownerId)).toMatchObject([{ eui: second }])
  await expect(contact(first)).rejects.toMatchObject({ code: 'not_found' })
  context.clock.now = new Date(context.clock.now.getTime() + 25 * 3_600_000)
  await cleanUpLeftovers(context)
  expect(await listSimulated(context.sql, owner.ownerId)).toEqual([])
  expect(await viewGateway(context, owner.ownerId, second)).toBeUndefined()
  await cleanUpLeftovers(context)
  expect(await context.sql`select from simulated_gateways`).toHaveLength(0)
})
