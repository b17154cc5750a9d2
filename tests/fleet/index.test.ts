/** The index of gateways says at every moment what the tables say that it is made of (docs/decisions/0096). */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Statements } from '#lib/db/client.ts'
import { compactCounts, markSilent, readStateCounts, readTermCounts } from '#lib/db/fleet.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { changeGateway } from '#lib/services/change-gateway.ts'
import { changeTags } from '#lib/services/change-tags.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { readFacets } from '#lib/services/fleet/count-fleet.ts'
import { labelGateways } from '#lib/services/fleet/label-gateways.ts'
import { readOverview } from '#lib/services/fleet/read-overview.ts'
import { tendFleet } from '#lib/services/fleet/tend-fleet.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { acceptTransfer } from '#lib/services/transfers/accept-offers.ts'
import { offerGateways } from '#lib/services/transfers/offer-gateways.ts'
import { listGateways } from '#lib/services/view-gateways.ts'
import { makeCa, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { claimAll, looseEuis, makeBatch, recordCheckIn } from '../gateways/fleet.ts'

let context: TestContext
let a: OwnerActor
let b: OwnerActor
let ca: TestCertificate
let owners = 0

beforeAll(async () => {
  context = await createTestContext()
  ca = await makeCa({ name: 'CN=Root' })
})
afterAll(() => context?.close())
beforeEach(async () => {
  owners += 2
  a = await createTestOwner(context, `::${(owners - 1).toString(16)}`, 100_000)
  b = await createTestOwner(context, `::${owners.toString(16)}`, 100_000)
})

async function add(owner: OwnerActor, count: number, flavorid = 'x'): Promise<Eui[]> {
  const euis = looseEuis(count)
  const answers = await addGateways(
    context,
    owner,
    euis.map((gateway) => ({ gateway, flavorid, token: 'a-token-of-some-length' })),
  )
  expect(answers.filter(({ error }) => error)).toEqual([])
  return euis
}
const terms = async (owner = a) =>
  Object.fromEntries((await readTermCounts(context.sql, owner.ownerId, 100)).map(({ term, count }) => [term, count]))
const states = async (owner = a) => Object.fromEntries(await readStateCounts(context.sql, owner.ownerId))
const list = async (filter: Partial<Parameters<typeof listGateways>[2]>, owner = a) =>
  (await listGateways(context, owner.ownerId, { sort: 'eui', descending: false, limit: 100, ...filter })).rows.map(
    ({ eui }) => eui,
  )

test('follows a gateway from its claim to its release, and counts along', async () => {
  const [one = '' as Eui, two = '' as Eui] = await add(a, 2, 'Kerlink')
  await add(b, 1, 'Kerlink')
  expect(await terms()).toEqual({ 'flavor:Kerlink': 2 })
  expect(await states()).toEqual({ 'never-seen': 2 })

  await labelGateways(context, a, [{ gateway: one, tags: ['roof', 'a:b'], site: 'Harbour' }])
  expect(await terms()).toEqual({ 'flavor:Kerlink': 2, 'tag:roof': 1, 'tag:a:b': 1, 'site:Harbour': 1 })
  expect(await list({ tag: 'a:b' })).toEqual([one])
  expect(await list({ text: 'harb' })).toEqual([one])
  expect(await list({ text: 'roof' })).toEqual([one])

  await setupGateways(context, a, [
    {
      gateway: one,
      lnsUri: 'wss://LNS.example.org:8887',
      lnsTrust: ca.der.toString('base64'),
      lnsKey: Buffer.from('Authorization: x\r\n').toString('base64'),
    },
  ])
  expect(await terms()).toMatchObject({ 'lns:lns.example.org': 1 })
  const end = Object.keys(await terms()).find((term) => term.startsWith('expires:'))
  expect(end).toBe(`expires:${new Date((await list1(one)).expiresAt ?? 0).toISOString().slice(0, 10)}`)
  expect(await list({ lns: 'lns.example.org' })).toEqual([one])

  await recordCheckIn(context, a.ownerId, one, { outcome: 'pending', tc: 1, matchedTc: null })
  expect(await states()).toEqual({ 'never-seen': 1, pending: 1 })
  expect(await terms()).toMatchObject({ 'model:linux': 1, 'package:1.0': 1, 'station:2.0.6': 1 })
  await recordCheckIn(context, a.ownerId, one, { outcome: 'fell-back', tc: 1, matchedTc: null })
  expect(await states()).toEqual({ 'never-seen': 1, 'fell-back': 1 })
  expect(await list({ state: 'fell-back' })).toEqual([one])

  await changeTags(context, a, { by: 'gateways', gateways: [one, two] }, { add: ['all'], remove: ['roof'] })
  expect(await terms()).toMatchObject({ 'tag:all': 2, 'tag:a:b': 1 })
  expect(await terms()).not.toHaveProperty('tag:roof')
  expect(await compactCounts(context.sql)).toBeGreaterThan(0)
  expect(await terms()).toMatchObject({ 'tag:all': 2, 'tag:a:b': 1, 'flavor:Kerlink': 2 })

  await deleteGateways(context, a, [one, two])
  expect(await terms()).toEqual({})
  expect(await states()).toEqual({})
  expect(await terms(b)).toEqual({ 'flavor:Kerlink': 1 })
})

const list1 = async (eui: Eui) => {
  const { rows } = await listGateways(context, a.ownerId, {
    sort: 'eui',
    descending: false,
    limit: 1,
    fragment: eui,
    text: eui,
  })
  const [row] = rows
  if (!row) throw new Error('not listed')
  return row
}

test('marks silence by the clock, unless the gateway was heard since, and forgets it at the next check-in', async () => {
  const [quiet = '' as Eui, heard = '' as Eui] = await add(a, 2)
  const hour = 3600_000
  const begun = context.now().getTime()
  for (const eui of [quiet, heard]) await recordCheckIn(context, a.ownerId, eui)
  // Within the ten minutes that the index may be behind.
  await recordCheckIn(context, a.ownerId, heard, { at: new Date(begun + 60_000) })
  const seen = await context.sql`select seen_at from gateway_states where eui = ${heard}`
  expect(seen[0]?.seen_at).toEqual(new Date(begun))
  context.clock.now = new Date(begun + 25 * hour + 30_000)
  expect(await list({ state: 'silent' })).toEqual([quiet])
  expect(await list({ state: 'in-sync' })).toEqual([heard])
  await tendFleet(context)
  expect(await states()).toEqual({ silent: 1, 'in-sync': 1 })
  expect(await markSilent(context.sql, context.now(), 10)).toBe(0)
  expect(await list({ sort: 'state' })).toEqual([quiet, heard])
  await recordCheckIn(context, a.ownerId, quiet)
  expect(await states()).toEqual({ 'in-sync': 2 })
  expect(await list({ state: 'silent' })).toEqual([])
  context.clock.now = new Date(begun)
})

test('lists the gateways that the overview counts: with an update in flight, and refused within a day', async () => {
  const [waits = '' as Eui, cut = '' as Eui, done = '' as Eui, quiet = '' as Eui] = await add(a, 4)
  const [foreign = '' as Eui] = await add(b, 1)
  const image = crypto.randomUUID()
  const arm = (owner: OwnerActor, eui: Eui, crc: number, state: string) => context.sql`
    insert into firmware_schedules (eui, owner_id, image_id, crc, state, open, armed, armed_at, armed_by)
    values (${eui}, ${owner.ownerId}, ${image}, ${crc}, ${state}, ${['scheduled', 'offered', 'interrupted'].includes(state)},
            gen_random_uuid(), ${context.now()}, 'x')`
  await arm(a, waits, 7, 'scheduled')
  await arm(a, cut, 7, 'interrupted')
  await arm(a, done, 8, 'confirmed')
  await arm(b, foreign, 7, 'interrupted')
  const hour = 3600_000
  const refuse = (eui: Eui, ago: number) => context.sql`
    insert into refused_check_ins (at, router, eui, address, reason)
    values (${new Date(context.now().getTime() - ago)}, 'x', ${eui}, '192.0.2.1', 'x')`
  await context.sql`update gateways set claimed_at = ${new Date(context.now().getTime() - 50 * hour)} where owner_id in (${a.ownerId}, ${b.ownerId})`
  for (const eui of [cut, cut, foreign]) await refuse(eui, hour)
  await refuse(quiet, 25 * hour)

  const { firmware, refused } = await readOverview(context, a.ownerId)
  expect(firmware).toMatchObject({ scheduled: 1, interrupted: 1, offered: 0 })
  expect(refused).toBe(1)
  expect(await list({ update: 'interrupted' })).toEqual([cut])
  expect(await list({ update: 'offered' })).toEqual([])
  expect(await list({ firmware: 7 })).toEqual([waits, cut].sort())
  expect(await list({ firmware: 7, update: 'scheduled' })).toEqual([waits])
  expect(await list({ firmware: 8, update: 'confirmed', sort: 'expires' })).toEqual([done])
  expect(await list({ refused: true })).toEqual([cut])
  expect(await list({ refused: true, update: 'scheduled' })).toEqual([])
  expect(await list({ refused: true }, b)).toEqual([foreign])
  expect((await readFacets(context, a.ownerId, { refused: true })).matching).toBe(1)
})

test('two changes of one gateway at once leave what both of them did', async () => {
  const [eui = '' as Eui] = await add(a, 1)
  for (let round = 0; round < 10; round++) {
    await Promise.all([
      recordCheckIn(context, a.ownerId, eui, { outcome: round % 2 ? 'in-sync' : 'fell-back' }),
      changeGateway(context, a, eui, { site: `Site ${round}` }),
      changeTags(context, a, { by: 'gateways', gateways: [eui] }, { add: [`t${round}`], remove: [`t${round - 1}`] }),
    ])
    const state = round % 2 ? 'in-sync' : 'fell-back'
    expect(await states()).toEqual({ [state]: 1 })
    expect(await terms()).toMatchObject({ [`site:Site ${round}`]: 1, [`tag:t${round}`]: 1 })
    expect(Object.keys(await terms()).filter((term) => /^(tag|site):/.test(term))).toHaveLength(2)
  }
})

/** What the index says of every gateway, and what its counts add up to. */
async function indexRows(sql: Statements) {
  const words = await sql`select eui, owner_id, name_key, search from gateway_words order by eui`
  const facets = await sql`select eui, owner_id, terms, expires_at from gateway_facets order by eui`
  const states = await sql`select eui, owner_id, state from gateway_states order by eui`
  const counts = await sql`
    select owner_id, term, sum(n)::int as n from fleet_counts where term not like 'state:%' group by 1, 2 having sum(n) <> 0 order by 1, 2`
  const perState = await sql`
    select owner_id, sum(n)::int as n from fleet_counts where term like 'state:%' group by 1 having sum(n) <> 0 order by 1`
  return { words: [...words], facets: [...facets], states: [...states], counts: [...counts], perState: [...perState] }
}

/** The same if it were made anew from what it follows. Nothing is changed. */
async function rebuiltRows() {
  let rebuilt: Awaited<ReturnType<typeof indexRows>> | undefined
  await context.sql
    .begin(async (tx) => {
      await tx`truncate gateway_words, gateway_facets, gateway_states, fleet_counts`
      await tx`select index_gateways(array_agg(eui)) from gateways`
      rebuilt = await indexRows(tx)
      throw new Error('only a look')
    })
    .catch((error: Error) => expect(error.message).toBe('only a look'))
  return rebuilt
}

test('is as if made anew after claims, transfers, deletes and setups of whole sets', async () => {
  const batch = await makeBatch(context, 100)
  const claimed = Array.from({ length: 40 }, (_, index) => batch.eui(index))
  await claimAll(context, a, claimed)
  const added = await add(a, 12)
  const all = [...claimed, ...added]
  await labelGateways(
    context,
    a,
    all.map((gateway, index) => ({
      gateway,
      name: `Roof ${index}`,
      site: `Site ${index % 3}`,
      tags: [`t${index % 2}`],
    })),
  )
  await setupGateways(
    context,
    a,
    all.slice(0, 45).map((gateway) => ({
      gateway,
      lnsUri: 'wss://lns.example.org:8887',
      lnsTrust: ca.der.toString('base64'),
      lnsKey: Buffer.from('Authorization: x\r\n').toString('base64'),
    })),
  )
  for (const eui of [...claimed.slice(0, 10), ...added.slice(0, 4)])
    await recordCheckIn(context, a.ownerId, eui, { outcome: 'fell-back', tc: 1, matchedTc: null })
  expect(await indexRows(context.sql)).toEqual(await rebuiltRows())

  for (const [withLabels, gateways] of [
    [true, [...claimed.slice(0, 8), ...added.slice(0, 2)]],
    [false, [...claimed.slice(8, 16), ...added.slice(2, 4)]],
  ] as const) {
    const target = { by: 'gateways', gateways } as const
    const { id } = await offerGateways(context, a, { to: b.ownerId, target, days: 7, note: '', withLabels })
    expect((await acceptTransfer(context, b, id, undefined)).filter(({ error }) => error)).toEqual([])
    expect(await indexRows(context.sql)).toEqual(await rebuiltRows())
  }
  expect(await states(b)).toEqual({ 'never-seen': 20 })
  expect(await terms(b)).toEqual({
    'flavor:Test gateway': 16,
    'flavor:x': 4,
    'site:Site 0': 3,
    'site:Site 1': 4,
    'site:Site 2': 3,
    'tag:t0': 5,
    'tag:t1': 5,
  })

  await deleteGateways(context, b, [...claimed.slice(0, 4), ...added.slice(0, 1)])
  await deleteGateways(context, a, all.slice(20, 50))
  expect(await indexRows(context.sql)).toEqual(await rebuiltRows())
  expect(await states(b)).toEqual({ 'never-seen': 15 })
  // A right PIN beats an add.
  const later = looseEuis(4)
  await addGateways(
    context,
    a,
    later.map((gateway) => ({ gateway, flavorid: 'x', token: 'a-token-of-some-length' })),
  )
  const [from = '' as Eui, to = '' as Eui] = [later[0], later.at(-1)]
  await createBatch(context, { from, to, flavor: 'Later' })
  await claimAll(context, b, later)
  expect(await indexRows(context.sql)).toEqual(await rebuiltRows())
  expect(await terms(b)).toMatchObject({ 'flavor:Later': 4 })
})

describe('facets', () => {
  test('say how many values there are, and find those beyond the listed ones', async () => {
    const euis = await add(a, 130)
    await labelGateways(
      context,
      a,
      euis.map((gateway, index) => ({ gateway, site: `Site ${String(index).padStart(3, '0')}`, tags: ['all'] })),
    )
    const whole = await readFacets(context, a.ownerId, {})
    expect(whole.facets.site).toHaveLength(100)
    expect(whole.values).toMatchObject({ site: 130, tag: 1, model: 0 })
    const found = await readFacets(context, a.ownerId, {}, 'sITE 12')
    expect(found.facets.site.map(({ value }) => value)).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `Site 12${n}`),
    )
    expect(found.values.site).toBe(10)
    const filtered = await readFacets(context, a.ownerId, { tag: 'all' }, '%')
    expect(filtered.values).toMatchObject({ site: 0, tag: 0 })
    expect((await readFacets(context, a.ownerId, { tag: 'all' })).values).toMatchObject({ site: 130, tag: 1 })
    expect((await readFacets(context, b.ownerId, {}, 'Site')).values.site).toBe(0)
  })

  test('count what the filter finds, and of the facet that is filtered by everything', async () => {
    const euis = await add(a, 6)
    await add(b, 3)
    await labelGateways(
      context,
      a,
      euis.map((gateway, index) => ({
        gateway,
        site: index < 4 ? 'North' : 'South',
        tags: index % 2 ? ['odd'] : ['even'],
      })),
    )
    const all = await readFacets(context, a.ownerId, {})
    expect(all).toMatchObject({ matching: 6, exact: true })
    expect(all.facets.site).toEqual([
      { value: 'North', count: 4 },
      { value: 'South', count: 2 },
    ])
    const north = await readFacets(context, a.ownerId, { site: 'North' })
    expect(north).toMatchObject({ matching: 4, exact: true })
    expect(north.facets.tag).toEqual([
      { value: 'even', count: 2 },
      { value: 'odd', count: 2 },
    ])
    expect(north.facets.site).toEqual(all.facets.site)
    expect(await list({ site: 'North', tag: 'odd' })).toEqual([euis[1], euis[3]])
    expect(await list({ site: '' })).toEqual([])
    expect((await readOverview(context, a.ownerId)).gateways).toMatchObject({ matching: 6 })
    expect((await readOverview(context, b.ownerId)).gateways).toMatchObject({ matching: 3 })
  })
})
