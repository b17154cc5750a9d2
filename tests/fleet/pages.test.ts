/** Of a large fleet pages and counts are found in other ways than of a small one: they say the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  countStates,
  countStatesAndTerms,
  countTerms,
  type FleetPage,
  findPage,
  type GatewayFilter,
  planned,
} from '#lib/db/fleet.ts'
import type { Eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { labelGateways } from '#lib/services/fleet/label-gateways.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { looseEuis, recordCheckIn } from '../gateways/fleet.ts'

let context: TestContext
let a: OwnerActor
let mine: readonly Eui[] = []

const RECLAIMED = 15
const isRefused = (index: number): boolean => index % 5 === 0
const updateState = (index: number) =>
  ([undefined, 'confirmed', 'no-change', 'interrupted', 'cancelled', 'scheduled'] as const)[index % 6]
const imageOf = (index: number): number => 7 + (index % 2)

beforeAll(async () => {
  context = await createTestContext()
  a = await createTestOwner(context, '::1', 1_000)
  const b = await createTestOwner(context, '::2', 1_000)
  for (const owner of [a, b]) {
    const euis = looseEuis(60)
    const entries = euis.map((gateway) => ({ gateway, flavorid: 'x', token: 'a-token-of-some-length' }))
    await addGateways(context, owner, entries)
    await labelGateways(
      context,
      owner,
      euis.map((gateway, index) => ({
        gateway,
        name: `${['Roof', 'Mast', 'Silo'][index % 3]} ${index}`,
        site: `Site ${index % 4}`,
        tags: [...(index % 2 ? ['odd'] : ['even']), ...(index % 5 ? [] : ['fifth'])],
      })),
    )
    const now = context.clock.now.getTime()
    for (const [index, eui] of euis.entries()) {
      if (index % 7 === 0) continue
      const at = new Date(now - index * 600_000)
      await recordCheckIn(context, owner.ownerId, eui, { outcome: index % 6 ? 'in-sync' : 'fell-back', at })
    }
    for (const [index, eui] of euis.entries()) {
      if (isRefused(index))
        for (const hours of [2, 3])
          await context.sql`
            insert into refused_check_ins (at, router, eui, address, reason)
            values (${new Date(now - hours * 3_600_000)}, '', ${eui}, '198.51.100.7', 'token')`
      if (index % 4 === 2)
        await context.sql`
          insert into refused_check_ins (at, router, eui, address, reason)
          values (${new Date(now - 30 * 3_600_000)}, '', ${eui}, '198.51.100.7', 'token')`
      const state = updateState(index)
      if (state)
        await context.sql`
          insert into firmware_schedules (eui, owner_id, image_id, crc, state, open, armed, armed_at, armed_by)
          values (${eui}, ${owner.ownerId}, gen_random_uuid(), ${imageOf(index)}, ${state}, ${index % 4 < 2}, gen_random_uuid(), now(), 'x')`
      if (index % 3)
        await context.sql`update gateway_facets set expires_at = ${new Date(now + (index % 9) * 86_400_000)} where eui = ${eui}`
    }
    if (owner === a) mine = euis
    // Theirs before they came here are not theirs.
    await context.sql`update gateways set claimed_at = ${new Date(now - 2 * 86_400_000)} where owner_id = ${owner.ownerId}`
    await context.sql`update gateways set claimed_at = ${new Date(now)} where eui = ${euis[RECLAIMED] ?? ''}`
  }
})
afterAll(() => context?.close())

const FILTERS = [
  { tag: 'odd' },
  { tag: 'odd', site: 'Site 1' },
  { tag: 'odd', site: 'Site 2' },
  { tag: 'fifth', model: 'linux' },
  { tag: 'even', state: 'in-sync' },
  { tag: 'even', state: 'fell-back' },
  { tag: 'fifth', text: 'mast' },
  { site: '' },
  { refused: true },
  { refused: true, tag: 'odd' },
  { refused: true, state: 'in-sync' },
  { refused: true, text: 'mast' },
  { firmware: 7 },
  { firmware: 7, update: 'no-change' },
  { update: 'confirmed' },
  { update: 'interrupted' },
  { update: 'confirmed', state: 'in-sync' },
  { update: 'confirmed', tag: 'fifth' },
  { update: 'no-change', refused: true },
] as const

const indexesOf = (rows: readonly { eui: Eui }[]) => rows.map(({ eui }) => mine.indexOf(eui)).sort((x, y) => x - y)
const those = (match: (index: number) => boolean) => mine.map((_, index) => index).filter(match)

for (const [filter, match] of [
  [{ refused: true }, (index) => isRefused(index) && index !== RECLAIMED],
  [{ refused: true, tag: 'odd' }, (index) => isRefused(index) && index !== RECLAIMED && index % 2 === 1],
  [{ firmware: 7 }, (index) => imageOf(index) === 7 && ![undefined, 'cancelled'].includes(updateState(index))],
  [{ update: 'confirmed' }, (index) => updateState(index) === 'confirmed'],
  // One that is not open is over.
  [{ update: 'interrupted' }, (index) => updateState(index) === 'interrupted' && index % 4 < 2],
  [{ update: 'no-change', refused: true }, (index) => updateState(index) === 'no-change' && isRefused(index)],
] as const satisfies readonly [GatewayFilter, (index: number) => boolean][]) {
  test(`who is found by ${JSON.stringify(filter)}`, async () => {
    const page = { filter, now: context.now(), sort: 'eui', descending: false, limit: 1_000 } as const
    const rows = await planned(context.sql, (tx) => findPage(tx, a.ownerId, page))
    expect(indexesOf(rows)).toEqual(those(match))
  })
}

for (const filter of FILTERS) {
  test(`pages of ${JSON.stringify(filter)}`, async () => {
    for (const sort of ['eui', 'name', 'lastSeen', 'state', 'expires'] as const) {
      for (const descending of [false, true]) {
        const page = (more: Partial<FleetPage>) =>
          planned(context.sql, (tx) =>
            findPage(tx, a.ownerId, { filter, now: context.now(), sort, descending, limit: 5, ...more }),
          )
        const all = await page({ limit: 1_000 })
        for (const way of [
          {},
          { large: true },
          { large: true, vast: true },
          { large: true, few: true },
          { large: true, vast: true, few: true },
        ]) {
          expect(await page({ ...way, limit: 1_000 })).toEqual(all)
          const read: unknown[] = []
          for (let rows = await page(way); rows.length > 0; rows = await page({ ...way, after: rows.at(-1) }))
            read.push(...rows)
          expect(read).toEqual(all)
          for (const before of all.filter((_, place) => place % 6 === 1)) {
            const place = all.indexOf(before)
            const expected = all.slice(Math.max(0, place - 5), place).reverse()
            expect(await page({ ...way, before })).toEqual(expected)
          }
        }
      }
    }
  })

  test(`counts of ${JSON.stringify(filter)}`, async () => {
    const matching = { filter, now: context.now() }
    const [small, large] = await planned(context.sql, async (tx) => [
      await countStates(tx, a.ownerId, matching),
      await countStates(tx, a.ownerId, { ...matching, large: true, vast: true }),
    ])
    expect(large).toEqual(small)
    const both = await planned(context.sql, (tx) =>
      countStatesAndTerms(tx, a.ownerId, { ...matching, large: true, vast: true }),
    )
    expect({ counts: both.counts, exact: both.exact }).toEqual(small)
    const terms = await planned(context.sql, (tx) =>
      countTerms(tx, a.ownerId, { ...matching, filter: { ...filter, state: undefined } }),
    )
    expect([...both.terms].sort((x, y) => (x.term < y.term ? -1 : 1))).toEqual(terms)
  })
}
