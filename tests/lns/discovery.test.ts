/** Discovery by Gatehouse, followed by the strict Station to a real LNS and back to CUPS (rules.md 29–30). */
import { hash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { takeNotice } from '#lib/db/discoveries.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import { deleteGateways } from '#lib/services/delete-gateways.ts'
import { describeGateways } from '#lib/services/describe-gateways.ts'
import { viewDiscovery } from '#lib/services/lns/view-discovery.ts'
import { scheduleFirmware } from '#lib/services/schedule-firmware.ts'
import { viewGateway } from '#lib/services/view-gateways.ts'
import type { Station } from '#lib/station/station.ts'
import { makeImage, storeImage } from '#tests/firmware/firmware-maker.ts'
import { auditOf, dumpDatabase, holds } from '#tests/gateways/fleet.ts'
import { keyPem, makeCa, makeLeaf } from '#tests/support/certificates.ts'
import { type DiscoveryWorld, LNS_TOKEN, openDiscoveryWorld } from './discovery-world.ts'
import { refer, type TestLns } from './test-lns.ts'

let world: DiscoveryWorld
beforeAll(async () => {
  world = await openDiscoveryWorld()
})
afterAll(() => world.close())

const RESYNC = 60_000
const key = (token: string) => `Authorization: ${token}`

/** A gateway that was led here and holds what it needs. */
async function led(lns: TestLns): Promise<{ gateway: Eui; station: Station }> {
  const made = await world.gateway()
  const error = await world.setup(made.gateway, {
    lnsUri: lns.uri,
    lnsTrust: world.ca.pem,
    lnsKey: key(LNS_TOKEN),
    lnsDiscovery: true,
  })
  expect(error).toBeUndefined()
  await checkIn(made.station)
  return made
}

async function checkIn(station: Station) {
  world.context.clock.now = new Date(world.context.clock.now.getTime() + RESYNC)
  const outcome = await station.checkIn()
  expect({ reason: outcome.reason, harm: outcome.harm }).toEqual({ reason: null, harm: [] })
  return outcome
}

describe('a Station that is led through us', () => {
  test('asks here, is referred with its own credentials, and opens its data link', async () => {
    const lns = await world.lns({ token: LNS_TOKEN })
    const { gateway, station } = await led(lns)
    expect(station.state().tcUri).toBe(world.uri)
    const outcome = await station.connectLns()
    expect(outcome).toMatchObject({ result: 'up', reason: null, authentication: 'token', nextContactAfter: null })
    const router = formatId6(gateway)
    const uri = `wss://localhost:${lns.port}/traffic/${router}`
    expect(outcome.answer).toBe(JSON.stringify({ router, muxs: '::0', uri }))
    expect(lns.asked).toMatchObject([{ authorization: LNS_TOKEN, question: JSON.stringify({ router }) }])
    expect(lns.links).toEqual([`/traffic/${router}`])
    expect(await world.last(gateway)).toEqual({ outcome: 'referred', detail: uri, address: '127.0.0.1' })
    expect(await viewDiscovery(world.context, world.owner.ownerId, gateway)).toMatchObject({
      enabled: true,
      uri: world.uri,
      lnsUri: lns.uri,
      last: { outcome: 'referred' },
    })
  })

  test('returns to CUPS on error, exactly once for each update, and follows the next discovery', async () => {
    const lns = await world.lns()
    const { gateway, station } = await led(lns)
    expect(await station.connectLns()).toMatchObject({ result: 'up' })

    await world.setup(gateway, { lnsKey: key('Bearer second') })
    const sent = await station.connectLns()
    expect(sent).toMatchObject({ result: 'error', nextContactAfter: RESYNC, muxs: null })
    expect(sent.answer).toBe(JSON.stringify({ router: formatId6(gateway), error: 'An update waits at CUPS.' }))
    expect(await world.last(gateway, ({ outcome }) => outcome === 'sent-to-cups')).toBeTruthy()
    // It asks again before it came to CUPS: it is served with what it holds, and never told twice.
    for (let again = 0; again < 3; again++) expect(await station.connectLns()).toMatchObject({ result: 'up' })
    expect(lns.asked.at(-1)?.authorization).toBe(LNS_TOKEN)

    await checkIn(station)
    expect(await station.connectLns()).toMatchObject({ result: 'up' })
    expect(lns.asked.at(-1)?.authorization).toBe('Bearer second')
    await checkIn(station)
    // Proven: what was there before opens nothing any more.
    expect(await ask(world.plane.port, gateway, LNS_TOKEN)).toBeNull()

    await world.setup(gateway, { lnsKey: key('Bearer third') })
    expect(await station.connectLns()).toMatchObject({ result: 'error' })
  })

  test('moves to another network server without any update, when it is under the same root and token', async () => {
    const [first, second] = [await world.lns(), await world.lns()]
    const { gateway, station } = await led(first)
    await checkIn(station)
    await world.setup(gateway, { lnsUri: second.uri })
    expect(await station.connectLns()).toMatchObject({ result: 'up' })
    expect(second.asked).toMatchObject([{ authorization: LNS_TOKEN }])
    expect(first.asked).toEqual([])
    // CUPS has nothing to send, and counts the new version as proven.
    expect((await checkIn(station)).answer?.unchanged).toBe(true)
    const view = await viewGateway(world.context, world.owner.ownerId, gateway)
    expect(view?.desired.tc).toMatchObject({ uri: world.uri, lnsUri: second.uri, provenAt: expect.any(Date) })
  })

  test('leaves discovery when its owner wants it to', async () => {
    const lns = await world.lns()
    const { gateway, station } = await led(lns)
    await world.setup(gateway, { lnsDiscovery: false })
    expect(await station.connectLns()).toMatchObject({ result: 'error' })
    await checkIn(station)
    expect(station.state().tcUri).toBe(lns.uri)
    expect(await station.connectLns()).toMatchObject({ result: 'up' })
    expect(lns.asked).toHaveLength(1)
  })

  test('authenticates by its client certificate, here and at the LNS', async () => {
    const clientCa = await makeCa({ name: 'CN=Clients' })
    const client = await makeLeaf(clientCa, { name: 'CN=any name' })
    const lns = await world.lns({ clientCa })
    const { gateway, station } = await world.gateway()
    const error = await world.setup(gateway, {
      lnsUri: lns.uri,
      lnsTrust: world.ca.pem,
      lnsCrt: client.pem,
      lnsKey: keyPem(client.key),
      lnsDiscovery: true,
    })
    expect(error).toBeUndefined()
    await checkIn(station)
    expect(await station.connectLns()).toMatchObject({ result: 'up', authentication: 'certificate' })
    expect(lns.asked).toMatchObject([{ client: 'any name' }])
  })

  test('is told of firmware that is due, once', async () => {
    const lns = await world.lns()
    const { gateway, station } = await led(lns)
    const fwcrc = await storeImage(world.context, world.owner, makeImage())
    await scheduleFirmware(world.context, world.owner, gateway, {
      action: 'schedule',
      crc: fwcrc,
      allowUnsigned: true,
    })
    expect(await station.connectLns()).toMatchObject({ result: 'error' })
    expect(await station.connectLns()).toMatchObject({ result: 'up' })
    const outcome = await checkIn(station)
    expect(outcome.firmware?.executed).toBe(true)
  })

  test('is referred by a template without asking anybody', async () => {
    const lns = await world.lns()
    const { gateway, station } = await led(lns)
    const template = `wss://localhost:${lns.port}/gw/{EUI}`
    expect(await world.setup(gateway, { lnsMuxs: template })).toBeUndefined()
    expect(await station.connectLns()).toMatchObject({
      result: 'up',
      muxs: template.replace('{EUI}', gateway.toUpperCase()),
    })
    expect(lns.asked).toEqual([])
    const [info] = await describeGateways(world.context, world.owner.ownerId, [gateway])
    expect(info).toMatchObject({ lnsUri: lns.uri, lnsDiscovery: true, lnsMuxs: template })
  })
})

describe('what goes wrong is closed, never answered with error', () => {
  test.each([
    [
      'refuses the gateway',
      { kind: 'answer', text: (): string => '{"router":"::1","error":"not provisioned"}' },
      /not provisioned/,
    ],
    [
      'answers what no gateway can use',
      { kind: 'answer', text: (): string => '{"uri":"wss://h"}' },
      /Station cannot use/,
    ],
    ['answers 401', { kind: 'http', status: 401, type: 'text/plain', body: '' }, /answered 401/],
    ['closes', { kind: 'close' }, /closed the WebSocket/],
    ['is silent', { kind: 'silent' }, /no answer came in time/],
  ] as const)('an LNS that %s', async (_what, behaviour, detail) => {
    const lns = await world.lns()
    lns.behave(behaviour)
    const { gateway, station } = await led(lns)
    // Station waits 8 s here: a connection that is not ended in time would read “timed out”.
    const outcome = await station.connectLns()
    expect(outcome).toMatchObject({ result: 'failed', answer: null, reason: expect.stringContaining('closed') })
    expect((await world.last(gateway)).detail).toMatch(detail)
  })

  test('an LNS that answered before serves on while it is away', async () => {
    const { createMuxsLookup } = await import('#lib/cups/muxs-lookup.ts')
    const lns = await world.lns()
    const { gateway } = await led(lns)
    const time = { now: 0 }
    const lookup = createMuxsLookup({ policy: world.context.site.outbound, now: () => time.now })
    const credentials = async () => ({
      uri: lns.uri,
      trust: world.ca.der,
      crt: null,
      key: Buffer.from(`${key(LNS_TOKEN)}\r\n`),
    })
    const ask = () => lookup.ask({ eui: gateway, version: 1, credentials })
    const good = await ask()
    expect(good).toMatchObject({ ok: true })
    expect(await ask()).toEqual(good)
    expect(lns.asked).toHaveLength(1)
    lns.behave({ kind: 'reset' })
    time.now += 11 * 60_000
    expect(await ask()).toEqual(good)
    time.now += 25 * 3_600_000
    expect(await ask()).toMatchObject({ ok: false })
    lns.behave(refer)
    time.now += 6_000
    expect(await ask()).toMatchObject({ ok: true })
  })

  test('the wrong token, another gateway’s, and one that was let go', async () => {
    const lns = await world.lns()
    const [{ gateway, station }, other] = [await led(lns), await world.gateway()]
    await world.setup(other.gateway, {
      lnsUri: lns.uri,
      lnsTrust: world.ca.pem,
      lnsKey: key('Bearer other'),
      lnsDiscovery: true,
    })
    for (const [router, token] of [
      [gateway, 'Bearer wrong'],
      [gateway, 'Bearer other'],
      [other.gateway, LNS_TOKEN],
      ['00000000deadbeef' as Eui, LNS_TOKEN],
    ] as const)
      expect(await ask(world.plane.port, router, token)).toBeNull()
    expect(lns.asked).toEqual([])
    await deleteGateways(world.context, world.owner, [gateway])
    expect(await station.connectLns()).toMatchObject({ result: 'failed', answer: null })
  })

  test('a CUPS token does not open discovery, and a tc token does not open CUPS', async () => {
    const lns = await world.lns()
    const { gateway, station } = await led(lns)
    expect(await ask(world.plane.port, gateway, 'a-token-of-the-gateway')).toBeNull()
    expect(station.home.credentials('tc', 'reg').key?.toString()).toBe(`${key(LNS_TOKEN)}\r\n`)
    const [row] = await world.context.sql<
      { digest: Buffer }[]
    >`select token_digest as digest from gateways where eui = ${gateway}`
    expect(row?.digest.toString('hex')).not.toBe(hash('sha256', LNS_TOKEN, 'hex'))
  })
})

describe('two servers on one database', () => {
  test('many questions at once: the error once', async () => {
    const lns = await world.lns()
    const second = await world.secondPlane()
    for (let round = 1; round <= 3; round++) {
      const { gateway } = await led(lns)
      await world.setup(gateway, { lnsKey: key('Bearer next') })
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, index) => ask(index % 2 ? second.port : world.plane.port, gateway, LNS_TOKEN)),
      )
      expect(answers.filter((answer) => answer?.includes('"error"'))).toHaveLength(1)
      expect(answers.filter((answer) => answer?.includes('"uri"'))).toHaveLength(15)
    }
  })

  test('a part that was told stays told while another one comes and goes', async () => {
    const { gateway } = await world.gateway()
    const { sql } = world.context
    const take = (waiting: { cups?: number; tc?: number; firmware?: string }, ownerId = world.owner.ownerId) =>
      takeNotice(
        sql,
        { eui: gateway, ownerId, waiting: { cups: null, tc: null, firmware: null, ...waiting } },
        new Date(),
      )
    expect(await take({ cups: 5 })).toBe(true)
    expect(await take({ cups: 5, tc: 7 })).toBe(true)
    expect(await take({ tc: 7 })).toBe(false)
    expect(await take({ cups: 5, tc: 7, firmware: 'a' })).toBe(true)
    expect(await take({ firmware: 'a' })).toBe(false)
    expect(await take({ tc: 8 })).toBe(true)
    // A new owner's versions begin anew.
    expect(await take({ tc: 8 }, '00000000000000ff' as Eui)).toBe(true)
    expect(await take({ tc: 8 }, '00000000000000ff' as Eui)).toBe(false)
  })
})

describe('setup', () => {
  test('refuses a trust that does not cover both, and says so before anything is stored', async () => {
    const { gateway } = await world.gateway()
    const elsewhere = await makeCa({ name: 'CN=Elsewhere' })
    expect(
      await world.setup(gateway, {
        lnsUri: 'wss://lns.example:8887',
        lnsTrust: elsewhere.pem,
        lnsKey: key('x'),
        lnsDiscovery: true,
      }),
    ).toMatch(/^lnsDiscovery: .*one trust for both/)
    expect(await world.setup(gateway, { lnsUri: 'ws://lns.example:1887', lnsDiscovery: true })).toMatch(
      /^lnsDiscovery: .*TLS/,
    )
    expect(await world.setup(gateway, { lnsUri: world.uri, lnsTrust: world.ca.pem, lnsKey: key('x') })).toMatch(
      /Gatehouse itself/,
    )
    expect(await world.setup(gateway, { lnsDiscovery: 'yes' })).toMatch(/true or false/)
    expect(await viewDiscovery(world.context, world.owner.ownerId, gateway)).toMatchObject({
      enabled: false,
      last: null,
    })
  })

  test('tells the trail where gateways are led, and never the token', async () => {
    const lns = await world.lns()
    const { gateway } = await led(lns)
    const rows = (await auditOf(world.context, gateway)).filter(({ action }) => action === 'gateway.setup')
    expect(rows.at(-1)?.detail).toMatchObject({ lns: { after: { uri: world.uri, discovery: lns.uri } } })
    expect(holds(await dumpDatabase(world.context), LNS_TOKEN)).toBe(false)
  })
})

/** One question as Station asks it; null when the connection was closed without an answer. */
function ask(port: number, router: Eui, token: string): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`wss://localhost:${port}/router-info`, {
      headers: { Authorization: token },
      rejectUnauthorized: false,
      perMessageDeflate: false,
    })
    let answer: string | null = null
    socket.on('open', () => socket.send(JSON.stringify({ router: formatId6(router) })))
    socket.on('message', (data: Buffer) => {
      answer = data.toString()
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', (error) => (/socket hang up|ECONNRESET/.test(error.message) ? resolve(null) : reject(error)))
  })
}
