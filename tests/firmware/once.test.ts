/** “Provided once, whatever happens at the same moment” (rules.md 20): servers, connections and processes that end. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect as connectTcp } from 'node:net'
import { connect, type TLSSocket } from 'node:tls'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startGatewayPlane } from '#lib/cups/gateway-plane.ts'
import { serveUpdateInfo } from '#lib/cups/serve-update-info.ts'
import { createUpdateInfoHandler } from '#lib/cups/update-info.ts'
import { takeOffer } from '#lib/db/firmware-schedules.ts'
import { type Eui, eui, formatId6 } from '#lib/domain/identifiers.ts'
import { addGateways } from '#lib/services/add-gateways.ts'
import type { OwnerActor } from '#lib/services/context.ts'
import { scheduleFirmware } from '#lib/services/schedule-firmware.ts'
import { serverCertificate } from '#lib/services/server-certificate.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import { checkInRequest, sendRaw } from '#tests/support/raw-request.ts'
import { makeImage, storeImage } from './firmware-maker.ts'

const TOKEN = 'a-token-of-the-gateway'
/** More than the buffers of a connection hold. */
const LARGE = 24 * 1024 * 1024
let context: TestContext
let owner: OwnerActor
let tls: { cert: string; key: string }
let next = 0x0400_0000_0000_0000n
const children: ChildProcess[] = []

beforeAll(async () => {
  context = await createTestContext()
  owner = await createTestOwner(context, '::1', 1_000)
  tls = await serverCertificate(context)
  context.clock.now = new Date()
})
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})
afterAll(() => context?.close())

async function scheduled(crc: number): Promise<Eui> {
  next += 1n
  const gateway = eui(next.toString(16).padStart(16, '0'))
  await addGateways(context, owner, [{ gateway, flavorid: 'x', token: TOKEN }])
  await scheduleFirmware(context, owner, gateway, { action: 'schedule', crc, allowUnsigned: true })
  return gateway
}

async function startProcess(): Promise<{ port: number; child: ChildProcess }> {
  const child = fork(fileURLToPath(new URL('./plane-process.ts', import.meta.url)))
  children.push(child)
  child.send({ url: context.url, tls })
  const [port] = (await once(child, 'message')) as [number]
  return { port, child }
}

const request = (gateway: Eui, version = '1.0') =>
  checkInRequest(
    {
      router: formatId6(gateway),
      cupsUri: null,
      tcUri: null,
      cupsCredCrc: 1,
      tcCredCrc: 2,
      package: version,
      keys: [],
    },
    TOKEN,
  )

const scheduleOf = async (gateway: Eui) => {
  const [row] = await context.sql<{ state: string; bytes_sent: string; reason: string; ended_at: Date | null }[]>`
    select state, bytes_sent, reason, ended_at from firmware_schedules where eui = ${gateway}`
  return row
}
const stateOnce = (gateway: Eui, state: string) =>
  expect.poll(async () => (await scheduleOf(gateway))?.state).toBe(state)

/** A connection that has read at least `bytes` of its answer and reads no further. */
function readSome(port: number, gateway: Eui, bytes: number): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    let seen = 0
    const socket = connect(
      { port, host: '127.0.0.1', servername: 'localhost', rejectUnauthorized: false, maxVersion: 'TLSv1.2' },
      () => socket.write(request(gateway)),
    )
    socket.on('error', reject)
    socket.on('data', (chunk: Buffer) => {
      seen += chunk.length
      if (seen < bytes) return
      socket.removeAllListeners('data')
      socket.pause()
      socket.off('error', reject)
      socket.on('error', () => {})
      resolve(socket)
    })
  })
}

test('64 simultaneous check-ins of one gateway on two server processes: exactly one offer', async () => {
  const servers = await Promise.all([startProcess(), startProcess()])
  for (const size of [1_000, 300_000]) {
    const image = makeImage(size)
    const gateway = await scheduled(await storeImage(context, owner, image))
    const answers = await Promise.all(
      Array.from({ length: 64 }, (_, index) => sendRaw(servers[index % 2]?.port ?? 0, [request(gateway)])),
    )
    expect(answers.map(({ status }) => status)).toEqual(Array(64).fill(200))
    const bodies = answers.map(({ body }) => body)
    expect(bodies.filter((body) => body.equals(Buffer.alloc(14)))).toHaveLength(63)
    const [offer] = bodies.filter((body) => body.length > 14)
    expect(offer?.subarray(14)).toEqual(image)
    await expect.poll(async () => (await scheduleOf(gateway))?.ended_at).toBeTruthy()
    // Those that came in beside the offer are no “next check-in”.
    expect((await scheduleOf(gateway))?.state).toBe('offered')
    const last = await sendRaw(servers[0]?.port ?? 0, [request(gateway, '2.0')])
    expect(last.body).toEqual(Buffer.alloc(14))
    await stateOnce(gateway, 'confirmed')
  }
})

describe('a transfer that does not end well uses up the offer', () => {
  test('the gateway goes away: interrupted, with the bytes that went out', async () => {
    const crc = await storeImage(context, owner, makeImage(LARGE))
    const gateway = await scheduled(crc)
    const plane = await startGatewayPlane(context, { port: 0, host: '127.0.0.1', tls })
    const socket = await readSome(plane.port, gateway, 1_000_000)
    socket.destroy()
    await stateOnce(gateway, 'interrupted')
    const row = await scheduleOf(gateway)
    expect(Number(row?.bytes_sent)).toBeGreaterThan(500_000)
    expect(Number(row?.bytes_sent)).toBeLessThan(LARGE)
    context.clock.now = new Date(context.clock.now.getTime() + 60_000)
    const again = await sendRaw(plane.port, [request(gateway)])
    expect(again.body).toEqual(Buffer.alloc(14))
    await expect
      .poll(async () => (await scheduleOf(gateway))?.reason)
      .toBe('The connection was cut during the transfer. Schedule it again.')
    await scheduleFirmware(context, owner, gateway, { action: 'rearm' })
    expect((await sendRaw(plane.port, [request(gateway)])).body.length).toBe(LARGE + 14)
    await plane.close()
  })

  test('the server is ended in an orderly way in the middle: interrupted', async () => {
    const gateway = await scheduled(await storeImage(context, owner, makeImage(LARGE)))
    const plane = await startGatewayPlane(context, { port: 0, host: '127.0.0.1', tls })
    const socket = await readSome(plane.port, gateway, 1_000_000)
    await plane.close()
    expect((await scheduleOf(gateway))?.state).toBe('interrupted')
    socket.destroy()
  })

  test('the server is killed in the middle: known at the check-in after, and never offered twice', async () => {
    const gateway = await scheduled(await storeImage(context, owner, makeImage(LARGE)))
    const { port, child } = await startProcess()
    const socket = await readSome(port, gateway, 1_000_000)
    child.kill('SIGKILL')
    await once(child, 'exit')
    socket.destroy()
    expect((await scheduleOf(gateway))?.state).toBe('offered')
    const plane = await startGatewayPlane(context, { port: 0, host: '127.0.0.1', tls })
    context.clock.now = new Date(Date.now() + 30_000)
    expect((await sendRaw(plane.port, [request(gateway)])).body).toEqual(Buffer.alloc(14))
    expect((await scheduleOf(gateway))?.state).toBe('offered')
    context.clock.now = new Date(Date.now() + 120_000)
    expect((await sendRaw(plane.port, [request(gateway)])).body).toEqual(Buffer.alloc(14))
    await stateOnce(gateway, 'interrupted')
    expect((await scheduleOf(gateway))?.reason).toContain('the process that sent it ended')
    await plane.close()
  })

  test('the image is gone in the middle: the connection ends, the state says so', async () => {
    const crc = await storeImage(context, owner, makeImage(LARGE))
    const gateway = await scheduled(crc)
    const plane = await startGatewayPlane(context, { port: 0, host: '127.0.0.1', tls })
    const socket = await readSome(plane.port, gateway, 100_000)
    await context.sql`delete from firmware_images where crc = ${crc}`
    const closed = once(socket, 'close')
    socket.resume()
    await closed
    await stateOnce(gateway, 'interrupted')
    await plane.close()
  })
})

test('plain HTTP sends the same bytes, and a connection that is gone before the first byte gives the offer back', async () => {
  const image = makeImage(300_000)
  const gateway = await scheduled(await storeImage(context, owner, image))
  const handler = createUpdateInfoHandler(context)
  let wait = Promise.withResolvers<void>()
  const server = createServer(async (incoming, response) => {
    const gone = once(response, 'close')
    const slow = {
      ...handler,
      handle: async (given: Parameters<typeof handler.handle>[0]) => {
        const answer = await handler.handle(given)
        if (incoming.headers['x-gone']) {
          wait.resolve()
          await gone
        }
        return answer
      },
    }
    await serveUpdateInfo(slow, incoming, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const talk = (bytes: Buffer, untilGone: boolean) =>
    new Promise<Buffer>((resolve) => {
      const chunks: Buffer[] = []
      const socket = connectTcp(port, '127.0.0.1', () => socket.write(bytes))
      socket.on('data', (chunk) => chunks.push(chunk))
      socket.on('close', () => resolve(Buffer.concat(chunks)))
      if (untilGone) wait.promise.then(() => socket.destroy())
    })
  await talk(Buffer.from(request(gateway).toString('latin1').replace('Host:', 'X-Gone: 1\r\nHost:'), 'latin1'), true)
  await stateOnce(gateway, 'scheduled')
  wait = Promise.withResolvers()
  const bytes = await talk(request(gateway), false)
  const head = bytes.toString('latin1', 0, bytes.indexOf('\r\n\r\n') + 4)
  expect(head).toBe(
    `HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: ${image.length + 14}\r\nConnection: close\r\n\r\n`,
  )
  const length = Buffer.alloc(4)
  length.writeUInt32LE(image.length)
  expect(bytes.subarray(head.length)).toEqual(Buffer.concat([Buffer.alloc(10), length, image]))
  server.close()
  await handler.close()
})

test('the choice of unsigned firmware that was taken back in between counts, and so does the end of a window', async () => {
  const gateway = await scheduled(await storeImage(context, owner, makeImage()))
  const [row] = await context.sql<{ armed: string }[]>`select armed from firmware_schedules where eui = ${gateway}`
  const offer = { eui: gateway, ownerId: owner.ownerId, armed: row?.armed ?? '', packageBefore: '1.0', keyCrc: null }
  const now = context.now()
  await context.sql`update firmware_schedules set allow_unsigned = false where eui = ${gateway}`
  expect(await takeOffer(context.sql, offer, now)).toBe(false)
  await context.sql`update firmware_schedules set allow_unsigned = true, not_after = ${now} where eui = ${gateway}`
  expect(await takeOffer(context.sql, offer, now)).toBe(false)
  await context.sql`update firmware_schedules set not_after = null where eui = ${gateway}`
  expect(await takeOffer(context.sql, offer, now)).toBe(true)
  expect(await takeOffer(context.sql, offer, now)).toBe(false)
})
