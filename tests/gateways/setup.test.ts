/** Setup (owner-api.md, “Setup, rule by rule”; rules.md 6, 8–10, 15, 16, 20) on a real database. */
import { createHash } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { applyCheckInEffects, lookUpGateways } from '#lib/db/check-ins.ts'
import { findLiveSets } from '#lib/db/gateways.ts'
import type { Category } from '#lib/domain/credential-set.ts'
import { type Eui, formatId6, formatMac } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { authTokenOf } from '#lib/services/batch-secrets.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { keyPurpose } from '#lib/services/credential-store.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { NOT_YOURS } from '#lib/services/sentences.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { keyDer, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { auditOf, claimAll, dumpDatabase, holds, looseEuis, makeBatch } from './fleet.ts'

let context: TestContext
let a: OwnerActor
let b: OwnerActor
let ca: TestCertificate
let leaf: TestCertificate
let trust: string
let gateway: Eui
let owners = 0

const ADDED = 'AddedTokenOfThisGateway'
const OURS = 'https://localhost:9191'
const b64 = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString('base64')
const header = (token: string) => b64(`Authorization: ${token}\r\n`)

beforeAll(async () => {
  context = await createTestContext()
  ca = await makeCa()
  leaf = await makeLeaf(ca)
  trust = b64(ca.der)
})
afterAll(() => context?.close())
beforeEach(async () => {
  owners += 2
  a = await createTestOwner(context, `::${(owners - 1).toString(16)}`, 100_000)
  b = await createTestOwner(context, `::${owners.toString(16)}`, 100_000)
  gateway = await added(a)
})

async function added(owner: OwnerActor): Promise<Eui> {
  const [eui = '' as Eui] = looseEuis(1)
  await addGateways(context, owner, [{ gateway: eui, flavorid: 'x', token: ADDED }])
  return eui
}

const setup = async (entry: SetupEntry, owner = a) =>
  (await setupGateways(context, owner, [{ gateway, ...entry }]))[0]?.error
const good = async (entry: SetupEntry, owner = a) => expect(await setup(entry, owner)).toBeUndefined()

interface Row {
  category: Category
  version: number
  uri: string
  trust: Buffer | null
  crt: Buffer | null
  key_kind: string
  key_enc: Buffer | null
  crc: string | null
  retired_at: Date | null
}
const sets = (eui = gateway) =>
  context.sql<Row[]>`select * from credential_sets where eui = ${eui} order by category, version`
const head = async (eui = gateway) =>
  (await context.sql`select cups_version, tc_version, revision, last_setup_at from gateways where eui = ${eui}`)[0]

/** The desired set of a category with its key opened. */
async function desired(category: Category, eui = gateway) {
  const row = await head(eui)
  const version = category === 'cups' ? row?.cups_version : row?.tc_version
  const set = (await sets(eui)).find((one) => one.category === category && one.version === version)
  if (!set) return null
  const key = set.key_enc && context.keys.open(set.key_enc, keyPurpose(eui, category, set.version)).toString('latin1')
  return {
    version: set.version,
    uri: set.uri,
    trust: set.trust,
    crt: set.crt,
    kind: set.key_kind,
    key,
    crc: set.crc && Number(set.crc),
  }
}

/** As if a check-in had put the version into an answer, and had come back with it. */
async function mark(version: number, what: { offered?: boolean; proven?: boolean }, category: Category = 'cups') {
  const ref = { category, version }
  const none = { eui: gateway, ownerId: a.ownerId, proven: [], failed: [], backup: null, offered: [] }
  if (what.offered) await applyCheckInEffects(context.sql, { ...none, offered: [ref] }, context.now())
  if (what.proven) await applyCheckInEffects(context.sql, { ...none, proven: [ref] }, context.now())
}

describe('schemes', () => {
  test('the seed’s example: http with a cupsKey is accepted, and the credentials are ignored', async () => {
    await good({
      cupsUri: 'http://some.cups.com:7654',
      cupsKey: 'QXV0aG9yaXphdGlvbjogU29tZVNlY3JldEdhdGV3YXlUb2tlbiE=',
    })
    expect(await desired('cups')).toEqual({
      version: 1,
      uri: 'http://some.cups.com:7654',
      trust: null,
      crt: null,
      kind: 'none',
      key: null,
      crc: null,
    })
  })

  test('wss with trust and token: the token with CRLF, the segment’s CRC', async () => {
    await good({
      lnsUri: 'wss://lns.example:8887',
      lnsTrust: trust,
      lnsKey: b64('Authorization: SomeSecretGatewayToken!'),
    })
    const set = await desired('tc')
    expect(set).toMatchObject({ kind: 'token', key: 'Authorization: SomeSecretGatewayToken!\r\n', crt: null })
    expect(set?.trust?.equals(ca.der)).toBe(true)
  })

  test('wss with trust, certificate and key: the key as SEC1', async () => {
    await good({
      lnsUri: 'wss://lns.example:8887',
      lnsTrust: trust,
      lnsCrt: b64(leaf.der),
      lnsKey: b64(keyDer(leaf.key, 'pkcs8')),
    })
    expect(await desired('tc')).toMatchObject({ kind: 'private-key', key: keyDer(leaf.key, 'sec1').toString('latin1') })
  })

  test('from wss to ws drops what was stored; back needs it again', async () => {
    await good({ lnsUri: 'wss://lns.example:8887', lnsTrust: trust, lnsKey: header('one') })
    await good({ lnsUri: 'ws://lns.example:1887' })
    expect(await desired('tc')).toMatchObject({ trust: null, key: null, crc: null })
    expect(await setup({ lnsUri: 'wss://lns.example:8887' })).toMatch(/^lnsTrust: /)
  })
})

describe('merge (rules.md 16)', () => {
  beforeEach(() => good({ lnsUri: 'wss://lns.example:8887', lnsTrust: trust, lnsKey: header('one') }))

  test('what is left out keeps its value: a new URI, a new token, each alone', async () => {
    await good({ lnsUri: 'wss://other.example:8887' })
    expect(await desired('tc')).toMatchObject({
      version: 2,
      uri: 'wss://other.example:8887',
      key: 'Authorization: one\r\n',
    })
    await good({ lnsKey: header('two') })
    expect(await desired('tc')).toMatchObject({
      version: 3,
      uri: 'wss://other.example:8887',
      key: 'Authorization: two\r\n',
    })
  })

  test.each([null, ''])(
    '%j clears: the URI ends the management of the category, the other one stays',
    async (nothing) => {
      await good({ cupsUri: 'http://cups.example:1' })
      await good({ lnsUri: nothing })
      expect(await head()).toMatchObject({ tc_version: null, cups_version: 1 })
      expect(await desired('tc')).toBeNull()
      expect(await desired('cups')).not.toBeNull()
    },
  )

  test.each([null, ''])('%j for what wss needs is refused', async (nothing) => {
    expect(await setup({ lnsTrust: nothing })).toMatch(/^lnsTrust: /)
    expect(await setup({ lnsKey: nothing })).toMatch(/^lnsKey: /)
    expect(await desired('tc')).toMatchObject({ version: 1, key: 'Authorization: one\r\n' })
  })

  test('the same again is no new version, no revision and no line in the trail', async () => {
    const before = [await sets(), await head(), await auditOf(context, gateway)]
    await good({ lnsUri: 'wss://lns.example:8887', lnsTrust: ca.pem, lnsKey: header('one') })
    await good({})
    expect([await sets(), await head(), await auditOf(context, gateway)]).toEqual(before)
  })
})

describe('the accepted token is put in where a CUPS server of ours gets none (rules.md 9)', () => {
  const ours = {
    cupsUri: OURS,
    get cupsTrust() {
      return trust
    },
  }

  test('the added one', async () => {
    await good(ours)
    expect(await desired('cups')).toMatchObject({ kind: 'token', key: `Authorization: ${ADDED}\r\n` })
  })

  test('the derived one, of a gateway that was claimed', async () => {
    const batch = await makeBatch(context)
    gateway = batch.eui(7)
    await claimAll(context, a, [gateway])
    await good({ ...ours, cupsKey: null })
    const token = await authTokenOf(context, a, gateway)
    expect(await desired('cups')).toMatchObject({ kind: 'token', key: `Authorization: ${token}\r\n` })
    // Sealed as every key is: the owner is never shown it (rules.md 13).
    expect(holds(await dumpDatabase(context), token)).toBe(false)
  })

  test('of two batches in one bulk, each gateway its own', async () => {
    const euis = [(await makeBatch(context)).eui(1), (await makeBatch(context)).eui(2), await added(a)]
    for (const eui of euis.slice(0, 2)) await claimAll(context, a, [eui])
    expect(
      await setupGateways(
        context,
        a,
        euis.map((eui) => ({ gateway: eui, ...ours })),
      ),
    ).toEqual(euis.map((eui) => ({ gateway: eui, warning: expect.stringContaining('/cups.trust') })))
    const wanted = [await authTokenOf(context, a, euis[0] as Eui), await authTokenOf(context, a, euis[1] as Eui), ADDED]
    for (const [index, eui] of euis.entries())
      expect(await desired('cups', eui)).toMatchObject({ key: `Authorization: ${wanted[index]}\r\n` })
  })

  test('a token that the gateway has proved goes before the added one; one that never left does not', async () => {
    await good({ ...ours, cupsKey: header('set-by-owner') })
    await good({ cupsUri: 'http://away.example:1' })
    await good(ours)
    expect(await desired('cups')).toMatchObject({ key: `Authorization: ${ADDED}\r\n` })
    await good({ ...ours, cupsKey: header('set-by-owner-2') })
    await mark(Number((await head())?.cups_version), { offered: true, proven: true })
    await good({ cupsUri: 'http://away.example:1' })
    await good(ours)
    expect(await desired('cups')).toMatchObject({ key: 'Authorization: set-by-owner-2\r\n' })
  })

  test('of what it is accepted with: what it proved before what it was only sent, and never what did not leave', async () => {
    await good({ ...ours, cupsKey: header('never-left') })
    await good({ cupsKey: null })
    expect(await desired('cups')).toMatchObject({ key: `Authorization: ${ADDED}\r\n` })
    await good({ cupsKey: header('proved') })
    await mark(Number((await head())?.cups_version), { offered: true, proven: true })
    await good({ cupsKey: header('only-sent') })
    await mark(Number((await head())?.cups_version), { offered: true })
    await good({ cupsKey: null })
    expect(await desired('cups')).toMatchObject({ key: 'Authorization: proved\r\n' })
  })

  test('never for a server of others, and never taken along to one (rules.md 10, 13)', async () => {
    expect(await setup({ cupsUri: 'https://cups.example:443', cupsTrust: trust })).toMatch(/^cupsKey: /)
    await good(ours)
    expect(await setup({ cupsUri: 'https://cups.example:443' })).toMatch(
      /^cupsKey: The stored token is the gateway's for this server/,
    )
    // What another server knows never becomes a token of ours.
    await good({ cupsUri: 'https://cups.example:443', cupsTrust: trust, cupsKey: header('known-elsewhere') })
    await mark(Number((await head())?.cups_version), { offered: true })
    await good({ cupsUri: OURS })
    expect(await desired('cups')).toMatchObject({ key: `Authorization: ${ADDED}\r\n` })
  })
})

describe('what is refused', () => {
  test.each<[string, SetupEntry, RegExp]>([
    ['a bad LNS beside a good CUPS', { cupsUri: 'http://cups.example:1', lnsUri: 'lns.example' }, /^lnsUri: /],
    [
      'a bad CUPS beside a good LNS',
      { lnsUri: 'ws://lns.example:1', cupsUri: 'https://c.example:1/path' },
      /^cupsUri: /,
    ],
    ['no URI', { lnsTrust: 'AAAA' }, /^lnsTrust: No lnsUri is set/],
    [
      'a trust that is none',
      { lnsUri: 'wss://l.example:1', lnsTrust: b64('LETS NOT ENCRYPT'), lnsKey: 'x' },
      /^lnsTrust: /,
    ],
    ['http to ourselves', { cupsUri: 'http://localhost:9191' }, /^cupsUri: Over http the gateway sends no token/],
    ['a number as URI', { lnsUri: 7 as never }, /^lnsUri must be text or null/],
    ['an object as key', { lnsUri: 'ws://l.example:1', cupsKey: {} as never }, /^cupsKey must be text or null/],
    [
      'an unknown firmware',
      { lnsUri: 'ws://l.example:1', fwcrc: 5 },
      /^There is no firmware image with CRC 0x00000005/,
    ],
    ['no time', { lnsUri: 'ws://l.example:1', fwafter: 'soon' }, /^fwafter is not a time/],
    ['a revision that is no number', { lnsUri: 'ws://l.example:1', revision: '3' }, /^revision must be the number/],
    [
      'a name nearly right',
      { lnsUri: 'ws://l.example:1', lnsURI: 'ws://l.example:2' } as SetupEntry,
      /^There is no parameter “lnsURI”\. Write “lnsUri”\./,
    ],
    ['Station’s own name', { tcUri: 'ws://l.example:1' } as SetupEntry, /“tcUri”\. Write “lnsUri”\./],
    ['another name', { lns_uri: 'ws://l.example:1' } as SetupEntry, /“lns_uri”\.$/],
    [
      'firmware under a wrong name',
      { lnsUri: 'ws://l.example:1', fwCrc: 1 } as SetupEntry,
      /“fwCrc”\. Write “fwcrc”\./,
    ],
    ['a very long URI', { lnsUri: `ws://${'a'.repeat(100_000)}:1` }, /^lnsUri: /],
    [
      'a very long key',
      { lnsUri: 'wss://l.example:1', lnsTrust: 'A'.repeat(1_000_000), lnsKey: 'x' },
      /^lnsTrust: This has more than 16 KiB/,
    ],
  ])('%s: nothing is stored', async (_, entry, sentence) => {
    const error = await setup(entry)
    expect(error).toMatch(sentence)
    expect(error?.length).toBeLessThan(400)
    expect(await sets()).toHaveLength(0)
    expect(await head()).toEqual({ cups_version: null, tc_version: null, revision: 0, last_setup_at: null })
    expect((await auditOf(context, gateway)).map((one) => one.action)).toEqual(['gateway.add'])
  })

  test('the stale of two pages: the second is refused, and told what to do', async () => {
    await good({ lnsUri: 'ws://one.example:1', revision: 0 })
    expect(await setup({ lnsUri: 'ws://two.example:1', revision: 0 })).toMatch(/^Somebody else changed this gateway/)
    await good({ lnsUri: 'ws://two.example:1', revision: 1 })
    await good({ lnsUri: 'ws://three.example:1', revision: null })
    expect(await head()).toMatchObject({ revision: 3 })
  })

  test('unknown, foreign and released gateways in one sentence, whatever else is wrong', async () => {
    const foreign = await added(b)
    const released = (await makeBatch(context)).eui(1)
    await claimAll(context, a, [released])
    await deleteGateways(context, a, [released])
    const [unknown = '' as Eui] = looseEuis(1)
    for (const eui of [foreign, released, unknown])
      for (const entry of [{ lnsUri: 'ws://a.example:1' }, { lnsUri: 5 as never }, { fwcrc: 1 }, { revision: 9 }, {}])
        expect(await setupGateways(context, a, [{ gateway: eui, ...entry }])).toEqual([
          { gateway: eui, error: NOT_YOURS },
        ])
    expect(await sets(foreign)).toHaveLength(0)
  })
})

describe('versions and retirement (rules.md 8)', () => {
  const states = async () =>
    (await sets())
      .filter((one) => one.category === 'cups')
      .map((one) => `${one.version}${one.retired_at ? ' retired' : ''}`)

  test('what never left is retired by its successor; what was offered stays accepted until a later one is proven', async () => {
    const ours = { cupsUri: OURS, cupsTrust: trust }
    await good({ ...ours, cupsKey: header('token-one') })
    await good({ ...ours, cupsKey: header('token-two') })
    expect(await states()).toEqual(['1 retired', '2'])
    await mark(2, { offered: true })
    await good({ ...ours, cupsKey: header('token-three') })
    expect(await states()).toEqual(['1 retired', '2', '3'])
    await mark(3, { offered: true, proven: true })
    expect(await states()).toEqual(['1 retired', '2 retired', '3'])
  })

  test('versions go on after a clear, never back', async () => {
    await good({ cupsUri: 'http://one.example:1' })
    await good({ cupsUri: null })
    await good({ cupsUri: 'http://two.example:1' })
    expect(await head()).toMatchObject({ cups_version: 2, revision: 3 })
  })

  test('clearing leaves the set that the gateway was offered accepted: it still authenticates with it', async () => {
    await good({ cupsUri: OURS, cupsTrust: trust, cupsKey: header('offered-token') })
    await mark(1, { offered: true })
    await good({ cupsUri: null })
    const known = (await lookUpGateways(context.sql, [gateway])).get(gateway)
    expect(known?.cupsVersion).toBeNull()
    expect(known?.sets).toMatchObject([{ version: 1, offered: true }])
    expect(known?.sets[0]?.authDigest).toBe(createHash('sha256').update('offered-token').digest('hex'))
  })
})

describe('secrets', () => {
  test('nothing of a key, a token or a header is legible anywhere in the database', async () => {
    await good({
      cupsUri: OURS,
      cupsTrust: trust,
      cupsKey: header('legible-cups-token-0815'),
      lnsUri: 'wss://lns.example:1',
      lnsTrust: trust,
      lnsCrt: b64(leaf.der),
      lnsKey: b64(keyDer(leaf.key, 'pkcs8')),
    })
    await setup({ lnsKey: b64('Authorization: refused-token-4711') })
    const dump = await dumpDatabase(context)
    const scalar = leaf.key.privateKey.export({ format: 'jwk' }).d ?? ''
    for (const secret of [
      ADDED,
      'legible-cups-token-0815',
      'refused-token-4711',
      Buffer.from(scalar, 'base64url'),
      keyDer(leaf.key, 'sec1'),
    ])
      expect(holds(dump, secret)).toBe(false)
    // The scan does find what is there.
    expect(holds(dump, leaf.der)).toBe(true)
    expect(holds(dump, 'wss://lns.example:1')).toBe(true)
  })

  test('the trail says which parts changed, by URI and CRC, from which version to which', async () => {
    await good({ lnsUri: 'wss://lns.example:1', lnsTrust: trust, lnsKey: header('one') })
    await good({ lnsKey: header('two') })
    await good({ lnsUri: 'ws://lns.example:2' })
    await good({ lnsUri: null })
    const stored = await sets()
    const crcOf = (version: number) => Number(stored.find((one) => one.version === version)?.crc)
    const secure = { uri: 'wss://lns.example:1', crc: crcOf(1), key: 'token', version: 1 }
    const renewed = { ...secure, crc: crcOf(2), version: 2 }
    const plain = { uri: 'ws://lns.example:2', crc: null, key: 'none', version: 3 }
    const all = ['uri', 'trust', 'key']
    expect((await auditOf(context, gateway)).slice(1)).toEqual(
      [
        { before: null, after: secure, changed: all },
        { before: secure, after: renewed, changed: ['key'] },
        { before: renewed, after: plain, changed: all },
        { before: plain, after: null },
      ].map((lns) => ({ owner_id: a.ownerId, action: 'gateway.setup', detail: { lns } })),
    )
  })
})

describe('at the same time', () => {
  test('setups of one gateway come one after the other: every one of them is a version', async () => {
    const runs = Array.from({ length: 30 }, (_, index) =>
      setup({ lnsUri: `ws://lns-${index}.example:1`, cupsUri: `http://cups-${index}.example:1` }),
    )
    expect(await Promise.all(runs)).toEqual(runs.map(() => undefined))
    expect(await head()).toMatchObject({ cups_version: 30, tc_version: 30, revision: 30 })
    const live = (await sets()).filter((one) => !one.retired_at).map((one) => `${one.category} ${one.version}`)
    expect(live).toEqual(['cups 30', 'tc 30'])
  })

  test('patches of different fields are merged, none is lost', async () => {
    await good({ lnsUri: 'wss://lns.example:1', lnsTrust: trust, lnsKey: header('one') })
    await Promise.all([
      good({ lnsKey: header('two') }),
      good({ lnsUri: 'wss://other.example:1' }),
      good({ cupsUri: 'http://c.example:1' }),
    ])
    expect(await desired('tc')).toMatchObject({
      version: 3,
      uri: 'wss://other.example:1',
      key: 'Authorization: two\r\n',
    })
    expect(await desired('cups')).toMatchObject({ version: 1 })
  })

  test('bulks in opposite order, with deletes and check-ins between them, end without a deadlock', async () => {
    const batch = await makeBatch(context, 700)
    const euis = Array.from({ length: 700 }, (_, index) => batch.eui(index))
    await claimAll(context, a, euis)
    const entries = (n: number) =>
      euis.map((eui) => ({ gateway: eui, lnsUri: `ws://lns-${n}.example:1`, cupsUri: OURS, cupsTrust: trust }))
    await setupGateways(context, a, entries(0))
    const checkIns = euis.slice(0, 300).map((eui) =>
      applyCheckInEffects(
        context.sql,
        {
          eui,
          ownerId: a.ownerId,
          proven: [{ category: 'tc', version: 1 }],
          failed: [],
          backup: 1,
          offered: [{ category: 'cups', version: 1 }],
        },
        context.now(),
      ),
    )
    const [one, two, gone] = await Promise.all([
      setupGateways(context, a, entries(1)),
      setupGateways(context, a, entries(2).toReversed()),
      deleteGateways(context, a, euis.filter((_, index) => index % 7 === 0).toReversed()),
      ...checkIns,
    ])
    expect(gone?.every((answer) => !('error' in answer))).toBe(true)
    for (const answer of [...(one as { error?: string }[]), ...(two as { error?: string }[])])
      expect([undefined, NOT_YOURS]).toContain(answer.error)
    const [left] = await context.sql<
      { count: string }[]
    >`select count(*) from gateways where owner_id = ${a.ownerId} and tc_version = 3`
    expect(Number(left?.count)).toBe(600)
  })

  test('a setup and a transfer: what the old owner stores never reaches the new one', async () => {
    const eui = (await makeBatch(context)).eui(3)
    for (let round = 0; round < 20; round++) {
      await claimAll(context, a, [eui])
      await Promise.all([
        setupGateways(context, a, [{ gateway: eui, lnsUri: `ws://a-${round}.example:1` }]),
        deleteGateways(context, a, [eui]).then(() => claimAll(context, b, [eui])),
      ])
      expect(await findLiveSets(context.sql, b.ownerId, [eui])).toEqual([])
      expect(await sets(eui)).toHaveLength(0)
      expect(await head(eui)).toMatchObject({ cups_version: null, tc_version: null, last_setup_at: null })
      await deleteGateways(context, b, [eui])
    }
  })
})

describe('a bulk', () => {
  test('answers in request order in every notation; good entries are stored beside bad ones', async () => {
    const [one, two, three] = [(await makeBatch(context)).eui(1), await added(a), await added(a)]
    await claimAll(context, a, [one])
    const answers = await setupGateways(context, a, [
      { gateway: formatId6(three), lnsUri: 'ws://three.example:1' },
      { gateway: 'junk', lnsUri: 'ws://x.example:1' },
      { gateway: BigInt(`0x${one}`), lnsUri: 'ws://one.example:1' },
      { gateway: two, lnsUri: 'nonsense' },
      { gateway: three, lnsUri: 'ws://again.example:1' },
      null as never,
    ])
    expect(answers).toEqual([
      { gateway: three },
      { gateway: 'junk', error: expect.stringMatching(/not a gateway identifier/) },
      { gateway: one },
      { gateway: two, error: expect.stringMatching(/^lnsUri: /) },
      { gateway: three, error: expect.stringMatching(/listed twice/) },
      { gateway: '', error: expect.stringMatching(/identifier is missing/) },
    ])
    expect(await desired('tc', three)).toMatchObject({ uri: 'ws://three.example:1' })
    expect(await desired('tc', one)).toMatchObject({ uri: 'ws://one.example:1' })
    expect(await desired('tc', two)).toBeNull()
    expect(formatMac(one)).toBeUndefined()
  })

  test('when the database fails in a later slice, the answer still says what was stored', async () => {
    const batch = await makeBatch(context, 1_500)
    const euis = Array.from({ length: 1_500 }, (_, index) => batch.eui(index))
    await claimAll(context, a, euis)
    let transactions = 0
    const failing: TestContext = {
      ...context,
      sql: new Proxy(context.sql, {
        get: (target, name) =>
          name === 'begin'
            ? (work: never) => {
                transactions += 1
                return transactions === 2 ? Promise.reject(new Error('connection lost')) : target.begin(work)
              }
            : Reflect.get(target, name),
      }),
    }
    const answers = await setupGateways(
      failing,
      a,
      euis.map((eui) => ({ gateway: eui, lnsUri: 'ws://lns.example:1' })),
    )
    expect(answers.slice(0, 500).every((one) => !one.error)).toBe(true)
    expect(new Set(answers.slice(500, 1000).map((one) => one.error))).toEqual(
      new Set([expect.stringMatching(/interrupted this entry/)]),
    )
    expect(new Set(answers.slice(1000).map((one) => one.error))).toEqual(
      new Set([expect.stringMatching(/^Not stored: /)]),
    )
    const [row] = await context.sql<
      { count: string }[]
    >`select count(*) from credential_sets where owner_id = ${a.ownerId}`
    expect(Number(row?.count)).toBe(500)
    // In the first slice it is the request that failed.
    transactions = 1
    await expect(setupGateways(failing, a, [{ gateway: euis[0], lnsUri: 'ws://x.example:1' }])).rejects.toThrow(
      'connection lost',
    )
  })

  test('a slice that a deadlock ended is repeated', async () => {
    let attempts = 0
    const unlucky: TestContext = {
      ...context,
      sql: new Proxy(context.sql, {
        get: (target, name) =>
          name === 'begin'
            ? (work: (tx: never) => Promise<unknown>) =>
                target.begin(async (tx) => {
                  const done = await work(tx as never)
                  attempts += 1
                  if (attempts < 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
                  return done
                })
            : Reflect.get(target, name),
      }),
    }
    expect(
      await setupGateways(unlucky, a, [{ gateway, lnsUri: 'ws://lns.example:1' }, { gateway: 'junk' }]),
    ).toMatchObject([{ gateway }, { gateway: 'junk' }])
    expect(attempts).toBe(3)
    expect(await head()).toMatchObject({ tc_version: 1, revision: 1 })
    // The same frame carries claims.
    attempts = 0
    const eui = (await makeBatch(context)).eui(1)
    expect(await claimGateways(unlucky, a, [{ gateway: eui, claim: 'Q55XGEAM' }])).toMatchObject([
      { error: expect.any(String) },
    ])
    const [counted] = await context.sql`select failures from claim_failures where key = ${`${a.ownerId}/${eui}`}`
    expect(counted).toEqual({ failures: 1 })
  })
})
