/** Of a large fleet pages and counts are found in other ways than of a small one: they say the same. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countStates, countStatesAndTerms, countTerms, type FleetPage, findPage, planned } from '#lib/db/fleet.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { labelGateways } from '#lib/services/fleet/label-gateways.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { looseEuis, recordCheckIn } from '../gateways/fleet.ts'

let context: TestContext
let a: OwnerActor

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
] as const

for (const filter of FILTERS) {
  test(`pages of ${JSON.stringify(filter)}`, async () => {
    for (const sort of ['eui', 'name', 'lastSeen', 'state'] as const) {
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
