/** Downlinks on their way to network servers, over real TLS sockets to stubs that speak as those do. */
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Webhook } from 'standardwebhooks'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { findNamedDownlink, settleDownlink } from '#lib/db/downlinks.ts'
import { eui } from '#lib/domain/identifiers.ts'
import { closeIdleConnections } from '#lib/outbound/request.ts'
import type { Context, OwnerActor } from '#lib/services/context.ts'
import { acceptDownlink } from '#lib/services/downlinks/accept-downlink.ts'
import { forwardDownlinks } from '#lib/services/downlinks/forward-downlinks.ts'
import { keyPem, makeCa, makeLeaf } from '#tests/support/certificates.ts'
import { createTestContext, createTestOwner, type TestContext } from '#tests/support/context.ts'
import {
  type ConnectionOptions,
  type MadeConnection,
  makeConnection,
  type Parameters,
  parametersOf,
  queryOf,
  signedQuery,
  tokenFor,
} from './downlink-maker.ts'

const DEVICE = eui('20635F0108000495')
const NEVER = new AbortController().signal

interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: Record<string, string>
  readonly body: string
}
interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Record<string, string>
}

let context: TestContext
/** The same, that may reach the stub. */
let local: Context
let owner: OwnerActor
let server: Server
let origin: string
let seen: Seen[]
let answer: (request: Seen) => Answer | Promise<Answer>

beforeAll(async () => {
  context = await createTestContext()
  local = {
    ...context,
    site: { ...context.site, outbound: { allow: '127.0.0.1/32', resolve: async () => ['127.0.0.1'] } },
  }
  owner = await createTestOwner(context)
  const ca = await makeCa()
  const leaf = await makeLeaf(ca, { name: 'CN=ns.test', dnsNames: ['ns.test'] })
  setDefaultCACertificates([...getCACertificates('default'), ca.pem])
  server = createServer({ cert: leaf.pem, key: keyPem(leaf.key) }, (request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', async () => {
      const one: Seen = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers as Record<string, string>,
        body: Buffer.concat(chunks).toString(),
      }
      seen.push(one)
      const { status, body = {}, headers = {} } = await answer(one)
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
      response.end(typeof body === 'string' ? body : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `https://ns.test:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  closeIdleConnections()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await context.close()
})
beforeEach(() => {
  seen = []
  answer = () => ({ status: 200 })
})
const clock = new Date('2026-03-01T12:00:00Z')
afterEach(() => {
  context.clock.now = clock
})
const wait = (seconds: number) => {
  context.clock.now = new Date(context.clock.now.getTime() + seconds * 1000)
}

const connect = (kind: 'things-stack' | 'chirpstack' | 'https', more: ConnectionOptions = {}) =>
  makeConnection(context, owner.ownerId, {
    downlinkKind: kind,
    downlinkUrl: origin,
    downlinkToken: 'NNSXS.SECRET',
    downlinkSettings: kind === 'things-stack' ? { applicationId: 'app1' } : {},
    ...more,
  })
let nonce = 0
async function accept(connection: MadeConnection, more: Parameters = {}): Promise<string> {
  nonce += 1
  const time = new Date(context.now().getTime() + (nonce % 1000))
  const taken = await acceptDownlink(local, { rawQuery: signedQuery(connection, time, more), address: null })
  if (taken.kind !== 'queued') throw new Error('not queued')
  return taken.id
}
const forward = (connection: MadeConnection, on: Context = local) =>
  forwardDownlinks(on, { connectionId: connection.id, devEui: DEVICE }, NEVER)
const rowOf = async (id: string) => (await context.sql`select * from downlinks where id = ${id}`)[0]
/** What lies in the queue for the application server. */
const reports = (connection: MadeConnection) =>
  context.sql<{ kind: string; device: string; document: string }[]>`
    select kind, device, document from deliveries where destination_id = ${connection.id} order by id`
const json = (one: Seen | undefined) => JSON.parse(one?.body ?? '') as Record<string, unknown>
const jobAt = async (connection: MadeConnection) => {
  const [job] = await context.sql`select run_at from graphile_worker.jobs where key like ${`%${connection.id}%`}`
  return job?.run_at as Date | undefined
}

describe('The Things Stack', () => {
  test('is pushed the payload under our correlation id, which its events find again', async () => {
    const connection = await connect('things-stack')
    const id = await accept(connection, { Confirmed: '1', CorrelationID: '4434704901C7450B' })
    await forward(connection)
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({
      method: 'POST',
      path: '/api/v3/as/applications/app1/devices/eui-20635f0108000495/down/push',
    })
    expect(seen[0]?.headers.authorization).toBe('Bearer NNSXS.SECRET')
    expect(json(seen[0])).toEqual({
      downlinks: [
        { f_port: 2, frm_payload: 'AQM=', confirmed: true, priority: 'NORMAL', correlation_ids: [`gatehouse:${id}`] },
      ],
    })
    expect(await rowOf(id)).toMatchObject({ state: 'handed-over', attempts: 1, cause: '' })
    expect(await reports(connection)).toHaveLength(0)
    const named = await findNamedDownlink(context.sql, connection.id, { id })
    expect(named).toMatchObject({ id, devEui: DEVICE, correlationId: '4434704901C7450B', fPort: 2 })
    const foreign = await connect('things-stack')
    expect(await findNamedDownlink(context.sql, foreign.id, { id })).toBeUndefined()

    const settle = (state: 'sent' | 'acknowledged' | 'failed') =>
      settleDownlink(context.sql, { connectionId: connection.id, id, state, cause: '' }, context.now())
    await settle('sent')
    await settle('acknowledged')
    await settle('failed')
    expect(await rowOf(id)).toMatchObject({ state: 'acknowledged' })
  })

  test('a device under another id is found by its DevEUI once and remembered', async () => {
    const connection = await connect('things-stack')
    answer = ({ path }) => {
      if (path.includes('/search/'))
        return { status: 200, body: { end_devices: [{ ids: { device_id: 'pump-7', dev_eui: '20635F0108000495' } }] } }
      return path.includes('/pump-7/') ? { status: 200 } : { status: 404, body: { message: 'not found' } }
    }
    const first = await accept(connection)
    await forward(connection)
    await accept(connection)
    await forward(connection)
    expect(seen.map(({ path }) => path.replace(/^.*(devices.*)$/, '$1'))).toEqual([
      'devices/eui-20635f0108000495/down/push',
      'devices?dev_eui_contains=20635F0108000495&field_mask=ids&limit=2',
      'devices/pump-7/down/push',
      'devices/pump-7/down/push',
    ])
    expect(await rowOf(first)).toMatchObject({ state: 'handed-over' })
  })

  test('a device that nobody knows, and a key that may not search, fail with what to do', async () => {
    const connection = await connect('things-stack')
    answer = ({ path }) => ({ status: path.includes('/search/') ? 200 : 404 })
    const unknown = await accept(connection, { CorrelationID: 'AB' })
    await forward(connection)
    answer = ({ path }) => ({ status: path.includes('/search/') ? 403 : 404 })
    const forbidden = await accept(connection)
    await forward(connection)
    expect((await rowOf(unknown))?.cause).toContain('no device with this DevEUI')
    expect((await rowOf(forbidden))?.cause).toContain('Give the key the right to read devices')
    const [report] = await reports(connection)
    expect(report).toMatchObject({ kind: 'DevEUI_downlink_Sent', device: DEVICE })
    expect(JSON.parse(report?.document ?? '')).toMatchObject({
      DevEUI: '20635F0108000495',
      DeliveryStatus: 0,
      CorrelationID: 'AB',
      CustomerID: '100000001',
      FPort: 2,
    })
  })

  test('replaces the queue, and empties it', async () => {
    const connection = await connect('things-stack')
    await accept(connection, { FlushDownlinkQueue: '1' })
    await forward(connection)
    expect(seen[0]?.path).toMatch(/down\/replace$/)
    const { FPort: _, Payload: __, ...rest } = parametersOf(connection, context.now(), { FlushDownlinkQueue: '1' })
    const rawQuery = queryOf(rest, tokenFor(rest, connection.key))
    const taken = await acceptDownlink(local, { rawQuery, address: null })
    await forward(connection)
    expect(json(seen[1])).toEqual({ downlinks: [] })
    expect(taken.kind === 'queued' && (await rowOf(taken.id))).toMatchObject({ state: 'sent', payload: null })
    expect(await reports(connection)).toHaveLength(0)
  })

  test('a counter that was used before is reported, and the next one is refused at once', async () => {
    const connection = await connect('things-stack')
    answer = () => ({ status: 400, body: { details: [{ details: [{ min_f_cnt_down: 1238 }] }] } })
    const id = await accept(connection, { FCntDn: '1237' })
    await forward(connection)
    expect(await rowOf(id)).toMatchObject({
      state: 'failed',
      cause: 'Downlink counter value already used. Expected=1238',
    })
    const again = signedQuery(connection, context.now(), { FCntDn: '1236' })
    expect(await acceptDownlink(local, { rawQuery: again, address: null })).toEqual({ kind: 'counter', expected: 1238 })
  })
})

describe('ChirpStack', () => {
  test('is given the item, and its id finds the downlink again', async () => {
    const connection = await connect('chirpstack')
    answer = () => ({ status: 200, body: { id: 'queue-item-1' } })
    const id = await accept(connection, { ValidityTime: '600' })
    await forward(connection)
    expect(seen).toHaveLength(1)
    expect(seen[0]).toMatchObject({ method: 'POST', path: '/api/devices/20635f0108000495/queue' })
    expect(seen[0]?.headers['grpc-metadata-authorization']).toBe('Bearer NNSXS.SECRET')
    expect(seen[0]?.headers.authorization).toBeUndefined()
    expect(json(seen[0])).toEqual({
      queueItem: { confirmed: false, fPort: 2, data: 'AQM=', expiresAt: '2026-03-01T12:10:00.000Z' },
    })
    expect(await findNamedDownlink(context.sql, connection.id, { reference: 'queue-item-1' })).toMatchObject({ id })
  })

  test('empties the queue first, and asks for the counter of an encrypted payload', async () => {
    const connection = await connect('chirpstack')
    answer = ({ path }) => ({ status: 200, body: path.endsWith('get-next-f-cnt-down') ? { fCntDown: 7 } : { id: 'q' } })
    await accept(connection, { FlushDownlinkQueue: '1', FCntDn: '7' })
    const low = await accept(connection, { FCntDn: '6' })
    await forward(connection)
    expect(seen.map(({ method, path }) => `${method} ${path.replace('/api/devices/20635f0108000495', '')}`)).toEqual([
      'DELETE /queue',
      'POST /get-next-f-cnt-down',
      'POST /queue',
      'POST /get-next-f-cnt-down',
    ])
    expect(json(seen[2])).toMatchObject({ queueItem: { fCntDown: 7, isEncrypted: true } })
    expect(await rowOf(low)).toMatchObject({ state: 'failed', cause: expect.stringContaining('Expected=7') })
  })
})

describe('a target of the owner’s own', () => {
  test('is sent the query as it came, and JSON that it can verify', async () => {
    const secret = `whsec_${Buffer.from('a secret of the target’s own').toString('base64')}`
    const connection = await connect('https', { downlinkUrl: `${origin}/down?tenant=1`, downlinkToken: secret })
    const raw = signedQuery(connection, context.now(), { Extra: 'a+b c' })
    await acceptDownlink(local, { rawQuery: raw, address: null })
    await forward(connection)
    expect(seen[0]?.path).toBe(`/down?tenant=1&${raw}`)
    expect(seen[0]?.headers.authorization).toBeUndefined()
    const { 'webhook-id': id = '', 'webhook-timestamp': at = '' } = seen[0]?.headers ?? {}
    const signature = new Webhook(secret).sign(id, new Date(Number(at) * 1000), seen[0]?.body ?? '')
    expect(seen[0]?.headers['webhook-signature']).toBe(signature)
    expect(json(seen[0])).toMatchObject({ DevEUI: '20635F0108000495', Payload: '0103' })
  })

  test('a plain token goes along as Bearer', async () => {
    const connection = await connect('https')
    await accept(connection)
    await forward(connection)
    expect(seen[0]?.headers.authorization).toBe('Bearer NNSXS.SECRET')
  })
})

describe('tries', () => {
  test('a busy network is tried again with growing pauses, in the order of the device, until it takes them', async () => {
    const connection = await connect('things-stack')
    answer = () => ({ status: 503 })
    const first = await accept(connection)
    await forward(connection)
    expect(await rowOf(first)).toMatchObject({ state: 'waiting', attempts: 1, cause: 'The Things Stack answered 503.' })
    const second = await accept(connection)
    await forward(connection)
    // The second one does not overtake.
    expect(seen).toHaveLength(1)
    const due = await jobAt(connection)
    expect(due && due.getTime() - context.now().getTime()).toBeGreaterThan(3_000)
    wait(6)
    answer = () => ({ status: 200 })
    await forward(connection)
    expect(seen.slice(1).map((one) => json(one).downlinks)).toMatchObject([
      [{ correlation_ids: [`gatehouse:${first}`] }],
      [{ correlation_ids: [`gatehouse:${second}`] }],
    ])
    expect(await rowOf(second)).toMatchObject({ state: 'handed-over' })
  })

  test('Retry-After is respected', async () => {
    const connection = await connect('chirpstack')
    answer = () => ({ status: 429, headers: { 'Retry-After': '90' } })
    const id = await accept(connection)
    await forward(connection)
    expect((await rowOf(id))?.next_try_at).toEqual(new Date(context.now().getTime() + 90_000))
  })

  test('ValidityTime bounds the tries, and its end is told', async () => {
    const connection = await connect('things-stack')
    answer = () => ({ status: 503 })
    const id = await accept(connection, { ValidityTime: '60', CorrelationID: '01' })
    await forward(connection)
    wait(61)
    await forward(connection)
    expect(seen).toHaveLength(1)
    expect(await rowOf(id)).toMatchObject({ state: 'failed', cause: expect.stringContaining('ValidityTime ended') })
    const [report] = await reports(connection)
    expect(JSON.parse(report?.document ?? '')).toMatchObject({
      DeliveryStatus: 0,
      DeliveryFailedCause1: 'ValidityTime ended before the network side took it.',
      CorrelationID: '01',
    })
  })

  test('without one it is given up after an hour', async () => {
    const connection = await connect('things-stack')
    answer = () => ({ status: 503 })
    const id = await accept(connection)
    await forward(connection)
    for (let round = 0; round < 10 && (await rowOf(id))?.state === 'waiting'; round++) {
      context.clock.now = (await rowOf(id))?.next_try_at as Date
      await forward(connection)
    }
    expect(await rowOf(id)).toMatchObject({ state: 'failed' })
    expect(context.clock.now.getTime() - clock.getTime()).toBeLessThanOrEqual(3_600_000)
    expect(seen.length).toBeGreaterThan(4)
  })

  test('a key that the network refuses fails at once', async () => {
    const connection = await connect('chirpstack')
    answer = () => ({ status: 401, body: { message: 'authentication failed' } })
    const id = await accept(connection)
    await forward(connection)
    expect(await rowOf(id)).toMatchObject({
      state: 'failed',
      cause: 'ChirpStack does not accept the API key (401): authentication failed',
    })
  })

  test('an address that may not be reached is tried again, since its operator may allow it, and tells no more', async () => {
    const connection = await connect('https')
    const id = await accept(connection)
    await forward(connection, context)
    expect(seen).toHaveLength(0)
    expect(await rowOf(id)).toMatchObject({ state: 'waiting', attempts: 1 })
  })

  test('two workers at once hand each downlink over once, in order', async () => {
    const other = { ...local, ...openDatabase(context.url, { max: 3 }) }
    try {
      const connection = await connect('things-stack')
      const ids: string[] = []
      for (let index = 0; index < 20; index++) ids.push(await accept(connection))
      await Promise.all([forward(connection), forward(connection, other), forward(connection)])
      await forward(connection)
      const sent = seen.flatMap((one) => (json(one).downlinks as { correlation_ids: string[] }[])[0]?.correlation_ids)
      expect(sent).toEqual(ids.map((id) => `gatehouse:${id}`))
    } finally {
      await other.close()
    }
  })

  test('what a killed worker held is taken over when its lease ends', async () => {
    const connection = await connect('things-stack')
    const id = await accept(connection)
    const until = new Date(context.now().getTime() + 60_000)
    await context.sql`update downlinks set leased_until = ${until} where id = ${id}`
    await forward(connection)
    expect(seen).toHaveLength(0)
    expect(await jobAt(connection)).toEqual(until)
    wait(60)
    await forward(connection)
    expect(await rowOf(id)).toMatchObject({ state: 'handed-over' })
  })

  test('a connection that was deactivated meanwhile fails its downlinks', async () => {
    const connection = await connect('things-stack')
    const id = await accept(connection)
    await context.sql`update connections set active = false where id = ${connection.id}`
    await forward(connection)
    expect(seen).toHaveLength(0)
    expect(await rowOf(id)).toMatchObject({ state: 'failed', cause: 'The connection was deactivated.' })
  })
})

test('a secret that cannot sign fails the downlink with a sentence, and nothing is sent', async () => {
  const connection = await connect('https', { downlinkToken: 'whsec_not-base64' })
  const id = await accept(connection)
  await forward(connection)
  expect(seen).toEqual([])
  expect(await rowOf(id)).toMatchObject({ state: 'failed', cause: expect.stringMatching(/whsec_.*Base64/) })
})
