/** WebSocket traffic that no Station sends: it is cut, never answered, and costs nobody else anything (rules.md 1 and 30). */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { createDiscovery } from '#lib/cups/discovery.ts'
import { type Eui, formatId6 } from '#lib/domain/identifiers.ts'
import type { Station } from '#lib/station/station.ts'
import { type DiscoveryWorld, LNS_TOKEN, openDiscoveryWorld } from './discovery-world.ts'

let world: DiscoveryWorld
let gateway: Eui
let station: Station
beforeAll(async () => {
  world = await openDiscoveryWorld()
  const lns = await world.lns()
  ;({ gateway, station } = await world.gateway())
  await world.setup(gateway, {
    lnsUri: lns.uri,
    lnsTrust: world.ca.pem,
    lnsKey: `Authorization: ${LNS_TOKEN}`,
    lnsDiscovery: true,
  })
  await station.checkIn()
})
afterAll(() => world.close())

/** After every attack: a good gateway is served as before. */
const stillServes = async () => expect(await station.connectLns()).toMatchObject({ result: 'up' })

const KEY = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='
const lines = (...more: string[]) =>
  ['GET /router-info HTTP/1.1', 'Host: localhost', 'Upgrade: websocket', 'Connection: Upgrade', ...more, '', ''].join(
    '\r\n',
  )
const TOKEN = `Authorization: ${LNS_TOKEN}`
const VERSION = 'Sec-WebSocket-Version: 13'
const GOOD = lines(TOKEN, KEY, VERSION)

function open(): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(
      { port: world.plane.port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false },
      () => resolve(socket),
    )
    socket.on('error', reject)
  })
}

/** Everything that came until the other side ended the connection. */
async function bytesAfter(...parts: readonly (string | Buffer)[]): Promise<Buffer> {
  const socket = await open()
  const chunks: Buffer[] = []
  socket.removeAllListeners('error').on('error', () => {})
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  for (const part of parts) socket.write(part)
  await closed
  return Buffer.concat(chunks)
}

/** A masked frame, as clients have to send it; the mask is zero. */
function frame(opcode: number, payload: Buffer | string, { fin = true, masked = true, length = -1 } = {}): Buffer {
  const bytes = Buffer.from(payload as string)
  const size = length < 0 ? bytes.length : length
  const head =
    size < 126
      ? Buffer.from([(fin ? 0x80 : 0) | opcode, (masked ? 0x80 : 0) | size])
      : Buffer.from([(fin ? 0x80 : 0) | opcode, (masked ? 0x80 : 0) | 126, size >> 8, size & 0xff])
  return Buffer.concat([head, masked ? Buffer.alloc(4) : Buffer.alloc(0), bytes])
}

const question = () => JSON.stringify({ router: formatId6(gateway) })
const UPGRADED = /^HTTP\/1\.1 101 [^\r]*\r\n(?:[^\r]+\r\n)*\r\n/

describe('requests that are no upgrade of a Station get no byte', () => {
  test.each([
    ['neither token nor certificate', lines(KEY, VERSION)],
    ['no key', lines(TOKEN, VERSION)],
    ['a key that is none', lines(TOKEN, 'Sec-WebSocket-Key: x', VERSION)],
    ['an old version', lines(TOKEN, KEY, 'Sec-WebSocket-Version: 7')],
    ['another protocol', lines(TOKEN, KEY, VERSION).replace('websocket', 'h2c')],
    ['another path', GOOD.replace('/router-info', '/traffic/x')],
    ['another method', GOOD.replace('GET', 'POST')],
    ['a header that is too large', lines(TOKEN, KEY, VERSION, `X: ${'y'.repeat(9000)}`)],
  ])('%s', async (_what, request) => {
    expect((await bytesAfter(request)).toString()).toBe('')
    await stillServes()
  })
})

describe('frames that are no question are cut after the upgrade', () => {
  test.each([
    ['not JSON', () => frame(1, 'router')],
    ['no router', () => frame(1, '{"router":null}')],
    ['binary', () => frame(2, question())],
    ['not masked', () => frame(1, question(), { masked: false })],
    ['a length beyond the limit', () => frame(1, Buffer.alloc(2048, 0x20))],
    ['a reserved opcode', () => frame(0xb, 'x')],
    ['bytes that are no UTF-8', () => frame(1, Buffer.from([0xff, 0xfe, 0xfd]))],
    [
      'fragments beyond the limit',
      () =>
        Buffer.concat(Array.from({ length: 9 }, (_, i) => frame(i ? 0 : 1, Buffer.alloc(250, 0x20), { fin: false }))),
    ],
  ])('%s', async (_what, bytes) => {
    const answer = (await bytesAfter(GOOD, bytes())).toString('latin1')
    expect(answer).toMatch(UPGRADED)
    expect(answer).not.toContain('"router"')
    await stillServes()
  })

  test('two questions on one connection: at most the first is answered', async () => {
    const answer = (await bytesAfter(GOOD, Buffer.concat([frame(1, question()), frame(1, question())]))).toString(
      'latin1',
    )
    expect(answer.match(/"router"/g) ?? []).not.toHaveLength(2)
    await stillServes()
  })
})

test('whoever says nothing, or drips, is cut', async () => {
  const drip = async () => {
    const socket = await open()
    socket.on('error', () => {})
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    socket.write(GOOD)
    socket.resume()
    const bytes = frame(1, question())
    for (let at = 0; at < 3; at++) socket.write(bytes.subarray(at, at + 1))
    await closed
  }
  await Promise.all([bytesAfter(GOOD), drip(), bytesAfter(GOOD, frame(9, 'ping'))])
  await stillServes()
})

test('when all places are taken by connections that say nothing, the oldest of them makes room for a gateway', async () => {
  const discovery = createDiscovery(world.context, { maxOpen: 3 })
  const server = createServer().on('upgrade', discovery.upgrade)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const link = async () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/router-info`, { headers: { Authorization: LNS_TOKEN } })
    socket.on('error', () => {})
    const said = new Promise<string>((resolve) => {
      socket.once('message', (data: Buffer) => resolve(data.toString()))
      socket.once('close', () => resolve('cut'))
    })
    await new Promise((resolve) => socket.once('open', resolve).once('close', resolve))
    return { socket, said }
  }
  try {
    const [oldest] = [await link(), await link(), await link()]
    const asking = await link()
    asking.socket.send(question())
    expect(await asking.said).toContain('"uri"')
    expect(await oldest?.said).toBe('cut')
  } finally {
    await discovery.close()
    await new Promise((resolve) => server.close(resolve))
  }
})

test('hundreds of idle connections take nothing from a gateway or from CUPS', async () => {
  const idle = await Promise.all(
    Array.from(
      { length: 200 },
      () =>
        new Promise<WebSocket>((resolve, reject) => {
          const socket = new WebSocket(`wss://localhost:${world.plane.port}/router-info`, {
            headers: { Authorization: 'Bearer nobody' },
            rejectUnauthorized: false,
          })
          socket.once('open', () => resolve(socket))
          socket.on('error', reject)
        }),
    ),
  )
  await stillServes()
  expect((await station.checkIn()).result).toBe('done')
  for (const socket of idle) socket.on('error', () => {}).terminate()
})

test('a closing server ends what is open', async () => {
  const second = await world.secondPlane()
  const socket = new WebSocket(`wss://localhost:${second.port}/router-info`, {
    headers: { Authorization: 'Bearer nobody' },
    rejectUnauthorized: false,
  })
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
  await new Promise((resolve) => socket.once('open', resolve))
  await second.close()
  await closed
})
