/** Delete, and what the next owner may see (rules.md 8, 17) on a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { lookUpGateways, writeRefused } from '#lib/db/check-ins.ts'
import { listCheckIns } from '#lib/db/gateway-views.ts'
import { findLiveSets } from '#lib/db/gateways.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { changeGateway } from '#lib/services/change-gateway.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { describeGateways, listOwnedGateways } from '#lib/services/describe-gateways.ts'
import { NOT_YOURS } from '#lib/services/sentences.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { listGateways, viewGateway } from '#lib/services/view-gateways.ts'
import { makeCa } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { auditOf, claimAll, dumpDatabase, looseEuis, makeBatch, ownerOf, pinOf, recordCheckIn } from './fleet.ts'

let context: TestContext
let a: OwnerActor
let b: OwnerActor
let trust: string
let owners = 0

beforeAll(async () => {
  context = await createTestContext()
  trust = (await makeCa()).der.toString('base64')
})
afterAll(() => context?.close())
beforeEach(async () => {
  owners += 2
  a = await createTestOwner(context, `::${(owners - 1).toString(16)}`, 1_000)
  b = await createTestOwner(context, `::${owners.toString(16)}`, 1_000)
})

/** A gateway of A with everything that A can put on it. */
async function lived(eui: Eui): Promise<void> {
  await setupGateways(context, a, [
    {
      gateway: eui,
      cupsUri: 'https://localhost:9191',
      cupsTrust: trust,
      lnsUri: 'wss://lns-of-a.example:1',
      lnsTrust: trust,
      lnsKey: 'Authorization: key-of-a',
    },
  ])
  await changeGateway(context, a, eui, { name: 'Name by A', tags: ['pilot'], site: 'Roof' })
  await recordCheckIn(context, a.ownerId, eui, { tcUri: 'wss://lns-of-a.example:1', cups: 1, tc: 1 })
  await writeRefused(context.sql, [{ at: context.now(), router: eui, eui, address: '198.51.100.66', reason: 'wrong' }])
  context.clock.now = new Date(context.clock.now.getTime() + 1_000)
}

describe('a gateway of a batch', () => {
  let eui: Eui
  beforeEach(async () => {
    eui = (await makeBatch(context)).eui(5)
    await claimAll(context, a, [eui])
    await lived(eui)
  })

  test('is nobody’s, and nothing of its owner’s is left with it but the log, which the next one cannot read', async () => {
    expect(await deleteGateways(context, a, [eui])).toEqual([{ gateway: eui }])
    expect(await ownerOf(context, eui)).toBeNull()
    expect(await context.sql`select * from credential_sets where eui = ${eui}`).toHaveLength(0)
    expect(await context.sql`select * from gateway_reports where eui = ${eui}`).toHaveLength(0)
    const [row] = await context.sql`select * from gateways where eui = ${eui}`
    expect(row).toMatchObject({
      name: '',
      tags: [],
      site: '',
      cups_version: null,
      tc_version: null,
      claimed_at: null,
      last_setup_at: null,
      released_at: context.now(),
      token_enc: null,
    })
    // The derived token still works: nothing else does.
    const known = (await lookUpGateways(context.sql, [eui])).get(eui)
    expect(known).toMatchObject({ ownerId: null, sets: [], lastFingerprint: null })
    expect(known?.tokenDigests).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/)])
    expect((await auditOf(context, eui)).at(-1)).toMatchObject({ owner_id: a.ownerId, action: 'gateway.delete' })
  })

  test('comes to the next owner as new', async () => {
    await deleteGateways(context, a, [eui])
    await claimAll(context, b, [eui])
    const view = await viewGateway(context, b.ownerId, eui)
    expect(view).toMatchObject({
      name: '',
      tags: [],
      site: '',
      state: 'never-seen',
      report: null,
      desired: { cups: null, tc: null },
      lastSetupAt: null,
      // A's gateway was knocked at with a wrong token: that is A's matter.
      refused: { count: 0, lastAddress: null, lastAt: null },
    })
    const [info] = await describeGateways(context, b.ownerId, [eui])
    expect(info).toMatchObject({
      lastSeen: null,
      lastSetup: null,
      httpStatus: null,
      lnsUri: null,
      lnsTrust: null,
      claimed: context.now().toISOString(),
    })
    expect(await listCheckIns(context.sql, b.ownerId, eui, undefined, 10)).toEqual([])
    expect(await findLiveSets(context.sql, b.ownerId, [eui])).toEqual([])
    const page = await listGateways(context, b.ownerId, { sort: 'eui', descending: false, limit: 10 })
    const seen = JSON.stringify([view, info, page.rows])
    for (const trace of ['lns-of-a', 'Name by A', '198.51.100', a.ownerId]) expect(seen).not.toContain(trace)
    // And to A it is unknown again, apart from A's own log.
    expect(await viewGateway(context, a.ownerId, eui)).toBeUndefined()
    expect(await listOwnedGateways(context, a.ownerId)).toEqual([])
    expect(await listCheckIns(context.sql, a.ownerId, eui, undefined, 10)).toHaveLength(1)
  })

  test('refusals after the claim are the new owner’s to see', async () => {
    await deleteGateways(context, a, [eui])
    await claimAll(context, b, [eui])
    await writeRefused(context.sql, [
      { at: context.now(), router: eui, eui, address: '198.51.100.99', reason: 'wrong' },
    ])
    expect((await viewGateway(context, b.ownerId, eui))?.refused).toMatchObject({
      count: 1,
      lastAddress: '198.51.100.99',
    })
    expect((await describeGateways(context, b.ownerId, [eui]))[0]).toMatchObject({ httpStatus: 401 })
  })
})

test('an added gateway is gone; anybody may add it, and a batch may hold it', async () => {
  const [eui = '' as Eui] = looseEuis(1)
  await addGateways(context, a, [{ gateway: eui, flavorid: 'x', token: 'TokenGivenByA' }])
  await lived(eui)
  await deleteGateways(context, a, [eui])
  expect(await ownerOf(context, eui)).toBeUndefined()
  const dump = await dumpDatabase(context)
  // Trail and log of A remain, no set, no token, no report.
  const tables = dump
    .split('\n')
    .filter((line) => line.includes(eui))
    .map((line) => line.split(' ')[0])
  expect([...new Set(tables)].toSorted()).toEqual(['audit_entries', 'check_ins', 'gateway_events', 'refused_check_ins'])
  expect(await addGateways(context, b, [{ gateway: eui, flavorid: 'x', token: 'TokenGivenByB' }])).toEqual([
    { gateway: eui },
  ])
  expect(await viewGateway(context, b.ownerId, eui)).toMatchObject({
    report: null,
    refused: { count: 0 },
    cupsVersion: null,
  })
  expect(await listCheckIns(context.sql, b.ownerId, eui, undefined, 10)).toEqual([])
})

test('another owner’s, unknown ones and those deleted before are answered alike, and not touched', async () => {
  const batch = await makeBatch(context)
  const [own, foreign, unclaimed] = [batch.eui(1), batch.eui(2), batch.eui(3)]
  await claimAll(context, a, [foreign])
  await lived(foreign)
  await claimAll(context, b, [own])
  await deleteGateways(context, b, [own])
  const before = await context.sql`select * from gateways where eui = ${foreign}`
  const [unknown] = looseEuis(1)
  const all = [own, foreign, unclaimed, unknown]
  expect(await deleteGateways(context, b, all)).toEqual(all.map((gateway) => ({ gateway, error: NOT_YOURS })))
  expect(await context.sql`select * from gateways where eui = ${foreign}`).toEqual(before)
  expect(await findLiveSets(context.sql, a.ownerId, [foreign])).toHaveLength(2)
  expect(await context.sql`select * from gateway_reports where eui = ${foreign}`).toHaveLength(1)
  const trail =
    await context.sql`select eui from audit_entries where owner_id = ${b.ownerId} and action = 'gateway.delete'`
  expect(trail.map((row) => row.eui)).toEqual([own])
})

test('doubles, junk and entries as objects in one bulk', async () => {
  const batch = await makeBatch(context)
  const [one, two] = [batch.eui(1), batch.eui(2)]
  await claimAll(context, a, [one, two])
  expect(await deleteGateways(context, a, [{ gateway: two }, 'junk', one, two, null, 7, {}])).toEqual([
    { gateway: two },
    { gateway: 'junk', error: expect.any(String) },
    { gateway: one },
    { gateway: two, error: expect.stringMatching(/listed twice/) },
    { gateway: '', error: expect.any(String) },
    { gateway: '0000000000000007', error: NOT_YOURS },
    { gateway: '', error: expect.any(String) },
  ])
})

test('two deletes at once: one of them did it', async () => {
  const batch = await makeBatch(context)
  for (let index = 0; index < 30; index++) {
    const eui = batch.eui(index)
    await claimAll(context, a, [eui])
    const answers = (await Promise.all([deleteGateways(context, a, [eui]), deleteGateways(context, a, [eui])])).map(
      ([one]) => one?.error,
    )
    expect(answers.toSorted()).toEqual([NOT_YOURS, undefined])
  }
})

test('while A deletes, B claims: B has it only after A let go, and then without anything of A', async () => {
  const batch = await makeBatch(context)
  for (let index = 0; index < 30; index++) {
    const eui = batch.eui(index)
    await claimAll(context, a, [eui])
    await lived(eui)
    const claim = await pinOf(context, eui)
    const [, [answer]] = await Promise.all([
      deleteGateways(context, a, [eui]),
      claimGateways(context, b, [{ gateway: eui, claim }]),
    ])
    expect(await ownerOf(context, eui)).toBe(answer?.error ? null : b.ownerId)
    expect(await context.sql`select * from credential_sets where eui = ${eui}`).toHaveLength(0)
    if (!answer?.error) expect(answer).toHaveProperty('warning')
  }
})
