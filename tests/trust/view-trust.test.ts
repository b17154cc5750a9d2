/** What is shown of the certificates of a fleet: kept once, counted in sets, paged, and never another owner's. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eui } from '#lib/domain/identifiers.ts'
import { addCa } from '#lib/services/client-cas/keep-cas.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { fingerprintOf, tidyCertificates } from '#lib/services/trust/keep-certificates.ts'
import { listEnding, listHolders, listServers, listTrust, viewCertificate } from '#lib/services/trust/view-trust.ts'
import { whatBreaks } from '#lib/services/trust/what-breaks.ts'
import { freshKey, keyPem, makeCa, makeLeaf, type TestCertificate } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { type Fleet, makeFleet } from '../rollouts/fleet.ts'

const DAY = 86_400_000
const LNS = 'wss://lns.example:8887'
const OTHER = 'wss://other.example:8887'
const key = Buffer.from('Authorization: lns-key').toString('base64')

let context: TestContext
let owner: OwnerActor
let ca: TestCertificate
let ending: TestCertificate
let number = 0x90

beforeAll(async () => {
  context = await createTestContext()
  context.clock.now = new Date()
  ca = await makeCa({ name: 'CN=LNS root' })
  ending = await makeCa({
    name: 'CN=Ends soon',
    key: await freshKey('EC P-256'),
    notAfter: new Date(Date.now() + 20 * DAY),
  })
})
afterAll(() => context?.close())
beforeEach(async () => {
  number += 1
  owner = await createTestOwner(context, `::${number.toString(16)}`, 10_000)
})

/** Set up for a server under a CA. */
async function fleetAt(size: number, trust: TestCertificate, uri = LNS): Promise<Fleet> {
  const fleet = await makeFleet(context, owner, size)
  const entries = fleet.stations.map((one) => ({ gateway: one.eui, lnsUri: uri, lnsTrust: trust.pem, lnsKey: key }))
  expect((await setupGateways(context, owner, entries)).filter(({ error }) => error)).toEqual([])
  return fleet
}

const page = { limit: 50 }

test('a certificate that many hold is kept once, with who holds it and for what; what ends first comes first', async () => {
  const many = await fleetAt(3, ca)
  const few = await fleetAt(2, ending, OTHER)
  const { rows, buckets, more } = await listTrust(context, owner.ownerId, page)
  expect(rows.map(({ subject }) => subject)).toEqual(['CN=Ends soon', 'CN=LNS root'])
  expect(more).toBe(false)
  expect(buckets).toMatchObject({ ended: 0, '30-days': 1, later: 1 })
  expect(rows[1]?.uses).toEqual([
    { fingerprint: fingerprintOf(ca.der), part: 'trust', category: 'tc', server: null, holders: 3 },
    { fingerprint: fingerprintOf(ca.der), part: 'trust', category: 'tc', server: LNS, holders: 3 },
  ])
  const filtered = async (filter: object) =>
    (await listTrust(context, owner.ownerId, { ...page, ...filter })).rows.map(({ subject }) => subject)
  expect(await filtered({ server: OTHER })).toEqual(['CN=Ends soon'])
  expect(await filtered({ bucket: 'later' })).toEqual(['CN=LNS root'])
  expect(await filtered({ category: 'cups' })).toEqual([])
  expect(await filtered({ part: 'crt' })).toEqual([])
  expect(await filtered({ text: 'lns ROOT' })).toEqual(['CN=LNS root'])
  expect(await filtered({ text: fingerprintOf(ending.der).slice(0, 10).toUpperCase() })).toEqual(['CN=Ends soon'])
  const first = await listTrust(context, owner.ownerId, { limit: 1 })
  const last = first.rows[0]
  expect(first.more).toBe(true)
  expect(await filtered({ after: { at: last?.cursorAt, fingerprint: last?.fingerprint } })).toEqual(['CN=LNS root'])
  expect(await listServers(context, owner.ownerId)).toMatchObject([
    { category: 'tc', uri: LNS, gateways: 3, trusts: [{ gateways: 3 }] },
    { category: 'tc', uri: OTHER, gateways: 2 },
  ])
  const stranger = await createTestOwner(context, `::${(number + 0x100).toString(16)}`)
  expect((await listTrust(context, stranger.ownerId, page)).rows).toEqual([])
  await expect(viewCertificate(context, stranger.ownerId, fingerprintOf(ca.der))).rejects.toThrow(/No gateway of this/)
  await many.handler.close()
  await few.handler.close()
})

test('each holder with its state, page by page', async () => {
  const fleet = await fleetAt(5, ca)
  const [first, second] = fleet.stations
  if (!first || !second) throw new Error('no Stations')
  await fleet.checkIn([first, second])
  fleet.pass(1)
  await fleet.checkIn([first])
  const fingerprint = fingerprintOf(ca.der)
  const view = await viewCertificate(context, owner.ownerId, fingerprint)
  expect(view.states).toEqual(
    expect.arrayContaining([
      { part: 'trust', state: 'proven', count: 1 },
      { part: 'trust', state: 'offered', count: 1 },
      { part: 'trust', state: 'waiting', count: 3 },
    ]),
  )
  expect(view.pem).toContain('BEGIN CERTIFICATE')
  const filter = { fingerprint, part: 'trust' as const }
  const seen: string[] = []
  for (let after: Parameters<typeof listHolders>[3]; ; ) {
    const { rows, more } = await listHolders(context, owner.ownerId, filter, after, 2)
    seen.push(...rows.map((row) => row.eui))
    const last = rows.at(-1)
    if (!more || !last) break
    after = { category: last.category, server: last.server, eui: last.eui, version: last.version }
  }
  expect(seen).toEqual(fleet.stations.map((station) => station.eui))
  const proven = await listHolders(context, owner.ownerId, { ...filter, state: 'proven' }, undefined, 10)
  expect(proven.rows.map((row) => row.eui)).toEqual([first.eui])
  // Another set, not taken yet: the gateway still uses the one before.
  await setupGateways(context, owner, [{ gateway: first.eui, lnsTrust: ending.pem }])
  const earlier = await listHolders(context, owner.ownerId, { ...filter, state: 'earlier' }, undefined, 10)
  expect(earlier.rows.map((row) => row.eui)).toEqual([first.eui])
  await fleet.handler.close()
})

test('client certificates, and the CA that issued them', async () => {
  const fleet = await makeFleet(context, owner, 1)
  const gateway = fleet.stations[0]?.eui ?? eui('::1')
  const issuer = await makeCa({ name: 'CN=Roofs' })
  const leaf = await makeLeaf(issuer, { name: 'CN=roof-17' })
  await addCa(context, owner, { name: 'Roofs', certificate: Buffer.from(issuer.pem) })
  const entry = { gateway, lnsUri: LNS, lnsTrust: ca.pem, lnsCrt: leaf.pem, lnsKey: keyPem(leaf.key) }
  expect((await setupGateways(context, owner, [entry]))[0]?.error).toBeUndefined()
  const { rows } = await listTrust(context, owner.ownerId, page)
  const partsOf = (subject: string) => rows.find((row) => row.subject === subject)?.uses.map(({ part }) => part)
  expect(partsOf('CN=roof-17')).toEqual(['crt', 'crt'])
  expect(partsOf('CN=Roofs')).toEqual(['client-ca'])
  await deleteGateways(context, owner, [{ gateway }])
  await tidyCertificates(context)
  expect((await listTrust(context, owner.ownerId, page)).rows.map(({ subject }) => subject)).toEqual(['CN=Roofs'])
  await fleet.handler.close()
})

test('sets from before anything was kept of certificates are read by the job', async () => {
  const fleet = await fleetAt(2, ca)
  await context.sql`delete from certificates where owner_id = ${owner.ownerId}`
  expect((await listTrust(context, owner.ownerId, page)).rows).toEqual([])
  await tidyCertificates(context)
  expect((await listTrust(context, owner.ownerId, page)).rows).toMatchObject([{ subject: 'CN=LNS root' }])
  await fleet.handler.close()
})

describe('what breaks', () => {
  const given = async (issuer: TestCertificate, names = ['lns.example']) =>
    (await makeLeaf(issuer, { name: 'CN=server', dnsNames: names })).pem
  const breaks = (chain: string, at = context.now()) =>
    whatBreaks(context, owner.ownerId, { category: 'tc', uri: LNS, chain, at })

  test('each gateway by its own trust, by hand and without TLS too, and on a later day', async () => {
    const good = await fleetAt(3, ca)
    const soon = await fleetAt(2, ending)
    const byHand = await makeFleet(context, owner, 1)
    const plain = await makeFleet(context, owner, 1)
    const [station] = byHand.stations
    if (station) station.tc.uri = LNS
    await byHand.checkIn()
    const one = await breaks(await given(ca))
    expect(one).toMatchObject({ breaks: 2, holds: 3, unknown: 1, plain: 0 })
    expect(one.trusts).toMatchObject([
      { subject: 'CN=LNS root', verifies: true, gateways: 3 },
      { subject: 'CN=Ends soon', verifies: false, fault: 'not-trusted', gateways: 2 },
    ])
    expect(await breaks(await given(ending))).toMatchObject({ breaks: 3, holds: 2 })
    const later = await breaks(await given(ending), new Date(Date.now() + 21 * DAY))
    expect(later.breaks).toBe(5)
    expect(later.trusts.map(({ fault }) => fault).sort()).toEqual(['not-trusted', 'trust-ended'])
    // A certificate with another name: nobody connects, whatever they trust.
    expect(await breaks(await given(ca, ['elsewhere.example']))).toMatchObject({ breaks: 5, holds: 0 })
    const ends = await listEnding(context, owner.ownerId, new Date(Date.now() + 21 * DAY), 10)
    expect(ends.gateways).toEqual([{ part: 'trust', category: 'tc', gateways: 2 }])
    expect(ends.rows.map(({ subject }) => subject)).toEqual(['CN=Ends soon'])
    for (const fleet of [good, soon, byHand, plain]) await fleet.handler.close()
  })

  test('the listener of this server, and what is no chain', async () => {
    const own = { category: 'cups' as const, uri: 'https://localhost:9191', at: context.now() }
    expect((await whatBreaks(context, owner.ownerId, own)).server).toMatchObject({ source: 'own', named: true })
    await expect(breaks('no certificate')).rejects.toThrow(/no certificate in this file/)
    await expect(whatBreaks(context, owner.ownerId, { ...own, uri: 'http://localhost:80' })).rejects.toThrow(
      /without TLS/,
    )
    // The address rules hold for a server that anybody types.
    const inside = { category: 'tc' as const, uri: LNS, from: '127.0.0.1:22', at: context.now() }
    await expect(whatBreaks(context, owner.ownerId, inside)).rejects.toMatchObject({ code: 'invalid' })
  })
})
