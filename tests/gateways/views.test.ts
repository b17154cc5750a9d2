/** Lists, states and one gateway's page (DESIGN §5, §8) on a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listCheckIns } from '#lib/db/gateway-views.ts'
import { GATEWAY_STATES } from '#lib/domain/gateway-state.ts'
import { type Eui, euiFragment, formatEui64, formatId6, formatMac } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { changeGateway } from '#lib/services/change-gateway.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { describeGateways, listOwnedGateways } from '#lib/services/describe-gateways.ts'
import { NOT_YOURS } from '#lib/services/sentences.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { listGateways, viewGateway } from '#lib/services/view-gateways.ts'
import { keyDer, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { looseEuis, recordCheckIn } from './fleet.ts'

let context: TestContext
let a: OwnerActor
let b: OwnerActor
let ca: TestCertificate
let owners = 0

beforeAll(async () => {
  context = await createTestContext()
  ca = await makeCa({ name: 'CN=Shown CA' })
})
afterAll(() => context?.close())
beforeEach(async () => {
  owners += 2
  a = await createTestOwner(context, `::${(owners - 1).toString(16)}`, 100_000)
  b = await createTestOwner(context, `::${owners.toString(16)}`, 100_000)
})

const TOKEN = 'TokenThatIsNeverShown'
async function add(owner: OwnerActor, euis: readonly Eui[]): Promise<void> {
  const answers = await addGateways(
    context,
    owner,
    euis.map((gateway) => ({ gateway, flavorid: 'x', token: TOKEN })),
  )
  expect(answers.filter((one) => one.error)).toEqual([])
}
async function addOne(owner = a): Promise<Eui> {
  const [eui = '' as Eui] = looseEuis(1)
  await add(owner, [eui])
  return eui
}
const DEFAULTS = { sort: 'eui', descending: false, limit: 200 } as const
type Request = Parameters<typeof listGateways>[2]
const list = (request: Partial<Request> = {}, owner = a) =>
  listGateways(context, owner.ownerId, { ...DEFAULTS, ...request })
/** As the route asks. */
const search = async (q: string, owner = a) =>
  (await list({ fragment: euiFragment(q), text: q.trim() || undefined }, owner)).rows.map((row) => row.eui)
const name = (eui: Eui, text: string, owner = a) => changeGateway(context, owner, eui, { name: text })
const stateOf = async (eui: Eui) => (await viewGateway(context, a.ownerId, eui))?.state

describe('search', () => {
  const eui = 'b827ebfffea67a72' as Eui
  const id6 = '000000fffe000abc' as Eui

  test.each([
    ['EUI-64', 'B8-27-EB-FF-FE-A6-7A-72'],
    ['MAC', 'b8:27:eb:a6:7a:72'],
    ['MAC without separators', 'B827EBA67A72'],
    ['ID6', 'b827:ebff:fea6:7a72'],
    ['its end', '7a72'],
    ['its beginning', 'B8-27-EB'],
    ['the first twelve digits', 'b827ebfffea6'],
    ['a part of the MAC across its middle', 'eb:a6:7a'],
    ['the end of the MAC', 'a6-7a-72'],
    ['the end of the ID6', ':fea6:7a72'],
    ['blanks around it', '  b827eb  '],
  ])('finds by %s', async (_, text) => {
    await context.sql`delete from gateways where eui = any(${[eui, id6]})`
    await add(a, [eui, id6, ...looseEuis(1)])
    expect(await search(text)).toEqual([eui])
  })

  test.each(['0:ff:fe00:abc', 'ff:fe00:abc', ':abc', '00-00-00-FF-FE-00-0A-BC', 'FE00:A'])(
    'finds an ID6 whose zeros are left out by %s',
    async (text) => {
      await context.sql`delete from gateways where eui = any(${[eui, id6]})`
      await add(a, [eui, id6])
      expect(await search(text)).toEqual([id6])
    },
  )

  test('takes %, _, quotes and backslashes as they stand, and any case', async () => {
    const euis = looseEuis(6)
    await add(a, euis)
    const names = ['100% roof', '100 roof', 'a_b', 'axb', "O'Brien \\ Söhne", 'Dach “Süd” 屋顶 😀']
    for (const [index, text] of names.entries()) await name(euis[index] as Eui, text)
    const found = async (text: string) => (await search(text)).map((one) => names[euis.indexOf(one)])
    expect(await found('%')).toEqual(['100% roof'])
    expect(await found('_')).toEqual(['a_b'])
    expect(await found('0% R')).toEqual(['100% roof'])
    expect(await found("o'brien")).toEqual(["O'Brien \\ Söhne"])
    expect(await found('\\ s')).toEqual(["O'Brien \\ Söhne"])
    expect(await found('屋')).toEqual([names[5]])
    expect(await found('😀')).toEqual([names[5]])
    expect(await found("' or true --")).toEqual([])
    expect(await found('z'.repeat(128))).toEqual([])
  })

  test('never finds another owner’s', async () => {
    const eui = await addOne(b)
    await name(eui, 'Only of B', b)
    for (const text of [eui, formatEui64(eui), formatId6(eui), 'Only', '']) expect(await search(text)).toEqual([])
    expect(await search('Only', b)).toEqual([eui])
  })
})

describe('pages', () => {
  test.each(
    (['eui', 'name', 'lastSeen'] as const).flatMap((sort) => [false, true].map((descending) => ({ sort, descending }))),
  )(
    'by $sort, descending: $descending: nothing is lost, nothing comes twice, in one order',
    async ({ sort, descending }) => {
      const euis = looseEuis(73)
      await add(a, euis)
      await add(b, looseEuis(5))
      for (const [index, eui] of euis.entries()) {
        // Many equal names and times, empty ones, and those that sort oddly.
        await name(eui, ['', 'roof', 'Roof', 'ä', 'Z', '10', '9', 'a b'][index % 8] ?? '')
        if (index % 3 > 0)
          await recordCheckIn(context, a.ownerId, eui, { at: new Date(context.now().getTime() - (index % 5) * 1_000) })
      }
      const whole = (await list({ sort, descending })).rows.map((row) => row.eui)
      expect(whole.toSorted()).toEqual(euis.toSorted())
      const other = (await list({ sort, descending: !descending })).rows.map((row) => row.eui)
      expect(other).toEqual(whole.toReversed())
      for (const limit of [1, 7, 72, 73]) {
        const seen: Eui[] = []
        let after: Request['after']
        for (;;) {
          const page = await list({ sort, descending, limit, after })
          seen.push(...page.rows.map((row) => row.eui))
          const last = page.rows.at(-1)
          if (!page.more || !last) break
          after = { value: last.sortValue, eui: last.eui }
        }
        expect(seen, `pages of ${limit}`).toEqual(whole)
      }
    },
  )

  test('go on where they were when gateways come and go between them', async () => {
    const euis = looseEuis(20)
    await add(
      a,
      euis.filter((_, index) => index !== 3),
    )
    const first = await list({ limit: 10 })
    const last = first.rows.at(-1)
    await add(a, [euis[3] as Eui])
    await context.sql`delete from gateways where eui = ${last?.eui ?? ''}`
    const second = await list({ limit: 10, after: { value: last?.sortValue ?? '', eui: last?.eui as Eui } })
    expect(second.rows.map((row) => row.eui)).toEqual(euis.slice(11))
  })

  test('of another owner: a cursor that names A’s gateways opens nothing of A to B', async () => {
    const euis = looseEuis(5)
    await add(a, euis)
    const mine = await addOne(b)
    for (const sort of ['eui', 'name', 'lastSeen'] as const)
      for (const after of [
        { value: euis[0] as string, eui: euis[0] as Eui },
        { value: '', eui: '0000000000000000' as Eui },
      ]) {
        const page = await list({ sort, after }, b)
        expect(page.rows.every((row) => row.eui === mine)).toBe(true)
        expect([...page.counts.values()].reduce((sum, one) => sum + one, 0)).toBe(1)
      }
  })
})

describe('states', () => {
  test('never seen → in sync with nothing set → pending → in sync → diverged → pending → fell back → silent', async () => {
    const eui = await addOne()
    expect(await stateOf(eui)).toBe('never-seen')
    await recordCheckIn(context, a.ownerId, eui)
    expect(await viewGateway(context, a.ownerId, eui)).toMatchObject({
      state: 'in-sync',
      sentence: expect.stringMatching(/Nothing is set yet/),
    })
    await setupGateways(context, a, [{ gateway: eui, lnsUri: 'ws://one.example:1' }])
    expect(await viewGateway(context, a.ownerId, eui)).toMatchObject({
      state: 'pending',
      sentence: 'Your change goes out at the next check-in.',
      dueBy: new Date(context.now().getTime() + 120_000),
      next: {
        tcUri: 'ws://one.example:1',
        reasons: [expect.stringMatching(/^The gateway has no LNS URI/)],
        bytes: 14 + 'ws://one.example:1'.length,
      },
    })
    await recordCheckIn(context, a.ownerId, eui, { outcome: 'pending', tc: 1, matchedTc: null })
    expect(await stateOf(eui)).toBe('pending')
    await recordCheckIn(context, a.ownerId, eui, { tc: 1, tcUri: 'ws://one.example:1' })
    expect(await viewGateway(context, a.ownerId, eui)).toMatchObject({
      state: 'in-sync',
      dueBy: null,
      next: { tcUri: null, bytes: 14 },
    })
    await recordCheckIn(context, a.ownerId, eui, { outcome: 'diverged', tc: 1, matchedTc: null })
    expect(await stateOf(eui)).toBe('diverged')
    // What a check-in found says nothing about what was set after it.
    await setupGateways(context, a, [{ gateway: eui, lnsUri: 'ws://two.example:1', cupsUri: 'http://cups.example:1' }])
    expect(await stateOf(eui)).toBe('pending')
    await recordCheckIn(context, a.ownerId, eui, {
      outcome: 'fell-back',
      cups: 1,
      tc: 2,
      matchedCups: null,
      matchedTc: 2,
    })
    expect(await stateOf(eui)).toBe('fell-back')
    await setupGateways(context, a, [{ gateway: eui, cupsUri: 'http://other.example:1' }])
    expect(await stateOf(eui)).toBe('pending')
    await setupGateways(context, a, [{ gateway: eui, cupsUri: null }])
    expect(await stateOf(eui)).toBe('in-sync')
    await setupGateways(context, a, [{ gateway: eui, lnsUri: null }])
    expect(await stateOf(eui)).toBe('in-sync')
    context.clock.now = new Date(context.clock.now.getTime() + 25 * 3600_000)
    expect(await stateOf(eui)).toBe('in-sync')
    context.clock.now = new Date(context.clock.now.getTime() + 1_000)
    expect(await stateOf(eui)).toBe('silent')
  })

  test('a filter by state shows what its count says, under a search too', async () => {
    const euis = looseEuis(12)
    await add(a, euis)
    await add(b, looseEuis(3))
    for (const [index, eui] of euis.entries()) {
      await name(eui, index % 2 ? 'odd' : 'even')
      if (index < 3) continue
      if (index < 5)
        await recordCheckIn(context, a.ownerId, eui, { at: new Date(context.now().getTime() - 90_001_000) })
      else await recordCheckIn(context, a.ownerId, eui)
    }
    await setupGateways(
      context,
      a,
      euis.slice(8, 10).map((gateway) => ({ gateway, lnsUri: 'ws://one.example:1' })),
    )
    for (const text of [undefined, 'odd', 'even', 'none']) {
      const { counts, rows } = await list({ text })
      expect([...counts.values()].reduce((sum, one) => sum + one, 0)).toBe(rows.length)
      for (const state of GATEWAY_STATES) {
        const some = await list({ text, state })
        expect(some.rows.map((row) => row.state)).toEqual(Array.from({ length: counts.get(state) ?? 0 }, () => state))
        // The counts are of the search, not of the filter: the tabs keep their numbers.
        expect(some.counts).toEqual(counts)
      }
    }
    expect(Object.fromEntries((await list()).counts)).toEqual({ 'never-seen': 3, silent: 2, pending: 2, 'in-sync': 5 })
  })
})

describe('what is shown never holds a secret', () => {
  test('info: CRCs, certificates and times, no key and no token', async () => {
    const eui = await addOne()
    const leaf = await makeLeaf(ca)
    await setupGateways(context, a, [
      {
        gateway: eui,
        cupsUri: 'https://localhost:9191',
        cupsTrust: ca.der.toString('base64'),
        lnsUri: 'wss://lns.example:1',
        lnsTrust: ca.der.toString('base64'),
        lnsCrt: leaf.der.toString('base64'),
        lnsKey: keyDer(leaf.key).toString('base64'),
      },
    ])
    const [info] = await describeGateways(context, a.ownerId, [eui])
    expect(info).toEqual({
      gateway: eui,
      ownerid: a.ownerId,
      cupsUri: 'https://localhost:9191',
      cupsCredCrc: expect.any(Number),
      cupsCrt: null,
      cupsTrust: ca.der.toString('base64'),
      lnsUri: 'wss://lns.example:1',
      lnsCredCrc: expect.any(Number),
      lnsCrt: leaf.der.toString('base64'),
      lnsTrust: ca.der.toString('base64'),
      claimed: context.now().toISOString(),
      lastSetup: context.now().toISOString(),
      lastSeen: null,
      httpStatus: null,
    })
    const view = await viewGateway(context, a.ownerId, eui)
    expect(view?.desired.tc).toMatchObject({ key: 'private-key', trust: { subject: 'CN=Shown CA' } })
    const shown = JSON.stringify([info, view, (await list()).rows])
    for (const secret of [
      TOKEN,
      Buffer.from(TOKEN).toString('base64').slice(0, 20),
      keyDer(leaf.key, 'sec1').toString('base64').slice(10, 60),
      'keyEnc',
      'token_enc',
    ])
      expect(shown).not.toContain(secret)
  })

  test('info of unknown, foreign and junk: one sentence, in request order', async () => {
    const [mine, foreign, [unknown]] = [await addOne(), await addOne(b), looseEuis(1)]
    expect(
      await describeGateways(context, a.ownerId, [
        foreign,
        { gateway: formatMac(mine) ?? mine },
        unknown,
        'junk',
        mine,
      ]),
    ).toMatchObject([
      { gateway: foreign, error: NOT_YOURS },
      { gateway: mine, ownerid: a.ownerId },
      { gateway: unknown, error: NOT_YOURS },
      { gateway: 'junk', error: expect.any(String) },
      { gateway: mine, error: expect.stringMatching(/listed twice/) },
    ])
    expect(Object.keys((await describeGateways(context, a.ownerId, [foreign]))[0] ?? {})).toEqual(['gateway', 'error'])
  })

  test('views and names of another owner’s gateway: there is none', async () => {
    const foreign = await addOne(b)
    expect(await viewGateway(context, a.ownerId, foreign)).toBeUndefined()
    await expect(name(foreign, 'Mine now')).rejects.toMatchObject({ code: 'not_found', detail: NOT_YOURS })
    expect((await viewGateway(context, b.ownerId, foreign))?.name).toBe('')
    await recordCheckIn(context, b.ownerId, foreign)
    expect(await listCheckIns(context.sql, a.ownerId, foreign, undefined, 10)).toEqual([])
    expect(await listCheckIns(context.sql, b.ownerId, foreign, undefined, 10)).toHaveLength(1)
  })
})

test('list: every gateway of the owner, sorted, and no other', async () => {
  const euis = looseEuis(300)
  await add(a, euis)
  await addOne(b)
  expect(await listOwnedGateways(context, a.ownerId)).toEqual(euis)
})
