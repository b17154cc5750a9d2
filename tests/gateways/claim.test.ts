/** Claims by PIN (owner-api.md, rules.md 17–19) on a real database. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { OWN_SHARE, PIN_LIMITS, PIN_MEMORY } from '#lib/domain/claims/pin-limits.ts'
import { type Eui, formatEui64, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { type ClaimEntry, claimGateways } from '#lib/services/claim-gateways.ts'
import { cleanUpLeftovers } from '#lib/services/clean-up-leftovers.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import {
  auditOf,
  claimAll,
  dumpDatabase,
  holds,
  looseEuis,
  makeBatch,
  ownerOf,
  pinOf,
  pinsOf,
  type TestBatch,
  wrong,
} from './fleet.ts'

let context: TestContext
let batch: TestBatch
let a: OwnerActor
let b: OwnerActor
let owners = 0

beforeAll(async () => {
  context = await createTestContext()
})
afterAll(() => context?.close())
beforeEach(async () => {
  owners += 2
  batch = await makeBatch(context, 5_000)
  a = await createTestOwner(context, `::${(owners - 1).toString(16)}`, 1_000)
  b = await createTestOwner(context, `::${owners.toString(16)}`, 1_000)
})

const claim = (owner: OwnerActor, ...entries: ClaimEntry[]) => claimGateways(context, owner, entries)
const claimOne = async (owner: OwnerActor, gateway: unknown, pin: unknown) =>
  (await claim(owner, { gateway, claim: pin }))[0]
const REFUSED = expect.stringMatching(/^This gateway cannot be claimed with this PIN\./)
const later = (milliseconds: number) => {
  context.clock.now = new Date(context.clock.now.getTime() + milliseconds)
}
const failures = (scope: string, key: string) =>
  context.sql<{ failures: number }[]>`select failures from claim_failures where scope = ${scope} and key = ${key}`

describe('a right PIN', () => {
  test('claims, in every notation of the gateway', async () => {
    const eui = batch.eui(0xabc)
    const pin = await pinOf(context, eui)
    for (const notation of [
      eui,
      eui.toUpperCase(),
      formatEui64(eui),
      formatEui64(eui).replaceAll('-', ':'),
      formatId6(eui),
      BigInt(`0x${eui}`),
    ]) {
      expect(await claimOne(a, notation, pin)).toEqual({ gateway: eui })
      expect(await ownerOf(context, eui)).toBe(a.ownerId)
    }
    const [row] = await context.sql`select origin, flavor, claimed_at, token_enc from gateways where eui = ${eui}`
    expect(row).toEqual({ origin: 'batch', flavor: 'Test gateway', claimed_at: context.now(), token_enc: null })
  })

  test('claims however the label was read: case, blanks, dashes, O for 0, I and L for 1', async () => {
    const euis = Array.from({ length: 200 }, (_, index) => batch.eui(index))
    const pins = await pinsOf(context, euis)
    const look = pins.findIndex((pin) => pin.includes('0') && pin.includes('1'))
    const eui = euis[look] as Eui
    const pin = pins[look] ?? ''
    for (const typed of [
      pin.toLowerCase(),
      pin.replaceAll('0', 'O'),
      pin.replaceAll('0', 'o'),
      pin.replaceAll('1', 'I'),
      pin.replaceAll('1', 'l'),
      `${pin.slice(0, 4)}-${pin.slice(4)}`,
      ` ${pin.slice(0, 2)} ${pin.slice(2)}\n`,
    ])
      expect(await claimOne(a, eui, typed), typed).toEqual({ gateway: eui })
  })

  test('claims one’s own again, changes nothing, and leaves the name and what was set', async () => {
    const eui = batch.eui(1)
    await claimAll(context, a, [eui])
    await setupGateways(context, a, [{ gateway: eui, lnsUri: 'ws://lns.example:1887' }])
    await context.sql`update gateways set name = 'Roof' where eui = ${eui}`
    const [before] = await context.sql`select * from gateways where eui = ${eui}`
    context.clock.now = new Date(context.clock.now.getTime() + 60_000)
    expect(await claimOne(a, eui, await pinOf(context, eui))).toEqual({ gateway: eui })
    expect((await context.sql`select * from gateways where eui = ${eui}`)[0]).toEqual(before)
  })

  test('beats somebody’s add of the same gateway, of which nothing remains', async () => {
    const [eui = '' as Eui] = looseEuis(1)
    await addGateways(context, a, [{ gateway: eui, flavorid: 'mine', token: 'AddedByOwnerA1' }])
    await setupGateways(context, a, [{ gateway: eui, lnsUri: 'ws://secret-lns.example:1887' }])
    await context.sql`update gateways set name = 'Name of A' where eui = ${eui}`
    const created = await createBatch(context, { from: eui, to: eui, flavor: 'maker' })
    expect(created.added).toEqual({ euis: [eui], count: 1 })
    expect(await claimOne(b, eui, await pinOf(context, eui))).toEqual({
      gateway: eui,
      warning: expect.stringMatching(/earlier owner/),
    })
    const [row] =
      await context.sql`select owner_id, origin, flavor, name, token_enc, cups_version, tc_version from gateways where eui = ${eui}`
    expect(row).toEqual({
      owner_id: b.ownerId,
      origin: 'batch',
      flavor: 'maker',
      name: '',
      token_enc: null,
      cups_version: null,
      tc_version: null,
    })
    expect(await context.sql`select * from credential_sets where eui = ${eui}`).toHaveLength(0)
    // Both read of it, each in the own trail.
    const trail = await auditOf(context, eui)
    expect(trail.filter((one) => one.action === 'gateway.lost-to-claim').map((one) => one.owner_id)).toEqual([
      a.ownerId,
    ])
    expect(trail.filter((one) => one.action === 'gateway.claim').map((one) => one.owner_id)).toEqual([b.ownerId])
  })
})

describe('whatever is refused is refused the same', () => {
  test('wrong, unknown, outside every batch, foreign with a wrong PIN, foreign with the right one, added by another', async () => {
    const [own, foreign] = [batch.eui(1), batch.eui(2)]
    const [added = '' as Eui, loose = '' as Eui] = looseEuis(2)
    await claimAll(context, a, [foreign])
    await addGateways(context, a, [{ gateway: added, flavorid: 'x', token: 'AddedByOwnerA1' }])
    const cases: [string, Eui, unknown][] = [
      ['wrong', own, wrong(await pinOf(context, own))],
      ['malformed', own, 'x'],
      ['missing', own, undefined],
      ['a number', own, 12345678],
      ['very long', own, 'A'.repeat(100_000)],
      ['outside every batch', loose, 'Q55XGEAM'],
      ['added by another', added, 'Q55XGEAM'],
      ['foreign, wrong', foreign, wrong(await pinOf(context, foreign))],
      ['foreign, right', foreign, await pinOf(context, foreign)],
    ]
    const traces = []
    for (const [what, eui, pin] of cases) {
      await context.sql`truncate claim_failures, audit_entries`
      const [answer] = await claim(b, { gateway: eui, claim: pin })
      const counted =
        await context.sql`select scope, replace(key, ${eui}, 'EUI') as key, failures from claim_failures order by 1, 2`
      const audit =
        await context.sql`select owner_id, actor, action, replace(eui, ${eui}, 'EUI') as eui, detail from audit_entries`
      expect(answer, what).toEqual({ gateway: eui, error: REFUSED })
      traces.push(JSON.stringify({ answer, counted, audit }).replaceAll(eui, 'EUI'))
    }
    expect(new Set(traces).size).toBe(1)
    expect(traces[0]).toContain('gateway.claim-refused')
    expect(await ownerOf(context, foreign)).toBe(a.ownerId)
    expect(await ownerOf(context, added)).toBe(a.ownerId)
  })

  test('as much is derived for each, inside a batch or not', async () => {
    await claimAll(context, a, [batch.eui(2)])
    const derived: number[] = []
    const counting: TestContext = {
      ...context,
      keys: {
        ...context.keys,
        derive: (root, euis) => {
          derived.push(euis.length)
          return context.keys.derive(root, euis)
        },
      },
    }
    const [loose = '' as Eui] = looseEuis(1)
    for (const eui of [batch.eui(1), batch.eui(2), loose]) {
      derived.length = 0
      await claimGateways(counting, b, [{ gateway: eui, claim: 'Q55XGEAM' }])
      expect(derived).toEqual([1])
    }
  })

  test('as many statements, in the same order, whatever was wrong', async () => {
    const [own, foreign] = [batch.eui(1), batch.eui(2)]
    await claimAll(context, a, [foreign])
    const [loose = '' as Eui] = looseEuis(1)
    const asked: string[] = []
    const listening = (sql: TestContext['sql']): TestContext['sql'] =>
      new Proxy(sql, {
        apply: (target, self, args) => {
          if (Array.isArray(args[0]) && 'raw' in args[0]) asked.push(args[0].join('?'))
          return Reflect.apply(target, self, args)
        },
        get: (target, name) =>
          name === 'begin'
            ? (inner: (tx: unknown) => Promise<unknown>) =>
                target.begin((tx) => inner(listening(tx as unknown as TestContext['sql'])))
            : Reflect.get(target, name),
      })
    const traces = []
    for (const [eui, claim] of [
      [own, wrong(await pinOf(context, own))],
      [loose, 'Q55XGEAM'],
      [foreign, wrong(await pinOf(context, foreign))],
      [foreign, await pinOf(context, foreign)],
    ]) {
      asked.length = 0
      await context.sql`truncate claim_failures`
      await claimGateways({ ...context, sql: listening(context.sql) }, b, [{ gateway: eui, claim }])
      traces.push(asked.join('\n'))
    }
    expect(traces[0]).toContain('insert into gateways')
    expect(new Set(traces).size).toBe(1)
  })

  test('no PIN and no token reaches the database', async () => {
    const eui = batch.eui(3)
    const pin = await pinOf(context, eui)
    await claimOne(b, eui, wrong(pin))
    await claimOne(a, eui, pin)
    const dump = await dumpDatabase(context)
    expect(holds(dump, pin)).toBe(false)
    expect(holds(dump, wrong(pin))).toBe(false)
    const roots = await context.sql<
      { root_key_enc: Buffer }[]
    >`select root_key_enc from batches where eui_from = ${batch.from}`
    const [derived] = await context.keys.derive(roots[0]?.root_key_enc ?? Buffer.alloc(0), [eui])
    expect(holds(dump, derived?.authToken ?? '')).toBe(false)
  })
})

describe('limits (rules.md 19)', () => {
  test('an owner may be wrong about a gateway ten times, then pauses grow; others are not held back', async () => {
    const eui = batch.eui(1)
    const pin = await pinOf(context, eui)
    for (let count = 0; count < PIN_LIMITS.gateway.free; count++)
      expect(await claimOne(b, eui, wrong(pin))).toEqual({ gateway: eui, error: REFUSED })
    const until = new Date(context.clock.now.getTime() + 60_000)
    const TOO_MANY = {
      gateway: eui,
      error: `Too many wrong PINs for this gateway. Try again after ${until.toISOString().slice(0, 16).replace('T', ' ')} UTC, or ask the operator.`,
      retryAt: until.toISOString(),
    }
    expect(await claimOne(b, eui, wrong(pin))).toEqual(TOO_MANY)
    expect(await claimOne(b, eui, pin)).toEqual(TOO_MANY)
    // Another gateway of the same owner, and the same gateway for another owner.
    expect(await claimOne(b, batch.eui(2), await pinOf(context, batch.eui(2)))).toEqual({ gateway: batch.eui(2) })
    // One more try after each pause, each pause twice as long.
    for (const seconds of [30, 60, 120, 240]) {
      later(seconds * 1000 - 1)
      expect((await claimOne(b, eui, wrong(pin)))?.error).toMatch(/^Too many wrong PINs for this gateway/)
      later(1)
      expect(await claimOne(b, eui, wrong(pin))).toEqual({ gateway: eui, error: REFUSED })
    }
    expect(await claimOne(a, eui, pin)).toEqual({ gateway: eui })
  })

  test('what is not heard counts no further, and all is forgotten after a day', async () => {
    const eui = batch.eui(1)
    const pin = await pinOf(context, eui)
    for (let count = 0; count < PIN_LIMITS.gateway.free + 5; count++) await claimOne(b, eui, wrong(pin))
    expect(await failures('gateway', `${b.ownerId}/${eui}`)).toEqual([{ failures: PIN_LIMITS.gateway.free }])
    const [own] = await context.sql`select failures, turned_away from claim_failures where key = ${b.ownerId}`
    expect(own).toEqual({ failures: PIN_LIMITS.gateway.free, turned_away: 5 })
    later(PIN_MEMORY)
    expect(await claimOne(b, eui, wrong(pin))).toEqual({ gateway: eui, error: REFUSED })
    expect(await failures('gateway', `${b.ownerId}/${eui}`)).toEqual([{ failures: 1 }])
    expect(await claimOne(b, eui, pin)).toEqual({ gateway: eui })
    expect(await failures('gateway', `${b.ownerId}/${eui}`)).toEqual([])
  })

  test('a right PIN after a pause claims, and forgives the gateway', async () => {
    const eui = batch.eui(1)
    const pin = await pinOf(context, eui)
    for (let count = 0; count < PIN_LIMITS.gateway.free; count++) await claimOne(b, eui, wrong(pin))
    later(30_000)
    expect(await claimOne(b, eui, pin)).toEqual({ gateway: eui })
    expect(await failures('gateway', `${b.ownerId}/${eui}`)).toEqual([])
  })

  test('nothing is derived for what is not heard', async () => {
    const eui = batch.eui(1)
    const pin = await pinOf(context, eui)
    for (let count = 0; count < PIN_LIMITS.gateway.free; count++) await claimOne(b, eui, wrong(pin))
    const keys = { ...context.keys, derive: () => Promise.reject(new Error('derived')) }
    const [answer] = await claimGateways({ ...context, keys }, b, [{ gateway: eui, claim: pin }])
    expect(answer?.error).toMatch(/^Too many wrong PINs for this gateway/)
  })

  test('counters of a day that is over are cleaned up, and no others', async () => {
    const [eui, other] = [batch.eui(1), batch.eui(2)]
    await claimOne(a, eui, 'Q55XGEAM')
    context.clock.now = new Date(context.clock.now.getTime() + 25 * 3600_000)
    await claimOne(b, other, 'Q55XGEAM')
    await cleanUpLeftovers(context)
    const rows = await context.sql<{ key: string }[]>`select key from claim_failures where scope = 'gateway'`
    expect(rows.map((row) => row.key)).toEqual([`${b.ownerId}/${other}`])
  })

  test('a gateway of another owner, even with its PIN, never clears a count: the count would tell that the PIN is right', async () => {
    const eui = batch.eui(1)
    await claimAll(context, a, [eui])
    const pin = await pinOf(context, eui)
    for (let count = 0; count < PIN_LIMITS.gateway.free; count++) await claimOne(b, eui, pin)
    expect((await claimOne(b, eui, pin))?.error).toMatch(/^Too many wrong PINs for this gateway/)
  })

  test('a hundred guesses at once are not more than ten', async () => {
    const eui = batch.eui(1)
    const pin = await pinOf(context, eui)
    const guesses = Array.from({ length: 40 }, () => claimOne(b, eui, wrong(pin)))
    const answers = await Promise.all(guesses)
    expect(answers.filter((one) => one?.error?.startsWith('This gateway cannot be claimed'))).toHaveLength(10)
    expect(answers.filter((one) => one?.error?.startsWith('Too many'))).toHaveLength(30)
  })

  test('an owner may be wrong a thousand times in all; then nothing is heard for a while, not even a right PIN', async () => {
    const free = batch.eui(4_000)
    const pin = await pinOf(context, free)
    // In the order of the identifiers, whatever the order of the request.
    const guesses = Array.from({ length: PIN_LIMITS.owner.free + 200 }, (_, index) => ({
      gateway: batch.eui(index),
      claim: 'Q55XGEAM',
    }))
    const answers = await claim(b, { gateway: free, claim: pin }, ...guesses.toReversed())
    const heard = answers.filter((one) => one.error?.startsWith('This gateway cannot'))
    expect(heard).toHaveLength(PIN_LIMITS.owner.free)
    expect(answers.filter((one) => /^Too many wrong PINs from your organisation/.test(one.error ?? ''))).toHaveLength(
      201,
    )
    expect((await claimOne(b, free, pin))?.error).toMatch(/^Too many wrong PINs from your organisation/)
    expect(await claimOne(a, batch.eui(4_001), await pinOf(context, batch.eui(4_001)))).toEqual({
      gateway: batch.eui(4_001),
    })
    later(60_000)
    expect(await claimOne(b, free, pin)).toEqual({ gateway: free })
    // A hundred more, and the next pause is twice as long.
    const more = await claim(b, ...guesses.slice(0, 150))
    expect(more.filter((one) => one.error?.startsWith('Too many'))).toHaveLength(50)
    later(60_000)
    expect((await claimOne(b, batch.eui(4_002), 'Q55XGEAM'))?.error).toMatch(/^Too many/)
    later(60_000)
    expect((await claimOne(b, batch.eui(4_002), 'Q55XGEAM'))?.error).toMatch(/^This gateway cannot/)
  })

  test('what others guess from the same address never stands in the way of an owner that seldom errs', async () => {
    const address = `203.0.113.${owners}`
    await context.sql`
      insert into claim_failures (scope, key, failures, since, held_until)
      values ('address', ${address}, ${PIN_LIMITS.address.free}, ${context.now()}, ${new Date(context.now().getTime() + 60_000)})`
    const eui = batch.eui(1)
    const pin = await pinOf(context, eui)
    expect(await claimGateways(context, { ...a, address }, [{ gateway: eui, claim: wrong(pin) }])).toEqual([
      { gateway: eui, error: REFUSED },
    ])
    expect(await claimGateways(context, { ...a, address }, [{ gateway: eui, claim: pin }])).toEqual([{ gateway: eui }])
    // One that does share in it is held back there, and only there.
    await context.sql`insert into claim_failures (scope, key, failures, since) values ('owner', ${b.ownerId}, ${OWN_SHARE}, ${context.now()})`
    const next = { gateway: batch.eui(2), claim: await pinOf(context, batch.eui(2)) }
    expect((await claimGateways(context, { ...b, address }, [next]))[0]?.error).toMatch(
      /^Too many wrong PINs from your network address/,
    )
    expect(await claimGateways(context, { ...b, address: '203.0.113.250' }, [next])).toEqual([
      { gateway: next.gateway },
    ])
    expect(await failures('address', address)).toEqual([{ failures: PIN_LIMITS.address.free + 1 }])
  })
})

describe('two owners at once', () => {
  test('exactly one gets the gateway, a hundred times', async () => {
    const euis = Array.from({ length: 100 }, (_, index) => batch.eui(index))
    const pins = await pinsOf(context, euis)
    await Promise.all(
      euis.map(async (gateway, index) => {
        const entry = { gateway, claim: pins[index] }
        const answers = await Promise.all([claim(a, entry), claim(b, entry)])
        const winners = answers.flat().filter((one) => one.error === undefined)
        expect(winners, gateway).toHaveLength(1)
        expect(await ownerOf(context, gateway)).toBe(answers[0]?.[0]?.error ? b.ownerId : a.ownerId)
      }),
    )
  })

  test('in bulk and in opposite order: every gateway has one owner, nobody is deadlocked', async () => {
    const euis = Array.from({ length: 1_200 }, (_, index) => batch.eui(index))
    const pins = await pinsOf(context, euis)
    const entries = euis.map((gateway, index) => ({ gateway, claim: pins[index] }))
    const [ofA, ofB] = await Promise.all([claim(a, ...entries), claim(b, ...entries.toReversed())])
    const won = (answers: { gateway: string; error?: string }[]) =>
      answers.filter((one) => !one.error).map((one) => one.gateway)
    expect([...won(ofA), ...won(ofB)].toSorted()).toEqual(euis.toSorted())
    const rows = await context.sql<
      { eui: Eui; owner_id: Eui }[]
    >`select eui, owner_id from gateways where eui = any(${euis})`
    const inA = new Set(won(ofA))
    for (const row of rows) expect(row.owner_id).toBe(inA.has(row.eui) ? a.ownerId : b.ownerId)
    const claims =
      await context.sql`select eui from audit_entries where action = 'gateway.claim' and eui = any(${euis})`
    expect(claims).toHaveLength(euis.length)
  })

  test('right and wrong PINs of one owner, mixed and crossed, never lock each other out', async () => {
    const euis = Array.from({ length: 300 }, (_, index) => batch.eui(index))
    const pins = await pinsOf(context, euis)
    const entries = euis.map((gateway, index) => ({ gateway, claim: pins[index] }))
    const wrongs = entries.map((one) => ({ ...one, claim: 'Q55XGEAM' })).toReversed()
    const runs = await Promise.all([
      claim(a, ...entries),
      claim(a, ...wrongs),
      claim(a, ...entries.toReversed()),
      claim(a, ...wrongs),
    ])
    expect(runs[0]?.every((one) => !one.error)).toBe(true)
    expect(runs[2]?.every((one) => !one.error)).toBe(true)
  })

  test('while somebody adds and deletes the gateway, a right PIN still wins', async () => {
    const [eui = '' as Eui] = looseEuis(1)
    await createBatch(context, { from: eui, to: eui, flavor: 'later' })
    const pin = await pinOf(context, eui)
    for (let round = 0; round < 25; round++) {
      await context.sql`delete from gateways where eui = ${eui}`
      await context.sql`insert into gateways (eui, owner_id, origin, flavor, claimed_at) values (${eui}, ${a.ownerId}, 'added', 'x', now())`
      const [, answer] = await Promise.all([deleteGateways(context, a, [eui]), claimOne(b, eui, pin)])
      expect(answer).toMatchObject({ gateway: eui })
      expect(answer?.error).toBeUndefined()
      expect(await ownerOf(context, eui)).toBe(b.ownerId)
    }
  })
})

describe('a bulk', () => {
  test('answers in request order; a double is used once, junk is answered', async () => {
    const [one, two] = [batch.eui(1), batch.eui(2)]
    const [pin1, pin2] = await pinsOf(context, [one, two])
    const answers = await claim(
      a,
      { gateway: two, claim: pin2 },
      { gateway: 'no identifier', claim: 'x' },
      { gateway: one, claim: wrong(pin1 ?? '') },
      { gateway: formatEui64(two), claim: pin2 },
      {},
      { gateway: null, claim: pin1 },
      { gateway: { $ne: 1 }, claim: pin1 },
      { gateway: -1, claim: pin1 },
      { gateway: 2 ** 60, claim: pin1 },
      { gateway: 'x'.repeat(10_000), claim: pin1 },
      { gateway: "'; drop table gateways; --", claim: pin1 },
    )
    expect(answers).toEqual([
      { gateway: two },
      { gateway: 'no identifier', error: expect.stringMatching(/is not a gateway identifier/) },
      { gateway: one, error: REFUSED },
      { gateway: two, error: expect.stringMatching(/^This gateway is listed twice/) },
      ...Array.from({ length: 7 }, () => ({ gateway: expect.any(String), error: expect.any(String) })),
    ])
    expect(JSON.stringify(answers).length).toBeLessThan(4_000)
  })

  test('an empty one is nothing', async () => {
    expect(await claim(a)).toEqual([])
  })
})

describe('after a release', () => {
  test('the next owner is warned when the gateway had been set up, and only then', async () => {
    const [used, unused] = [batch.eui(1), batch.eui(2)]
    await claimAll(context, a, [used, unused])
    await setupGateways(context, a, [{ gateway: used, lnsUri: 'ws://lns.example:1887' }])
    await deleteGateways(context, a, [used, unused])
    expect(await claimOne(b, used, await pinOf(context, used))).toEqual({
      gateway: used,
      warning:
        'This gateway was set up by an earlier owner and stays on that owner’s network server until you set one.',
    })
    expect(await claimOne(b, unused, await pinOf(context, unused))).toEqual({ gateway: unused })
    // Not again for what is one's own by then.
    expect(await claimOne(b, used, await pinOf(context, used))).toEqual({ gateway: used })
  })
})

describe('name, tags, site and location that come with a claim', () => {
  const labels = {
    name: 'Roof 7',
    tags: ['pilot', 'north', 'north'],
    site: 'Zürich',
    latitude: 47.3769,
    longitude: 8.5417,
  }
  const stored = { ...labels, tags: ['north', 'pilot'] }
  const labelsOf = async (eui: Eui) =>
    (await context.sql`select name, tags, site, latitude, longitude from gateways where eui = ${eui}`)[0]

  test('are set with it, and stand in its row of the trail', async () => {
    const eui = batch.eui(0x10)
    const pin = await pinOf(context, eui)
    expect(await claim(a, { gateway: eui, claim: pin, ...labels })).toEqual([{ gateway: eui }])
    expect(await labelsOf(eui)).toEqual(stored)
    const trail = await context.sql`select detail from audit_entries where eui = ${eui} and action = 'gateway.claim'`
    expect(trail.map(({ detail }) => detail)).toEqual([stored])
    // Claimed again: what is left out stays.
    expect(await claim(a, { gateway: eui, claim: pin, site: '' })).toEqual([{ gateway: eui }])
    expect(await labelsOf(eui)).toEqual({ ...stored, site: '' })
  })

  test.each([
    [{ latitude: 91, longitude: 8 }, /^A latitude lies between/],
    [{ longitude: undefined }, /Give both, or neither/],
    [{ tags: ['<script>'] }, /is no tag/],
    [{ name: 'x'.repeat(81) }, /more than 80 characters/],
    [{ site: 7 }, /site must be text/],
  ])('%o refuses the entry, stores nothing and tries no PIN; the others go on', async (bad, sentence) => {
    const [eui, other] = [batch.eui(0x20), batch.eui(0x21)]
    const [pin, otherPin] = (await pinsOf(context, [eui, other])) as [string, string]
    expect(
      await claim(a, { gateway: eui, claim: pin, ...labels, ...bad }, { gateway: other, claim: otherPin, name: 'Two' }),
    ).toEqual([{ gateway: eui, error: expect.stringMatching(sentence) }, { gateway: other }])
    expect(await ownerOf(context, eui)).not.toBe(a.ownerId)
    expect(await labelsOf(other)).toMatchObject({ name: 'Two', tags: [], site: '', latitude: null })
    const told = await context.sql`select 1 from audit_entries where eui = ${eui}`
    expect([...told]).toEqual([])
    expect([...(await failures('owner', a.ownerId))]).toEqual([])
  })

  test('do nothing to a gateway of somebody else, and nothing with a wrong PIN', async () => {
    const eui = batch.eui(0x30)
    const pin = await pinOf(context, eui)
    await claimOne(b, eui, pin)
    expect(await claim(a, { gateway: eui, claim: pin, ...labels })).toEqual([{ gateway: eui, error: REFUSED }])
    expect(await claim(b, { gateway: eui, claim: wrong(pin), ...labels })).toEqual([{ gateway: eui, error: REFUSED }])
    expect(await labelsOf(eui)).toEqual({ name: '', tags: [], site: '', latitude: null, longitude: null })
  })
})
