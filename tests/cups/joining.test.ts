/** The whole way of a gateway against the real listener, played by the strict Station. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Eui, eui, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { authTokenOf, claimPinOf } from '#lib/services/batch-secrets.ts'
import { claimGateways } from '#lib/services/claim-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { createBatch } from '#lib/services/create-batch.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { type SetupEntry, setupGateways } from '#lib/services/setup-gateways.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'
import type { CheckInOutcome, Station } from '#lib/station/station.ts'
import { keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'

let plane: TestPlane
let owner: OwnerActor
let lnsCa: TestCertificate
let next = 0x0100_0000_0000_0001n

const b64 = (text: string) => Buffer.from(text).toString('base64')
const TOKEN = 'HJg87hjgsadi8732kh=='
const UNCHANGED = Buffer.alloc(14)

beforeAll(async () => {
  plane = await startTestPlane()
  owner = await createTestOwner(plane.context, '::1', 1_000)
  lnsCa = await makeCa({ name: 'CN=LNS CA' })
})
afterAll(() => plane?.close())

function newEui(): Eui {
  next += 1n
  return eui(next.toString(16).padStart(16, '0'))
}

/** A gateway that its owner added, with the files that the owner put on it. */
async function added(files: 'cups' | 'cups-boot' = 'cups'): Promise<{ gateway: Eui; station: Station }> {
  const gateway = newEui()
  expect(await addGateways(plane.context, owner, [{ gateway, flavorid: 'test', token: TOKEN }])).toEqual([{ gateway }])
  const station = plane.station(gateway, {
    [files]: { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` },
    package: '1.0',
  })
  return { gateway, station }
}

async function setup(gateway: Eui, entry: Omit<SetupEntry, 'gateway'>): Promise<void> {
  const [answer] = await setupGateways(plane.context, owner, [{ gateway, ...entry }])
  expect(answer).toMatchObject({ gateway })
  expect(answer).not.toHaveProperty('error')
}

/** One contact that a real gateway would not suffer from. */
async function contact(station: Station): Promise<CheckInOutcome> {
  const outcome = await station.checkIn()
  expect(outcome.harm).toEqual([])
  expect(outcome.reason).toBeNull()
  return outcome
}

const bodyOf = (outcome: CheckInOutcome) => outcome.response.subarray(outcome.response.indexOf('\r\n\r\n') + 4)
const wantedLns = () => ({
  lnsUri: 'wss://lns.example.com:8887',
  lnsTrust: lnsCa.pem,
  lnsKey: b64('Authorization: Bearer abc'),
})

async function setsOf(gateway: Eui, category = 'cups') {
  return plane.context.sql<
    { version: number; offered: boolean; proven: boolean; failed: boolean; backup: boolean; retired: boolean }[]
  >`
    select version, offered_at is not null as offered, proven_at is not null as proven, failed_at is not null as failed, backup,
           retired_at is not null as retired
      from credential_sets where eui = ${gateway} and category = ${category} order by version`
}

describe('a gateway that its owner added', () => {
  test('nothing is set: exactly 14 zero bytes, and the check-in is recorded', async () => {
    const { gateway, station } = await added('cups-boot')
    const outcome = await contact(station)
    expect(bodyOf(outcome)).toEqual(UNCHANGED)
    const report = await plane.report(gateway)
    expect(report).toMatchObject({ credential: 'bootstrap', fell_back: false, outcome: 'in-sync', times: 1 })
    expect(report.reported).toMatchObject({
      router: gateway,
      package: '1.0',
      cupsUri: null,
      tcUri: null,
      cupsCredCrc: 2077607535,
    })
    expect(report.answer).toMatchObject({ kind: 'unchanged', bytes: 14, reasons: [] })
  })

  test('equal check-ins count in one row of the log', async () => {
    const { gateway, station } = await added()
    await contact(station)
    await plane.report(gateway)
    await contact(station)
    await contact(station)
    const report = await plane.report(gateway, (row) => row.times === 3)
    expect(report.times).toBe(3)
    const rows = await plane.context.sql`select 1 from check_ins where eui = ${gateway}`
    expect(rows).toHaveLength(1)
  })

  test('an LNS goes out once, is proven at the next check-in, and then nothing changes', async () => {
    const { gateway, station } = await added()
    await setup(gateway, wantedLns())
    expect(await viewGateway(plane.context, owner.ownerId, gateway)).toMatchObject({ state: 'never-seen' })

    const first = await contact(station)
    expect(first.state.tcUri).toBe('wss://lns.example.com:8887')
    const offered = await plane.report(gateway)
    expect(offered).toMatchObject({
      outcome: 'pending',
      answer: { kind: 'update', tcUri: 'wss://lns.example.com:8887' },
    })
    const pending = await viewGateway(plane.context, owner.ownerId, gateway)
    expect(pending).toMatchObject({ state: 'pending', next: { reasons: [], bytes: 14 } })

    const second = await contact(station)
    expect(bodyOf(second)).toEqual(UNCHANGED)
    await plane.report(gateway, (row) => row.outcome === 'in-sync')
    const view = await viewGateway(plane.context, owner.ownerId, gateway)
    expect(view).toMatchObject({ state: 'in-sync', next: { bytes: 14 } })
    expect(view?.desired.tc?.provenAt).toBeInstanceOf(Date)
  })

  test('a change of the LNS side carries cupsUri, so that the gateway is back after a minute (rules.md 4)', async () => {
    const { gateway, station } = await added()
    await setup(gateway, { cupsUri: plane.uri, cupsTrust: plane.trust })
    await contact(station)
    await contact(station)
    await setup(gateway, wantedLns())
    const changed = await contact(station)
    expect(changed.answer).toMatchObject({ cupsUri: plane.uri, tcUri: 'wss://lns.example.com:8887' })
    expect(changed.nextContactAfter).toBe(60_000)
  })

  test('without key and certificate the accepted token is put in (rules.md 9), and becomes the backup', async () => {
    const { gateway, station } = await added('cups-boot')
    await setup(gateway, { cupsUri: plane.uri, cupsTrust: plane.trust })
    await contact(station)
    const second = await contact(station)
    expect(second.slot).toBe('reg')
    expect(second.backedUp).toBe(true)
    expect(await plane.report(gateway, (row) => row.credential === 'cups:1')).toMatchObject({ outcome: 'in-sync' })
    expect(await setsOf(gateway)).toMatchObject([{ version: 1, offered: true, proven: true, backup: true }])
  })

  test('token → client certificate → token: each proves itself, the older ones stop counting', async () => {
    const { gateway, station } = await added()
    await setup(gateway, {
      cupsUri: plane.uri,
      cupsTrust: plane.trust,
      cupsKey: b64('Authorization: first-token-of-owner'),
    })
    await contact(station)
    expect((await contact(station)).authentication).toBe('token')

    const ca = await makeCa({ name: 'CN=Owner CA' })
    const leaf = await makeLeaf(ca, { name: 'CN=roof-17' })
    await setup(gateway, { cupsCrt: leaf.pem, cupsKey: keyPem(leaf.key) })
    await contact(station)
    const byCertificate = await contact(station)
    expect(byCertificate.authentication).toBe('certificate')
    expect(bodyOf(byCertificate)).toEqual(UNCHANGED)

    await setup(gateway, { cupsCrt: null, cupsKey: b64('Authorization: second-token-of-owner') })
    await contact(station)
    expect((await contact(station)).authentication).toBe('token')
    await plane.report(gateway, (row) => row.credential === 'cups:3')
    expect(await setsOf(gateway)).toMatchObject([
      { version: 1, retired: false, backup: true },
      { version: 2, retired: true },
      { version: 3, retired: false, proven: true },
    ])
  })

  test('a set with a wrong trust: the gateway falls back, is sent back, and is not sent the bad set again (rules.md 7)', async () => {
    const { gateway, station } = await added('cups-boot')
    await setup(gateway, { cupsUri: plane.uri, cupsTrust: plane.trust, cupsKey: b64('Authorization: good-token-1') })
    await contact(station)
    await contact(station)
    const wrong = await makeCa({ name: 'CN=Not ours' })
    await setup(gateway, { cupsTrust: wrong.pem, cupsKey: b64('Authorization: good-token-2') })
    await contact(station)

    let outcome = await station.checkIn()
    let tries = 1
    for (; outcome.result !== 'done' && tries < 20; tries++) outcome = await station.checkIn()
    expect(outcome).toMatchObject({ result: 'done', slot: 'bak', harm: [] })
    expect(tries).toBe(9)
    const report = await plane.report(gateway, (row) => row.fell_back)
    expect(report).toMatchObject({ outcome: 'fell-back', credential: 'cups:1', answer: { cupsUri: plane.uri } })
    expect(await setsOf(gateway)).toMatchObject([
      { version: 1, proven: true },
      { version: 2, failed: true, proven: false },
    ])

    const back = await contact(station)
    expect(back.slot).toBe('reg')
    expect(bodyOf(back)).toEqual(UNCHANGED)
    const view = await viewGateway(plane.context, owner.ownerId, gateway)
    expect(view?.state).toBe('fell-back')

    await setup(gateway, { cupsTrust: plane.trust })
    await contact(station)
    expect(bodyOf(await contact(station))).toEqual(UNCHANGED)
    await plane.report(gateway, (row) => row.outcome === 'in-sync' && row.credential === 'cups:3')
  })

  test('a token for another CUPS server is never accepted here; the last proven one is (rules.md 8 and 10)', async () => {
    const { gateway, station } = await added()
    await setup(gateway, {
      cupsUri: plane.uri,
      cupsTrust: plane.trust,
      cupsKey: b64('Authorization: mine-and-only-mine'),
    })
    await contact(station)
    await contact(station)
    await setup(gateway, {
      cupsUri: 'https://cups.elsewhere.example:443',
      cupsKey: b64('Authorization: known-elsewhere'),
    })
    await contact(station)
    const state = station.state()
    expect(state.cupsUri).toBe('https://cups.elsewhere.example:443')
    const known = await plane
      .station(gateway, { cups: { uri: plane.uri, trust: plane.trust, key: 'Authorization: known-elsewhere\r\n' } })
      .checkIn()
    expect(known.response.toString('latin1')).toMatch(/^HTTP\/1\.1 401 /)
    const proven = await plane
      .station(gateway, { cups: { uri: plane.uri, trust: plane.trust, key: 'Authorization: mine-and-only-mine\r\n' } })
      .checkIn()
    expect(proven.result).toBe('done')
  })

  test('a set that was never offered displaces nothing', async () => {
    const { gateway, station } = await added()
    await setup(gateway, { cupsUri: plane.uri, cupsTrust: plane.trust, cupsKey: b64('Authorization: proven-token-x') })
    await contact(station)
    await contact(station)
    await setup(gateway, { cupsKey: b64('Authorization: superseded-token') })
    await setup(gateway, { cupsKey: b64('Authorization: newest-token-xyz') })
    const early = await plane
      .station(gateway, { cups: { uri: plane.uri, trust: plane.trust, key: 'Authorization: newest-token-xyz\r\n' } })
      .checkIn()
    expect(early.response.toString('latin1')).toMatch(/^HTTP\/1\.1 401 /)
    await contact(station)
    expect(bodyOf(await contact(station))).toEqual(UNCHANGED)
  })

  test('a gateway whose backup is what a person installed: it falls back to that and is sent back as well', async () => {
    const { gateway, station } = await added('cups')
    await setup(gateway, { cupsUri: plane.uri, cupsTrust: plane.trust, cupsKey: b64('Authorization: good-token-1') })
    await contact(station)
    await contact(station)
    const wrong = await makeCa({ name: 'CN=Not ours' })
    await setup(gateway, { cupsTrust: wrong.pem, cupsKey: b64('Authorization: good-token-2') })
    await contact(station)
    let outcome = await station.checkIn()
    while (outcome.result !== 'done' && outcome.state.failures < 20) outcome = await station.checkIn()
    expect(outcome).toMatchObject({ result: 'done', slot: 'bak', harm: [] })
    expect(await plane.report(gateway, (row) => row.fell_back)).toMatchObject({
      credential: 'bootstrap',
      outcome: 'fell-back',
    })
    expect((await contact(station)).slot).toBe('reg')
    await plane.report(gateway, (row) => row.credential === 'cups:1' && row.outcome === 'fell-back')
  })

  test('without a regular CUPS set there is no cupsUri to repeat: the gateway is due within a day, and nothing is broken', async () => {
    const { gateway, station } = await added('cups-boot')
    await setup(gateway, wantedLns())
    const outcome = await station.checkIn()
    expect(outcome.answer).toMatchObject({ cupsUri: null, tcUri: 'wss://lns.example.com:8887' })
    expect(outcome.harm.map((harm) => harm.code)).toEqual(['late-return'])
    await plane.report(gateway)
    const view = await viewGateway(plane.context, owner.ownerId, gateway)
    expect(view?.dueBy).toEqual(new Date(plane.context.clock.now.getTime() + 24 * 3_600_000))
  })

  test('unmanaged again: nothing more is sent, and what is there stays', async () => {
    const { gateway, station } = await added()
    await setup(gateway, wantedLns())
    await contact(station)
    await setup(gateway, { lnsUri: '' })
    const outcome = await contact(station)
    expect(bodyOf(outcome)).toEqual(UNCHANGED)
    expect(outcome.state.tcUri).toBe('wss://lns.example.com:8887')
    await plane.report(gateway, (row) => row.outcome === 'in-sync')
  })
})

describe('a batch gateway', () => {
  const first = eui('aa000000ff000000')
  let free = 0
  const anyEui = () => eui((0xaa000000ff000000n + BigInt(++free)).toString(16))

  beforeAll(() => createBatch(plane.context, { from: first, to: eui('aa000000ff00ffff'), flavor: 'maker/1' }))

  async function batchStation(gateway: Eui): Promise<Station> {
    const token = await authTokenOf(plane.context, { id: 'cli', address: null }, gateway)
    return plane.station(gateway, {
      'cups-boot': { uri: plane.uri, trust: plane.trust, key: `Authorization: ${token}\r\n` },
    })
  }

  test('unclaimed: 14 zero bytes, recorded, its digest kept', async () => {
    const gateway = anyEui()
    const station = await batchStation(gateway)
    expect(bodyOf(await contact(station))).toEqual(UNCHANGED)
    expect(await plane.report(gateway)).toMatchObject({ credential: 'bootstrap' })
    const [row] = await plane.context
      .sql`select owner_id, origin, flavor, octet_length(token_digest) as digest from gateways where eui = ${gateway}`
    expect(row).toEqual({ owner_id: null, origin: 'batch', flavor: 'maker/1', digest: 32 })
  })

  test('claim → LNS → in sync → delete → the derived token still works, the owner’s does not', async () => {
    const gateway = anyEui()
    const pin = await claimPinOf(plane.context, { id: 'cli', address: null }, gateway)
    expect(await claimGateways(plane.context, owner, [{ gateway, claim: pin.toLowerCase() }])).toEqual([{ gateway }])
    const station = await batchStation(gateway)
    await setup(gateway, {
      ...wantedLns(),
      cupsUri: plane.uri,
      cupsTrust: plane.trust,
      cupsKey: b64('Authorization: token-of-the-owner'),
    })
    const changed = await contact(station)
    expect(changed.state).toMatchObject({ cupsUri: plane.uri, tcUri: 'wss://lns.example.com:8887' })
    expect(bodyOf(await contact(station))).toEqual(UNCHANGED)
    await plane.report(gateway, (row) => row.outcome === 'in-sync' && row.credential === 'cups:1')

    await deleteGateways(plane.context, owner, [gateway])
    const regular = await station.checkIn()
    expect(regular.response.toString('latin1')).toMatch(/^HTTP\/1\.1 401 /)
    const boot = await batchStation(gateway)
    expect(bodyOf(await contact(boot))).toEqual(UNCHANGED)
    const next = await claimGateways(plane.context, owner, [{ gateway, claim: pin }])
    expect(next).toEqual([{ gateway, warning: expect.stringContaining('earlier owner') }])
  })
})

describe('histories that would lock a gateway out', () => {
  test('the desired set was installed by hand: it counts, although it was never offered', async () => {
    const { gateway } = await added()
    await setup(gateway, {
      cupsUri: plane.uri,
      cupsTrust: plane.trust,
      cupsKey: b64('Authorization: installed-by-hand'),
    })
    const [row] = await plane.context.sql<{ trust: Buffer }[]>`select trust from credential_sets where eui = ${gateway}`
    const station = plane.station(gateway, {
      cups: { uri: plane.uri, trust: row?.trust, key: 'Authorization: installed-by-hand\r\n' },
    })
    expect(bodyOf(await contact(station))).toEqual(UNCHANGED)
    await plane.report(gateway, (report) => report.outcome === 'in-sync' && report.credential === 'cups:1')
    expect(await setsOf(gateway)).toMatchObject([{ version: 1, offered: true, proven: true }])
  })

  test('saving a failed set again tries it again', async () => {
    const { gateway, station } = await added('cups-boot')
    await setup(gateway, {
      cupsUri: plane.uri,
      cupsTrust: plane.trust,
      cupsKey: b64('Authorization: first-good-token'),
    })
    await contact(station)
    await contact(station)
    await setup(gateway, { cupsKey: b64('Authorization: second-good-token') })
    await contact(station)
    await plane.context.sql`update credential_sets set failed_at = now() where eui = ${gateway} and version = 2`
    await setup(gateway, { cupsUri: plane.uri })
    expect(await setsOf(gateway)).toHaveLength(3)
    expect(bodyOf(await contact(station))).toEqual(UNCHANGED)
    await plane.report(gateway, (report) => report.outcome === 'in-sync' && report.credential === 'cups:3')
  })

  test('a failed set that works after all is proven, and failed no longer', async () => {
    const { gateway, station } = await added('cups-boot')
    await setup(gateway, {
      cupsUri: plane.uri,
      cupsTrust: plane.trust,
      cupsKey: b64('Authorization: works-after-all'),
    })
    await contact(station)
    await plane.context.sql`update credential_sets set failed_at = now() where eui = ${gateway}`
    expect(bodyOf(await contact(station))).toEqual(UNCHANGED)
    expect(await setsOf(gateway)).toMatchObject([{ version: 1, proven: true, failed: false, backup: true }])
  })

  test('a host name that was ours when the set was proven stays good for it', async () => {
    const { gateway, station } = await added()
    await setup(gateway, {
      cupsUri: plane.uri,
      cupsTrust: plane.trust,
      cupsKey: b64('Authorization: under-the-old-name'),
    })
    await contact(station)
    await contact(station)
    const hosts = plane.context.site.gatewayHosts as string[]
    const before = hosts.splice(0, hosts.length, 'renamed.example:9191')
    try {
      expect(bodyOf(await contact(station))).toEqual(UNCHANGED)
    } finally {
      hosts.splice(0, hosts.length, ...before)
    }
  })

  test('somebody added its EUI before its batch: the true gateway is not pushed away, and gets nothing of the other’s', async () => {
    const gateway = eui('dd00000000000001')
    const other = await createTestOwner(plane.context, '::dd')
    expect(
      await addGateways(plane.context, other, [{ gateway, flavorid: 'x', token: 'the-token-of-a-squatter' }]),
    ).toEqual([{ gateway }])
    expect(await setupGateways(plane.context, other, [{ gateway, lnsUri: 'ws://10.6.6.6:6000' }])).toEqual([
      { gateway },
    ])
    await createBatch(plane.context, { from: eui('dd00000000000000'), to: eui('dd000000000000ff'), flavor: 'maker/2' })
    const token = await authTokenOf(plane.context, { id: 'cli', address: null }, gateway)
    const station = plane.station(gateway, {
      'cups-boot': { uri: plane.uri, trust: plane.trust, key: `Authorization: ${token}\r\n` },
    })
    expect(bodyOf(await contact(station))).toEqual(UNCHANGED)
    const pin = await claimPinOf(plane.context, { id: 'cli', address: null }, gateway)
    expect(await claimGateways(plane.context, owner, [{ gateway, claim: pin }])).toMatchObject([
      { gateway, warning: expect.any(String) },
    ])
    await setup(gateway, wantedLns())
    expect((await station.checkIn()).state.tcUri).toBe('wss://lns.example.com:8887')
    const squatter = plane.station(gateway, {
      cups: { uri: plane.uri, trust: plane.trust, key: 'Authorization: the-token-of-a-squatter\r\n' },
    })
    expect((await squatter.checkIn()).response.toString('latin1')).toMatch(/^HTTP\/1\.1 401 /)
  })

  test('claiming a gateway that one added oneself keeps the token that lies on it', async () => {
    const gateway = eui('ee00000000000001')
    await addGateways(plane.context, owner, [{ gateway, flavorid: 'x', token: 'put-on-it-by-hand' }])
    await createBatch(plane.context, { from: eui('ee00000000000000'), to: eui('ee000000000000ff'), flavor: 'maker/3' })
    const pin = await claimPinOf(plane.context, { id: 'cli', address: null }, gateway)
    expect(await claimGateways(plane.context, owner, [{ gateway, claim: pin }])).toMatchObject([{ gateway }])
    const byHand = plane.station(gateway, {
      cups: { uri: plane.uri, trust: plane.trust, key: 'Authorization: put-on-it-by-hand\r\n' },
    })
    expect(bodyOf(await contact(byHand))).toEqual(UNCHANGED)
    const token = await authTokenOf(plane.context, { id: 'cli', address: null }, gateway)
    const derived = plane.station(gateway, {
      'cups-boot': { uri: plane.uri, trust: plane.trust, key: `Authorization: ${token}\r\n` },
    })
    expect(bodyOf(await contact(derived))).toEqual(UNCHANGED)
  })
})

test('a gateway is who its credential says, whatever router it names', async () => {
  const a = await added()
  const b = await added()
  await plane.context.sql`update gateways set token_digest = sha256('another-token'::bytea) where eui = ${b.gateway}`
  const station = plane.station(b.gateway, {
    'cups-boot': { uri: plane.uri, trust: plane.trust, key: `Authorization: ${TOKEN}\r\n` },
  })
  expect((await station.checkIn()).response.toString('latin1')).toMatch(/^HTTP\/1\.1 401 /)
  expect(formatId6(a.gateway)).not.toBe(formatId6(b.gateway))
})
