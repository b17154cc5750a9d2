/** Labels in bulk, the export, saved views and targets of the list, each for its owner alone. */
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LIST_COLUMNS } from '#lib/domain/fleet/columns.ts'
import { LIST_SORTS } from '#lib/domain/fleet/sorts.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import { MAX_TAGS } from '#lib/domain/tags.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { changeGateway } from '#lib/services/change-gateway.ts'
import { changeTags } from '#lib/services/change-tags.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { exportGateways } from '#lib/services/fleet/export-gateways.ts'
import { HALF_A_LOCATION, labelGateways } from '#lib/services/fleet/label-gateways.ts'
import { createView, deleteView, listViews, renameView } from '#lib/services/fleet/saved-views.ts'
import { listTargets } from '#lib/services/list-target.ts'
import { NOT_YOURS } from '#lib/services/sentences.ts'
import { listGateways, viewGateway } from '#lib/services/view-gateways.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { auditOf, looseEuis } from '../gateways/fleet.ts'

let context: TestContext
let a: OwnerActor
let b: OwnerActor
let owners = 0

beforeAll(async () => {
  context = await createTestContext()
})
afterAll(() => context?.close())
beforeEach(async () => {
  owners += 2
  a = await createTestOwner(context, `::${(owners - 1).toString(16)}`, 100_000)
  b = await createTestOwner(context, `::${owners.toString(16)}`, 100_000)
})

async function add(owner: OwnerActor, count: number): Promise<Eui[]> {
  const euis = looseEuis(count)
  await addGateways(
    context,
    owner,
    euis.map((gateway) => ({ gateway, flavorid: 'x', token: 'a-token-of-some-length' })),
  )
  return euis
}

async function csv(owner: OwnerActor, request: Partial<Parameters<typeof exportGateways>[2]> = {}) {
  const parts: Uint8Array[] = []
  const whole = { sort: 'eui', descending: false, columns: LIST_COLUMNS, ...request } as const
  for await (const part of exportGateways(context, owner.ownerId, whole)) parts.push(part)
  return parse(Buffer.concat(parts).toString(), { bom: true }) as string[][]
}

describe('labels', () => {
  test('each gateway gets its own, what is left out stays, and the trail tells', async () => {
    const [one = '' as Eui, two = '' as Eui] = await add(a, 2)
    const [foreign = '' as Eui] = await add(b, 1)
    const answers = await labelGateways(context, a, [
      { gateway: one, name: 'Roof', latitude: 47.3769, longitude: 8.5417 },
      { gateway: two, tags: ['x'], latitude: 47 },
      { gateway: foreign, name: 'Mine now' },
      { gateway: 'nonsense', name: 'x' },
    ])
    expect(answers).toMatchObject([
      { gateway: one },
      { gateway: two, error: HALF_A_LOCATION },
      { gateway: foreign, error: NOT_YOURS },
      { error: expect.any(String) },
    ])
    expect(await viewGateway(context, a.ownerId, one)).toMatchObject({
      name: 'Roof',
      latitude: 47.3769,
      longitude: 8.5417,
    })
    expect(await viewGateway(context, a.ownerId, two)).toMatchObject({ tags: [], latitude: null })
    expect((await viewGateway(context, b.ownerId, foreign))?.name).toBe('')
    await labelGateways(context, a, [{ gateway: one, site: 'Harbour' }])
    expect(await viewGateway(context, a.ownerId, one)).toMatchObject({
      name: 'Roof',
      site: 'Harbour',
      latitude: 47.3769,
    })
    await changeGateway(context, a, one, { latitude: null, longitude: null })
    expect(await viewGateway(context, a.ownerId, one)).toMatchObject({ latitude: null, longitude: null })
    await expect(changeGateway(context, a, one, { latitude: 1 })).rejects.toMatchObject({ code: 'invalid' })
    expect((await auditOf(context, one)).map(({ action }) => action)).toEqual([
      'gateway.add',
      'gateway.change',
      'gateway.change',
      'gateway.change',
    ])
  })

  test('what a change of tags answers takes it back', async () => {
    const euis = await add(a, 3)
    const [one = '' as Eui, two = '' as Eui] = euis
    await labelGateways(context, a, [
      { gateway: one, tags: ['old', 'kept'], site: 'North' },
      { gateway: two, tags: ['new'] },
    ])
    const done = await changeTags(context, a, { by: 'filter' }, { add: ['new'], remove: ['old'], site: 'South' })
    expect(done).toMatchObject({ matching: 3, changed: 3 })
    await labelGateways(
      context,
      a,
      (done.before ?? []).map(({ eui, tags, site }) => ({ gateway: eui, tags, site })),
    )
    expect(await viewGateway(context, a.ownerId, one)).toMatchObject({ tags: ['old', 'kept'], site: 'North' })
    expect(await viewGateway(context, a.ownerId, two)).toMatchObject({ tags: ['new'], site: '' })
  })
})

test('a change of tags names those that stayed as they were, and why', async () => {
  const [full = '' as Eui, fits = '' as Eui] = await add(a, 2)
  const [foreign = '' as Eui] = await add(b, 1)
  const tags = Array.from({ length: MAX_TAGS }, (_, index) => `t${index}`)
  await labelGateways(context, a, [{ gateway: full, tags }])
  const target = { by: 'gateways', gateways: [full, fits, foreign] } as const
  const done = await changeTags(context, a, target, { add: ['one more'], remove: [] })
  expect(done).toMatchObject({ matching: 2, changed: 1, full: 1, before: [{ eui: fits }] })
  expect(done.left).toEqual([
    { eui: full, error: expect.stringContaining(`${MAX_TAGS} tags`) },
    { eui: foreign, error: NOT_YOURS },
  ])
  expect((await viewGateway(context, b.ownerId, foreign))?.tags).toEqual([])
})

describe('the export', () => {
  test('holds what the filter finds, in the order and with the columns that were chosen, and no formula', async () => {
    const euis = await add(a, 3)
    await add(b, 2)
    await labelGateways(
      context,
      a,
      euis.map((gateway, index) => ({
        gateway,
        name: ['=HYPERLINK("http://x")', 'Mast', 'Tower'][index],
        site: '@x',
        tags: ['t'],
      })),
    )
    const [head, ...rows] = await csv(a)
    expect(head).toContain('Certificates end')
    expect(rows.map(([eui]) => eui)).toEqual(euis.map(formatEui64))
    expect(rows.flat().filter((cell) => /^[=+\-@]/.test(cell))).toEqual([])
    const named = await csv(a, { sort: 'name', descending: true, text: 'mast', columns: ['name'] })
    expect(named).toEqual([
      ['EUI', 'ID6', 'State', 'Name'],
      [formatEui64(euis[1] as Eui), expect.any(String), 'never-seen', 'Mast'],
    ])
  })

  test('has coordinates as numbers, south and west of zero too, and guards text alone', async () => {
    const [south = '' as Eui] = await add(a, 1)
    await labelGateways(context, a, [{ gateway: south, name: '-33.45', latitude: -33.45, longitude: -70.66 }])
    const [head = [], row = []] = await csv(a)
    expect(row[head.indexOf('Latitude')]).toBe('-33.45')
    expect(row[head.indexOf('Longitude')]).toBe('-70.66')
    expect(row[head.indexOf('Name')]).toBe("'-33.45")
  })

  test('goes on page after page', async () => {
    await add(a, 4_100)
    expect(await csv(a, { columns: ['name'] })).toHaveLength(4_101)
  })
})

test('a target is named page by page, each gateway once', async () => {
  const euis = await add(a, 30)
  await add(b, 3)
  const first = await listTargets(context, a.ownerId, { by: 'filter' }, euis[9])
  expect(first.gateways.map(({ eui }) => eui)).toEqual(euis.slice(10))
  expect(first.more).toBe(false)
})

const datedFirst = (first: boolean): boolean[] => {
  const order = [...Array<boolean>(12).fill(true), ...Array<boolean>(13).fill(false)]
  return first ? order : order.reverse()
}
const by = (descending: boolean) => (x: string, y: string) => (x < y ? -1 : x > y ? 1 : 0) * (descending ? -1 : 1)

describe('pages', () => {
  test('go back to the very page before, in every order', async () => {
    const euis = await add(a, 25)
    await labelGateways(
      context,
      a,
      euis.map((gateway, index) => ({ gateway, name: ['x', '', 'y'][index % 3], site: ['', 'Harbour'][index % 2] })),
    )
    // Half of them hold no certificate: they come after all that hold one.
    for (const [index, eui] of euis.slice(0, 12).entries())
      await context.sql`update gateway_facets set expires_at = ${new Date(Date.UTC(2030, 0, 28 - (index >> 1)))} where eui = ${eui}`
    for (const sort of LIST_SORTS)
      for (const descending of [false, true]) {
        const page = (edge: { after?: never; before?: never } = {}) =>
          listGateways(context, a.ownerId, { sort, descending, limit: 10, ...edge })
        const edge = (row: { sortValue: string; eui: Eui } | undefined) =>
          ({ value: row?.sortValue ?? '', eui: row?.eui ?? '' }) as never
        const first = await page()
        const second = await page({ after: edge(first.rows.at(-1)) })
        const third = await page({ after: edge(second.rows.at(-1)) })
        expect(third.rows).toHaveLength(5)
        const all = [first, second, third].flatMap(({ rows }) => rows)
        expect(new Set(all.map(({ eui }) => eui)).size).toBe(25)
        if (sort === 'expires') expect(all.map(({ expiresAt }) => expiresAt !== null)).toEqual(datedFirst(!descending))
        if (sort === 'site')
          expect(all.map(({ site }) => site)).toEqual(all.map(({ site }) => site).sort(by(descending)))
        const back = await page({ before: edge(third.rows[0]) })
        expect(back.rows).toEqual(second.rows)
        expect(back.more).toBe(true)
        const begin = await page({ before: edge(second.rows[0]) })
        expect(begin.rows).toEqual(first.rows)
        expect(begin.more).toBe(false)
      }
  })
})

describe('saved views', () => {
  const person = async (): Promise<string> => {
    const [row] = await context.sql<{ id: string }[]>`
      insert into users (email, name, password_hash) values (${`${crypto.randomUUID()}@example.com`}, 'P', 'x') returning id`
    return row?.id ?? ''
  }
  const names = async (owner: OwnerActor, userId: string | null) =>
    (await listViews(context, owner.ownerId, { userId, mayShare: true })).map(({ name }) => name)

  test('own ones are seen by their person alone, shared ones by all members, and none by another owner', async () => {
    const [ada, ben] = [await person(), await person()]
    const mine = { userId: ada, mayShare: true }
    await createView(context, a, mine, { name: 'Own', shared: false, query: { tag: 'x' } })
    const shared = await createView(context, a, mine, { name: 'Shared', shared: true, query: { state: 'silent' } })
    expect(await names(a, ada)).toEqual(['Own', 'Shared'])
    expect(await names(a, ben)).toEqual(['Shared'])
    expect(await names(a, null)).toEqual(['Shared'])
    expect(await names(b, ada)).toEqual([])
    await expect(deleteView(context, b, mine, shared.id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(deleteView(context, a, { userId: ben, mayShare: false }, shared.id)).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(
      createView(context, a, { userId: ben, mayShare: false }, { name: 'No', shared: true, query: {} }),
    ).rejects.toMatchObject({ code: 'forbidden' })
    await deleteView(context, a, { userId: ben, mayShare: true }, shared.id)
    expect(await names(a, ada)).toEqual(['Own'])
  })

  test('a view is renamed by who may delete it, with a row that says what it was', async () => {
    const [ada, ben] = [await person(), await person()]
    const mine = { userId: ada, mayShare: false }
    const own = await createView(context, a, mine, { name: 'Rofs', shared: false, query: { tag: 'x' } })
    expect(await renameView(context, a, mine, { id: own.id, name: 'Roofs' })).toEqual({ ...own, name: 'Roofs' })
    expect(await names(a, ada)).toContain('Roofs')
    const rows = await context.sql`
      select detail from audit_entries where owner_id = ${a.ownerId} and action = 'view.rename'`
    expect(rows).toEqual([{ detail: { before: { name: 'Rofs' }, after: { name: 'Roofs' }, shared: false } }])
    const to = { id: own.id, name: 'No' }
    await expect(renameView(context, a, { userId: ben, mayShare: true }, to)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(renameView(context, b, mine, to)).rejects.toMatchObject({ code: 'not_found' })
    const shared = await createView(
      context,
      a,
      { userId: ben, mayShare: true },
      { name: 'All', shared: true, query: {} },
    )
    await expect(renameView(context, a, mine, { id: shared.id, name: 'No' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    // The same name again is no change, and leaves no row.
    await renameView(context, a, mine, { id: own.id, name: 'Roofs' })
    expect(
      await context.sql`select from audit_entries where owner_id = ${a.ownerId} and action = 'view.rename'`,
    ).toHaveLength(1)
    await deleteView(context, a, { userId: ben, mayShare: true }, shared.id)
    await deleteView(context, a, mine, own.id)
  })

  test('fifty of a person are enough', async () => {
    const ada = await person()
    const reader = { userId: ada, mayShare: false }
    const make = (name: string) => createView(context, a, reader, { name, shared: false, query: {} })
    for (let index = 0; index < 50; index++) await make(`View ${index}`)
    await expect(make('One more')).rejects.toMatchObject({ code: 'conflict' })
  })
})
