/** Gateways without a claim PIN: `add` and `token` (owner-api.md, rules.md 18) on a real database. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Eui } from '#lib/domain/identifiers.ts'
import { type AddEntry, addGateways, addGatewaysWithNewTokens } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { auditOf, claimAll, dumpDatabase, holds, looseEuis, makeBatch, ownerOf } from './fleet.ts'

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
  a = await createTestOwner(context, `::${(owners - 1).toString(16)}`)
  b = await createTestOwner(context, `::${owners.toString(16)}`)
})

const TOKEN = 'HJg87hjgsadi8732kh=='
const REFUSED = 'This gateway cannot be added. If its label carries a claim PIN, claim it instead.'
const add = (owner: OwnerActor, ...entries: AddEntry[]) => addGateways(context, owner, entries)
const good = (gateway: unknown, token = TOKEN): AddEntry => ({ gateway, flavorid: 'Kerlink', token })
const used = async (owner: OwnerActor) =>
  (await context.sql<{ adds_used: number }[]>`select adds_used from owners where id = ${owner.ownerId}`)[0]?.adds_used
const digestOf = async (eui: Eui) =>
  (await context.sql<{ token_digest: Buffer }[]>`select token_digest from gateways where eui = ${eui}`)[0]?.token_digest

test('the seed’s example: added, owned, the token kept sealed and as a digest', async () => {
  expect(await add(a, { gateway: '00-00-00-FF-FE-00-0A-BC', flavorid: 'Kerlink', token: TOKEN })).toEqual([
    { gateway: '000000fffe000abc' },
  ])
  const eui = '000000fffe000abc' as Eui
  const [row] =
    await context.sql`select owner_id, origin, batch_id, flavor, claimed_at from gateways where eui = ${eui}`
  expect(row).toEqual({
    owner_id: a.ownerId,
    origin: 'added',
    batch_id: null,
    flavor: 'Kerlink',
    claimed_at: context.now(),
  })
  expect((await digestOf(eui))?.equals(createHash('sha256').update(TOKEN).digest())).toBe(true)
  expect(holds(await dumpDatabase(context), TOKEN)).toBe(false)
  expect(await auditOf(context, eui)).toEqual([
    { owner_id: a.ownerId, action: 'gateway.add', detail: { flavor: 'Kerlink' } },
  ])
})

test.each([
  ['the header line', 'Authorization: SomeSecretGatewayToken!'],
  ['with its line end', 'Authorization: SomeSecretGatewayToken!\r\n'],
  ['in Base64', 'QXV0aG9yaXphdGlvbjogU29tZVNlY3JldEdhdGV3YXlUb2tlbiE='],
  ['the value alone', 'SomeSecretGatewayToken!'],
])('a token as %s is what the gateway sends', async (_, token) => {
  const [eui = '' as Eui] = looseEuis(1)
  expect(await add(a, good(eui, token))).toEqual([{ gateway: eui }])
  expect((await digestOf(eui))?.equals(createHash('sha256').update('SomeSecretGatewayToken!').digest())).toBe(true)
})

test('exists, exists for another, claimed, in a batch, of a batch and free again: one sentence', async () => {
  const [own = '' as Eui, foreign = '' as Eui] = looseEuis(2)
  const batch = await makeBatch(context, 16)
  await add(a, good(own))
  await add(b, good(foreign))
  await claimAll(context, b, [batch.eui(0), batch.eui(1)])
  await deleteGateways(context, b, [batch.eui(1)])
  const tried = [own, foreign, batch.eui(0), batch.eui(1), batch.eui(2), batch.eui(15)]
  const before =
    await context.sql`select eui, owner_id, token_digest from gateways where eui = any(${tried}) order by eui`
  for (const gateway of tried)
    expect(await add(a, good(gateway, 'AnotherToken12345'))).toEqual([{ gateway, error: REFUSED }])
  expect(
    await context.sql`select eui, owner_id, token_digest from gateways where eui = any(${tried}) order by eui`,
  ).toEqual(before)
  // Just outside of the batch it works.
  const outside = (BigInt(`0x${batch.eui(15)}`) + 1n).toString(16).padStart(16, '0')
  expect(await add(a, good(outside))).toEqual([{ gateway: outside }])
})

describe('the limit', () => {
  test('64 attempts: what is refused counts, what is malformed does not, a delete gives none back', async () => {
    const euis = looseEuis(70)
    const [first = '' as Eui] = euis
    await add(b, good(first))
    await add(a, good(first))
    expect(await used(a)).toBe(1)
    await add(a, { gateway: euis[1], flavorid: '', token: TOKEN }, good(euis[2], 'short'), good('no identifier'))
    expect(await used(a)).toBe(1)
    await add(a, good(euis[1]))
    await deleteGateways(context, a, [euis[1]])
    expect(await used(a)).toBe(2)
    const answers = await add(a, ...euis.slice(2).map((eui) => good(eui)))
    expect(answers.filter((one) => !one.error)).toHaveLength(62)
    expect(
      answers.filter((one) => one.error?.startsWith('The 64 gateways that may be added by hand are used up.')),
    ).toHaveLength(6)
    expect(await used(a)).toBe(64)
    // Beyond it, a gateway that exists cannot be told from one that does not.
    const [beyond] = await add(a, good(first))
    const [unknown] = await add(a, good(looseEuis(1)[0]))
    expect(beyond?.error).toBe(unknown?.error)
    await context.sql`update owners set add_limit = 65 where id = ${a.ownerId}`
    expect((await add(a, good(euis[69])))[0]?.error).toBeUndefined()
  })

  test('holds against any number of calls at once', async () => {
    const euis = looseEuis(200)
    const calls = Array.from({ length: 40 }, (_, call) =>
      add(a, ...euis.slice(call * 5, call * 5 + 5).map((eui) => good(eui))),
    )
    const answers = (await Promise.all(calls)).flat()
    expect(answers.filter((one) => !one.error)).toHaveLength(64)
    const [row] = await context.sql<{ count: string }[]>`select count(*) from gateways where owner_id = ${a.ownerId}`
    expect(Number(row?.count)).toBe(64)
    expect(await used(a)).toBe(64)
  })

  test('of an owner that is gone is zero', async () => {
    await context.sql`delete from owners where id = ${a.ownerId}`
    const [eui] = looseEuis(1)
    expect((await add(a, good(eui)))[0]?.error).toMatch(/^The 0 gateways/)
    expect(await ownerOf(context, eui as Eui)).toBeUndefined()
  })
})

test('two owners at once: exactly one gets the gateway', async () => {
  const euis = looseEuis(60)
  for (const eui of euis) {
    const answers = (await Promise.all([add(a, good(eui)), add(b, good(eui))])).map(([one]) => one?.error)
    expect(answers.toSorted()).toEqual([REFUSED, undefined])
    expect(await ownerOf(context, eui)).toBe(answers[0] ? b.ownerId : a.ownerId)
  }
})

test('what is malformed is answered entry by entry, and nothing of it is stored', async () => {
  const [one, two, three, four, five, six, seven] = looseEuis(7)
  const answers = await add(
    a,
    good(one, 'short'),
    good(two, 'x'.repeat(513)),
    good(three, 'tab\there\there'),
    { gateway: four, flavorid: 'x'.repeat(65), token: TOKEN },
    { gateway: five, flavorid: 7, token: TOKEN },
    { gateway: six, flavorid: 'Kerlink' },
    good(seven),
    good(seven),
  )
  expect(answers.map((one) => one.error?.split(' ').slice(0, 4).join(' '))).toEqual([
    'The token has 5',
    'The token has 513',
    'The token has characters',
    'Give the gateway’s model',
    'Give the gateway’s model',
    'The token has 0',
    undefined,
    'This gateway is listed',
  ])
  const [row] = await context.sql<{ count: string }[]>`select count(*) from gateways where owner_id = ${a.ownerId}`
  expect(Number(row?.count)).toBe(1)
})

describe('`token`', () => {
  const make = (owner: OwnerActor, ...entries: AddEntry[]) => addGatewaysWithNewTokens(context, owner, entries)

  test('makes a token of 256 bits for each gateway, shows it once and keeps its digest', async () => {
    const euis = looseEuis(3)
    const answers = await make(a, ...euis.map((gateway) => ({ gateway, flavorid: 'x' })))
    expect(new Set(answers.map((one) => one.token)).size).toBe(3)
    for (const { gateway, token = '' } of answers) {
      expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/)
      expect((await digestOf(gateway as Eui))?.equals(createHash('sha256').update(token).digest())).toBe(true)
      expect(holds(await dumpDatabase(context), token)).toBe(false)
    }
  })

  test('never changes the token of a gateway that exists, not even of one’s own, and shows none', async () => {
    const [own, foreign] = looseEuis(2)
    const [, kept] = await Promise.all([add(b, good(foreign)), add(a, good(own))]).then(() =>
      Promise.all([own, own].map((eui) => digestOf(eui as Eui))),
    )
    expect(
      await make(
        a,
        { gateway: own, flavorid: 'x' },
        { gateway: foreign, flavorid: 'x' },
        { gateway: own, flavorid: 'x' },
      ),
    ).toEqual([
      { gateway: own, error: REFUSED },
      { gateway: foreign, error: REFUSED },
      { gateway: own, error: expect.stringMatching(/^This gateway is listed twice/) },
    ])
    expect((await digestOf(own as Eui))?.equals(kept ?? Buffer.alloc(0))).toBe(true)
  })

  test('ignores a token that the caller gives, and shares the limit with `add`', async () => {
    const euis = looseEuis(65)
    const [first] = await make(a, { gateway: euis[0], flavorid: 'x', token: TOKEN })
    expect(first?.token).not.toBe(TOKEN)
    const answers = await make(a, ...euis.slice(1).map((gateway) => ({ gateway, flavorid: 'x' })))
    expect(answers.at(-1)).toEqual({ gateway: euis[64], error: expect.stringMatching(/^The 64 gateways/) })
    expect(await used(a)).toBe(64)
  })
})
