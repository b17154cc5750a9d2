/** What setup asks to have confirmed, what it answers to somebody who is late, earlier versions, and the look before. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listTarget } from '#lib/db/gateway-targets.ts'
import { type Eui, formatEui64 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { previewSetup } from '#lib/services/preview-setup.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { freshKey, keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { looseEuis } from './fleet.ts'

const LNS = 'wss://lns.example:8887'
const KEY = 'Authorization: Bearer first-secret'

/** The certificates of the tests are of today. */
const NOW = new Date()

let context: TestContext
let owner: OwnerActor
let ca: TestCertificate
let gateway: Eui
let other: Eui

beforeAll(async () => {
  context = await createTestContext()
  context.clock.now = NOW
  owner = await createTestOwner(context, '::1', 1_000)
  ca = await makeCa()
})
afterAll(() => context?.close())
beforeEach(async () => {
  const [one, two] = looseEuis(2) as [Eui, Eui]
  gateway = one
  other = two
  await addGateways(
    context,
    owner,
    [one, two].map((eui) => ({ gateway: eui, flavorid: 'x', token: 'AddedTokenOfThisGateway' })),
  )
})

const set = async (entry: SetupEntry) => (await setupGateways(context, owner, [{ gateway, ...entry }]))[0]
const look = async (entries: readonly SetupEntry[]) => (await previewSetup(context, owner, entries)) as unknown[]
const head = async () =>
  (await context.sql`select revision, tc_version as tc, cups_version as cups from gateways where eui = ${gateway}`)[0]

describe('what is suspicious', () => {
  test.each([
    ['leaves', { cupsUri: 'https://cups.example:443', cupsKey: KEY }, /leaves Gatehouse.*cups\.example:443/],
    ['no-tls', { lnsUri: 'ws://lns.example:1887' }, /without TLS/],
    ['ip-host', { lnsUri: 'wss://192.0.2.1:8887', lnsKey: KEY }, /never with its IP addresses/],
    ['wrong-trust', { cupsUri: 'https://localhost:9191' }, /did not issue the certificate of this server/],
  ])('%s is refused until it is confirmed, and passes where nobody asks', async (code, entry, sentence) => {
    const whole = {
      ...entry,
      ...('cupsUri' in entry ? { cupsTrust: ca.pem } : {}),
      ...('lnsKey' in entry ? { lnsTrust: ca.pem } : {}),
    }
    const refused = await set({ ...whole, confirm: [] })
    expect(refused).toMatchObject({ code: 'confirm', doubts: [{ code, detail: expect.stringMatching(sentence) }] })
    expect(await head()).toMatchObject({ revision: 0 })
    expect((await set({ ...whole, confirm: [code] }))?.error).toBeUndefined()
    expect(await head()).toMatchObject({ revision: 1 })
    expect((await setupGateways(context, owner, [{ gateway: other, ...whole }]))[0]?.error).toBeUndefined()
  })

  test('an expired CA, and a client certificate of another gateway', async () => {
    const key = await freshKey('EC P-256')
    const leaf = await makeLeaf(ca, { name: `CN=${formatEui64(other)}`, key })
    const entry = { lnsUri: LNS, lnsTrust: ca.pem, lnsCrt: leaf.pem, lnsKey: keyPem(key) }
    context.clock.now = new Date('2199-01-01')
    try {
      expect(await set({ ...entry, confirm: [] })).toMatchObject({
        code: 'confirm',
        doubts: [{ code: 'certificate' }, { code: 'certificate' }, { code: 'other-gateway' }],
      })
    } finally {
      context.clock.now = NOW
    }
  })

  test('what is in order needs no confirmation', async () => {
    expect((await set({ lnsUri: LNS, lnsTrust: ca.pem, lnsKey: KEY, confirm: [] }))?.error).toBeUndefined()
  })

  test('confirm is a list of codes', async () => {
    expect((await set({ lnsUri: LNS, confirm: 'leaves' }))?.error).toMatch(/^confirm must be a list/)
  })
})

describe('somebody else saved first', () => {
  test('a late save is refused by its code, and the same save again is no conflict', async () => {
    const first = { lnsUri: LNS, lnsTrust: ca.pem, lnsKey: KEY, revision: 0 }
    expect((await set(first))?.error).toBeUndefined()
    expect((await set(first))?.error).toBeUndefined()
    expect(await head()).toMatchObject({ revision: 1, tc: 1 })
    expect(await set({ lnsUri: 'ws://late.example:1', revision: 0 })).toMatchObject({ code: 'stale' })
    expect(await head()).toMatchObject({ revision: 1, tc: 1 })
  })
})

describe('an earlier version', () => {
  test('comes back with its key, as a new version', async () => {
    await set({ lnsUri: LNS, lnsTrust: ca.pem, lnsKey: KEY })
    await set({ lnsUri: 'wss://second.example:8887', lnsKey: 'Authorization: Bearer second-secret' })
    expect((await set({ lnsVersion: 1, revision: 2, confirm: [] }))?.error).toBeUndefined()
    expect(await head()).toMatchObject({ revision: 3, tc: 3 })
    const rows = await context.sql<{ version: number; uri: string; crc: string }[]>`
      select version, uri, crc from credential_sets where eui = ${gateway} order by version`
    expect(rows[2]).toMatchObject({ uri: LNS, crc: rows[0]?.crc })
    expect(rows[1]?.crc).not.toBe(rows[0]?.crc)
  })

  test('null is not managed', async () => {
    await set({ lnsUri: 'ws://lns.example:1887' })
    await set({ lnsVersion: null })
    expect(await head()).toMatchObject({ tc: null })
  })

  test('of another gateway, or beside new values, is refused', async () => {
    await setupGateways(context, owner, [{ gateway: other, lnsUri: 'ws://lns.example:1887' }])
    expect((await set({ lnsVersion: 1 }))?.error).toMatch(/^lnsVersion: this gateway never had such a version/)
    await set({ lnsUri: 'ws://lns.example:1887' })
    expect((await set({ lnsVersion: 1, lnsUri: LNS }))?.error).toMatch(/not both/)
  })
})

describe('the look before', () => {
  test('says per gateway what is before and after, what is wrong and what is doubtful, and stores nothing', async () => {
    await set({ lnsUri: LNS, lnsTrust: ca.pem, lnsKey: KEY })
    const answers = await look([
      { gateway, lnsUri: 'wss://next.example:8887', revision: 1 },
      { gateway: other, lnsUri: 'wss://next.example:8887', lnsTrust: ca.pem },
      { gateway: '::dead:beef', lnsUri: 'ws://l.example:1' },
      { gateway, lnsUri: 'ws://l.example:1' },
    ])
    expect(answers).toMatchObject([
      {
        gateway,
        lns: {
          change: 'set',
          before: { uri: LNS, key: 'token' },
          after: { uri: 'wss://next.example:8887', key: 'token', trust: { subject: expect.any(String) } },
        },
        cups: { change: 'keep', before: null, after: null },
      },
      { gateway: other, error: expect.stringMatching(/^lnsKey: /) },
      { error: expect.any(String) },
      { error: expect.stringMatching(/listed twice/) },
    ])
    expect(JSON.stringify(answers)).not.toContain('first-secret')
    expect(await head()).toMatchObject({ revision: 1, tc: 1 })
    expect(await look([{ gateway, lnsUri: 'ws://l.example:1', revision: 0 }])).toMatchObject([
      { code: 'stale', doubts: [{ code: 'no-tls' }] },
    ])
  })

  test('a gateway of somebody else is as one that does not exist', async () => {
    const stranger = await createTestOwner(context, '::9')
    const [seen] = await previewSetup(context, stranger, [{ gateway, lnsUri: 'ws://l.example:1' }])
    const [unknown] = await previewSetup(context, stranger, [{ gateway: '::dead:beef', lnsUri: 'ws://l.example:1' }])
    expect(seen?.error).toBe(unknown?.error)
    expect(seen?.error).toBeDefined()
  })
})

test('a selection is named one by one, of its owner only', async () => {
  await set({ lnsUri: LNS, lnsTrust: ca.pem, lnsKey: KEY })
  const stranger = await createTestOwner(context, '::8')
  const target = { by: 'gateways' as const, gateways: [gateway, other] }
  const rows = await listTarget(context.sql, owner.ownerId, target, 10, context.now())
  expect(rows).toEqual([
    { eui: gateway, name: '', revision: 1, lnsUri: LNS, cupsUri: null },
    { eui: other, name: '', revision: 0, lnsUri: null, cupsUri: null },
  ])
  expect(await listTarget(context.sql, stranger.ownerId, target, 10, context.now())).toEqual([])
})
