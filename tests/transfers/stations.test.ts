/** Transfers as a Station lives through them: it is never locked out, and the former owner's credentials end. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Eui, eui } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import { authTokenOf } from '#lib/services/batch-secrets.ts'
import { revokeInherited } from '#lib/services/bootstrap/rearm-bootstrap.ts'
import { revokeHeldCertificate } from '#lib/services/client-cas/revoke.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { setupGateways } from '#lib/services/setup-gateways.ts'
import { acceptTransfer } from '#lib/services/transfers/accept-offers.ts'
import { offerGateways } from '#lib/services/transfers/offer-gateways.ts'
import type { CheckInOutcome, Station } from '#lib/station/station.ts'
import { claimAll, looseEuis, makeBatch } from '#tests/gateways/fleet.ts'
import { keyDer, makeCa, makeLeaf } from '#tests/support/certificates.ts'
import { createTestOwner } from '#tests/support/context.ts'
import { startTestPlane, type TestPlane } from '#tests/support/plane.ts'

let plane: TestPlane
let a: OwnerActor
let b: OwnerActor

beforeAll(async () => {
  plane = await startTestPlane()
  a = await createTestOwner(plane.context, '::a', 1_000)
  b = await createTestOwner(plane.context, '::b', 1_000)
})
afterAll(() => plane?.close())

const base64 = (text: string) => Buffer.from(text).toString('base64')
const statusOf = ({ response }: CheckInOutcome): number =>
  Number(/^HTTP\/1\.1 (\d{3})/.exec(response.toString('latin1'))?.[1])

async function setCups(owner: OwnerActor, gateway: Eui, token: string): Promise<void> {
  const [answer] = await setupGateways(plane.context, owner, [
    {
      gateway,
      cupsUri: plane.uri,
      cupsTrust: base64(plane.trust),
      cupsKey: base64(`Authorization: ${token}`),
    },
  ])
  expect(answer?.error).toBeUndefined()
}

async function transfer(gateway: Eui, from = a, to = b): Promise<void> {
  const target = { by: 'gateways' as const, gateways: [gateway] }
  const offer = { to: to.ownerId, target, days: 7, note: '', withLabels: false }
  const { id } = await offerGateways(plane.context, from, offer)
  const [answer] = await acceptTransfer(plane.context, to, id, undefined)
  expect(answer?.error).toBeUndefined()
}

/** Contacts until one is answered with 200, as Station tries its sets one after the other. */
async function returns(station: Station): Promise<number> {
  for (let contact = 1; contact <= 12; contact++) if (statusOf(await station.checkIn()) === 200) return contact
  throw new Error('the gateway is locked out')
}

/** A gateway that holds nothing but this token. */
async function knock(gateway: Eui, token: string): Promise<number> {
  const set = { uri: plane.uri, trust: plane.trust, key: `Authorization: ${token}\r\n` }
  return statusOf(await plane.station(gateway, { cups: set }).checkIn())
}

test('a batch gateway falls back to its derived token, is sent what B sets, and A’s token is refused', async () => {
  const gateway = (await makeBatch(plane.context)).eui(1)
  await claimAll(plane.context, a, [gateway])
  const derived = await authTokenOf(plane.context, { id: 'cli', address: null }, gateway)
  const station = plane.station(gateway, {
    'cups-boot': { uri: plane.uri, trust: plane.trust, key: `Authorization: ${derived}\r\n` },
  })
  await setCups(a, gateway, 'token-of-a')
  await station.checkIn()
  expect(statusOf(await station.checkIn())).toBe(200)
  expect(await knock(gateway, 'token-of-a')).toBe(200)
  await transfer(gateway)
  expect(await knock(gateway, 'token-of-a')).toBe(401)
  await setCups(b, gateway, 'token-of-b')
  expect(await returns(station)).toBeGreaterThan(1)
  await station.checkIn()
  expect((await plane.report(gateway, (row) => row.credential === 'cups:1')).outcome).toBe('in-sync')
  expect(await knock(gateway, 'token-of-a')).toBe(401)
})

test('an added gateway goes on with A’s token, until B revokes it', async () => {
  const [gateway = eui('::1')] = looseEuis(1)
  await addGateways(plane.context, a, [{ gateway, flavorid: 'x', token: 'added-by-a' }])
  const station = plane.station(gateway, {
    'cups-boot': { uri: plane.uri, trust: plane.trust, key: 'Authorization: added-by-a\r\n' },
  })
  await setCups(a, gateway, 'token-of-a')
  await station.checkIn()
  expect(statusOf(await station.checkIn())).toBe(200)
  await transfer(gateway)
  // Not one contact is lost.
  expect(statusOf(await station.checkIn())).toBe(200)
  await setCups(b, gateway, 'token-of-b')
  await station.checkIn()
  await station.checkIn()
  await plane.report(gateway, (row) => row.credential === 'cups:1')
  expect(await knock(gateway, 'token-of-a')).toBe(200)
  await revokeInherited(plane.context, b, gateway)
  expect(await knock(gateway, 'token-of-a')).toBe(401)
  expect(await knock(gateway, 'added-by-a')).toBe(401)
  expect(statusOf(await station.checkIn())).toBe(200)
})

test('an added gateway with a client certificate goes on with it', async () => {
  const [gateway = eui('::1')] = looseEuis(1)
  await addGateways(plane.context, a, [{ gateway, flavorid: 'x', token: 'added-by-a' }])
  const leaf = await makeLeaf(await makeCa({ name: 'CN=CA of A' }), { name: 'CN=roof-17' })
  const key = keyDer(leaf.key, 'sec1')
  const [answer] = await setupGateways(plane.context, a, [
    {
      gateway,
      cupsUri: plane.uri,
      cupsTrust: base64(plane.trust),
      cupsCrt: leaf.der.toString('base64'),
      cupsKey: Buffer.from(key).toString('base64'),
    },
  ])
  expect(answer?.error).toBeUndefined()
  const station = plane.station(gateway, {
    cups: { uri: plane.uri, trust: plane.trust, key: 'Authorization: added-by-a\r\n' },
  })
  await station.checkIn()
  expect(statusOf(await station.checkIn())).toBe(200)
  await transfer(gateway)
  expect(statusOf(await station.checkIn())).toBe(200)
  expect((await plane.report(gateway)).credential).toBe('bootstrap')
})

describe('a gateway of another maker, which brings no token of its own', () => {
  /** It is in a maker's list with a claim code alone: its first set was put on it by hand, and no boot set is there. */
  async function installed(): Promise<{ gateway: Eui; station: Station }> {
    const [gateway = eui('::1')] = looseEuis(1)
    await addGateways(plane.context, a, [{ gateway, flavorid: 'x', token: 'first-of-a' }])
    const station = plane.station(gateway, {
      cups: { uri: plane.uri, trust: plane.trust, key: 'Authorization: first-of-a\r\n' },
    })
    // Its cups-bak is what it came with; the set from the wire takes the place of that in the books.
    await setCups(a, gateway, 'first-of-a')
    await station.checkIn()
    expect(statusOf(await station.checkIn())).toBe(200)
    await plane.report(gateway, ({ credential }) => credential === 'cups:1')
    await plane.context
      .sql`update gateways set origin = 'batch', token_digest = null, token_enc = null where eui = ${gateway}`
    return { gateway, station }
  }

  test('keeps its way back: a set of B that does not work does not lock it out', async () => {
    const { gateway, station } = await installed()
    await setCups(a, gateway, 'second-of-a')
    await station.checkIn()
    expect(statusOf(await station.checkIn())).toBe(200)
    await plane.report(gateway, ({ credential }) => credential === 'cups:2')
    await transfer(gateway)
    expect(statusOf(await station.checkIn())).toBe(200)
    const stranger = await makeCa({ name: 'CN=Not the CA of this server' })
    await setupGateways(plane.context, b, [
      {
        gateway,
        cupsUri: plane.uri,
        cupsTrust: stranger.der.toString('base64'),
        cupsKey: base64('Authorization: token-of-b'),
      },
    ])
    await station.checkIn()
    expect(await returns(station)).toBeGreaterThan(1)
  })

  test('keeps what A has sent and it has not come back with', async () => {
    const { gateway, station } = await installed()
    await setCups(a, gateway, 'second-of-a')
    await station.checkIn()
    await station.checkIn()
    await plane.report(gateway, ({ credential }) => credential === 'cups:2')
    await setCups(a, gateway, 'third-of-a')
    await station.checkIn()
    await transfer(gateway)
    expect(statusOf(await station.checkIn())).toBe(200)
  })

  test('keeps it from hand to hand, until somebody revokes it', async () => {
    const c = await createTestOwner(plane.context, '::c', 1_000)
    const { gateway, station } = await installed()
    await setCups(a, gateway, 'second-of-a')
    await station.checkIn()
    await station.checkIn()
    await plane.report(gateway, ({ credential }) => credential === 'cups:2')
    await transfer(gateway)
    await transfer(gateway, b, c)
    expect(statusOf(await station.checkIn())).toBe(200)
    await setCups(c, gateway, 'token-of-c')
    await station.checkIn()
    await station.checkIn()
    await plane.report(gateway, ({ credential }) => credential === 'cups:1')
    for (const token of ['first-of-a', 'second-of-a']) expect(await knock(gateway, token)).toBe(200)
    await revokeInherited(plane.context, c, gateway)
    for (const token of ['first-of-a', 'second-of-a']) expect(await knock(gateway, token)).toBe(401)
    expect(statusOf(await station.checkIn())).toBe(200)
  })

  test('is not accepted with what A gave it for another server, nor with what A has revoked', async () => {
    const { gateway } = await installed()
    const [answer] = await setupGateways(plane.context, a, [
      {
        gateway,
        cupsUri: 'https://cups.example.com:443',
        cupsTrust: base64(plane.trust),
        cupsKey: base64('Authorization: known-to-the-other-server'),
      },
    ])
    expect(answer?.error).toBeUndefined()
    const leaf = await makeLeaf(await makeCa({ name: 'CN=CA of A' }), { name: 'CN=roof-18' })
    await plane.context.sql`update credential_sets set offered_at = now() where eui = ${gateway}`
    await setupGateways(plane.context, a, [
      {
        gateway,
        cupsUri: plane.uri,
        cupsCrt: leaf.der.toString('base64'),
        cupsKey: Buffer.from(keyDer(leaf.key, 'sec1')).toString('base64'),
      },
    ])
    await plane.context.sql`update credential_sets set offered_at = now() where eui = ${gateway}`
    await revokeHeldCertificate(plane.context, a, { eui: gateway, category: 'cups', version: 3, reason: 'stolen' })
    await transfer(gateway)
    expect(await knock(gateway, 'first-of-a')).toBe(200)
    expect(await knock(gateway, 'known-to-the-other-server')).toBe(401)
    const set = { uri: plane.uri, trust: plane.trust, crt: leaf.pem, key: keyDer(leaf.key, 'sec1') }
    expect(statusOf(await plane.station(gateway, { cups: set }).checkIn())).toBe(401)
  })
})
