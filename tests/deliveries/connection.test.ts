/** From the report of a network server to the application server, over real sockets; and what people see of it. */
import { createHash } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { findConnection } from '#lib/db/connections.ts'
import { formatId6 } from '#lib/domain/identifiers.ts'
import type { Method } from '#lib/http/other-methods.ts'
import { closeIdleConnections } from '#lib/outbound/request.ts'
import { sealHeaders, sealLogin, sealTunnelKey } from '#lib/services/connections/connection-secrets.ts'
import type { Context } from '#lib/services/context.ts'
import { DESTINATION_TYPES } from '#lib/services/deliveries/destination-types.ts'
import { pumpDestination } from '#lib/services/deliveries/pump.ts'
import { acceptReport } from '#lib/services/reports/accept-report.ts'
import { type CallOptions, OWNER_A, openWorld, type World } from '#tests/access/harness.ts'
import { type ConnectionOptions, makeConnection } from '#tests/downlink/downlink-maker.ts'
import { type Answer, openReceiver, type Receiver } from './receiver.ts'

let world: World
let context: Context
const receivers: Receiver[] = []

beforeAll(async () => {
  world = await openWorld()
  context = { ...world.ctx, site: { ...world.ctx.site, outbound: { allow: '127.0.0.1' } } }
  Reflect.set(globalThis, Symbol.for('gatehouse.runtime'), Promise.resolve(context))
})
afterEach(async () => {
  closeIdleConnections()
  await Promise.all(receivers.splice(0).map((one) => one.close()))
})
afterAll(() => world.close())

const CREDENTIAL = 'ghr_test'
const KEY = 'f3203a20a2e8dfaf6686b621f56d05e3'
const A = formatId6(OWNER_A)

/** A connection whose application server verifies tokens with `KEY`. */
async function open(options: ConnectionOptions = {}, answer?: Answer) {
  const receiver = await openReceiver(KEY, answer)
  receivers.push(receiver)
  const made = await makeConnection(context, OWNER_A, {
    url: receiver.url,
    reportDigest: createHash('sha256').update(CREDENTIAL).digest(),
    ...options,
  })
  await context.sql`update connections set key_enc = ${sealTunnelKey(context, made.id, KEY)} where id = ${made.id}`
  return { ...made, receiver }
}

async function post(id: string, body: unknown, options: CallOptions = {}) {
  const response = await world.call('anonymous', 'POST', '/api/v1/connections/[id]/reports', {
    params: { id },
    body,
    headers: { authorization: `Bearer ${CREDENTIAL}` },
    ...options,
  })
  // biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
  return { status: response.status, body: (await response.json()) as any }
}

async function call(method: Method, path: string, options: CallOptions) {
  const response = await world.call('adminA', method, path, options)
  // biome-ignore lint/suspicious/noExplicitAny: answers of several shapes
  return { status: response.status, body: (await response.json()) as any }
}

const pump = (id: string, signal = new AbortController().signal) =>
  pumpDestination(context, { destinationId: id, destinationType: 'connection' }, signal, {
    types: DESTINATION_TYPES,
    chance: () => 0,
  })
const uplink = (count: number, devEui = '20635F0108000496', more = {}) => ({
  DevEUI_uplink: {
    Time: '2021-04-07T10:49:51.551+02:00',
    DevEUI: devEui,
    FPort: 17,
    FCntUp: count,
    payload_hex: '2ce4850919',
    LrrRSSI: -113,
    CustomerID: '100002167',
    CustomerData: { name: 'a+b & <c>' },
    ...more,
  },
})
const rowsOf = (id: string) => context.sql<{ state: string; status: string | null; http_status: number | null }[]>`
  select state, status, http_status from deliveries where destination_id = ${id} order by id`

describe('tokens, verified by the receiver', () => {
  test.each(['json', 'json-untyped', 'xml'] as const)('%s: every kind of report', async (contentType) => {
    const { id, receiver, asId } = await open({ contentType })
    const DevEUI = '20635F0108000496'
    const reports = [
      uplink(1803),
      { DevEUI_downlink_Sent: { DevEUI, FPort: 2, FCntDn: 7, DeliveryStatus: 1 } },
      { DevEUI_location: { DevEUI, DevLAT: 52.5, DevLON: 4.9 } },
      { DevEUI_notification: { DevEUI, Type: 'join' } },
      { DevEUI_uplink: { DevEUI, FCntUp: 1804 } },
    ]
    for (const report of reports) expect((await post(id, report)).status).toBe(202)
    await pump(id)
    expect(receiver.received.map(({ kind, genuine }) => [kind, genuine])).toEqual(
      reports.map((report) => [Object.keys(report)[0], true]),
    )
    const [first] = receiver.received
    expect(first?.headers['content-type']).toBe(
      contentType === 'xml' ? 'application/xml; charset=utf-8' : 'application/json',
    )
    expect(first?.fields.FPort).toBe(contentType === 'json' ? 17 : '17')
    expect(first?.fields.LrrRSSI).toBe(contentType === 'json' ? -113 : '-113.000000')
    expect(first?.path).toBe('/uplinks')
    expect(asId).toMatch(/^TWA_/)
  })

  test('the URL keeps its own query, and custom headers and the login go along', async () => {
    const { id, receiver } = await open()
    const connection = await findConnection(context.sql, OWNER_A, id)
    const headers = sealHeaders(context, id, [
      { name: 'X-Key', value: 'secret', secret: true },
      { name: 'Authorization', value: 'Bearer mine', secret: true },
    ])
    await context.sql`update connections set headers_enc = ${headers}, url = ${`${connection?.url}?tenant=7`} where id = ${id}`
    await post(id, uplink(1))
    await pump(id)
    const login = sealLogin(context, id, { login: 'us er', password: 'p:w' })
    await context.sql`update connections set login_enc = ${login} where id = ${id}`
    await post(id, uplink(2))
    await pump(id)
    expect(receiver.received.map(({ headers, genuine }) => [headers['x-key'], headers.authorization, genuine])).toEqual(
      [
        ['secret', 'Bearer mine', true],
        ['secret', `Basic ${Buffer.from('us er:p:w').toString('base64')}`, true],
      ],
    )
  })

  test('The Things Stack and ChirpStack come out as ThingPark', async () => {
    const stack = await open({ source: 'things-stack' })
    const end_device_ids = { device_id: 'm', dev_eui: '0004A30B001C0530', dev_addr: '00BCB929' }
    await post(stack.id, { end_device_ids, uplink_message: { f_port: 1, f_cnt: 5, frm_payload: 'gkHe' } })
    expect((await post(stack.id, { end_device_ids, downlink_queued: {} })).body).toEqual({ id: null, report: null })
    await pump(stack.id)
    expect(stack.receiver.received).toMatchObject([
      { kind: 'DevEUI_uplink', genuine: true, fields: { payload_hex: '8241de', CustomerID: '100000001' } },
    ])

    const chirp = await open({ source: 'chirpstack' })
    const body = { deviceInfo: { devEui: '0101010101010101' }, fCnt: 4, fPort: 1, data: 'qg==' }
    expect((await post(chirp.id, body, { query: { event: 'up' } })).status).toBe(202)
    expect((await post(chirp.id, body)).status).toBe(422)
    await pump(chirp.id)
    expect(chirp.receiver.received).toMatchObject([{ genuine: true, fields: { payload_hex: 'aa', FCntUp: 4 } }])
  })

  test('a downlink of the application server comes back with its CorrelationID, once', async () => {
    const { id, receiver } = await open({ source: 'chirpstack' })
    const queueItemId = '0b6a2d5c-9a43-4a67-8c54-0f5c5c0d3f11'
    await context.sql`
      insert into downlinks (id, owner_id, connection_id, token, accepted_at, dev_eui, f_port, payload, confirmed, flush, correlation_id,
             raw_query, state, next_try_at, reference)
      values (gen_random_uuid(), ${OWNER_A}, ${id}, '\\x00', now(), '0101010101010101', 42, '00', true, false, '4434704901C7450B', '', 'handed-over',
             now(), ${queueItemId})`
    const body = { deviceInfo: { devEui: '0101010101010101' }, queueItemId, fCntDown: 3 }
    await post(id, body, { query: { event: 'txack' } })
    await post(id, { ...body, acknowledged: true }, { query: { event: 'ack' } })
    await pump(id)
    expect(receiver.received).toMatchObject([
      {
        kind: 'DevEUI_downlink_Sent',
        genuine: true,
        fields: { FPort: 42, CorrelationID: '4434704901C7450B', FCntDn: 3 },
      },
    ])
    const [row] = await context.sql`select state from downlinks where connection_id = ${id}`
    expect(row?.state).toBe('acknowledged')
  })
})

describe('what is not taken', () => {
  test('a wrong credential, an unknown connection, a deactivated one, a message of another kind: nothing is stored', async () => {
    const { id } = await open()
    const off = await open({ active: false, deactivatedReason: 'user' })
    const wrong = { headers: { authorization: 'Bearer ghr_other' } }
    expect((await post(id, uplink(1), wrong)).status).toBe(401)
    expect((await post(id, uplink(1), { headers: {} })).status).toBe(401)
    expect((await post('00000000-0000-4000-8000-000000000000', uplink(1))).status).toBe(401)
    expect((await post(off.id, uplink(1))).status).toBe(409)
    expect((await post(id, { nonsense: 1 })).status).toBe(422)
    expect((await post(id, uplink(1, 'short'))).status).toBe(422)
    expect([...(await rowsOf(id)), ...(await rowsOf(off.id))]).toEqual([])
  })

  test('one bad report among many does not hurt the others that are stored with it', async () => {
    const { id } = await open()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => post(id, index === 25 ? {} : uplink(index))),
    )
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(49)
    expect(answers[25]?.status).toBe(422)
    expect(await rowsOf(id)).toHaveLength(49)
  })
})

describe('application servers that misbehave', () => {
  const cases: [string, Answer, string][] = [
    ['500', (_one, response) => response.writeHead(500).end(), 'Error'],
    ['a redirect', (_one, response) => response.writeHead(302, { location: '/x' }).end(), 'Error'],
    ['429', (_one, response) => response.writeHead(429, { 'retry-after': '30' }).end(), 'Overload'],
    ['503 with Retry-After', (_one, response) => response.writeHead(503, { 'retry-after': '30' }).end(), 'Overload'],
    ['a closed connection', (_one, response) => response.destroy(), 'Error'],
  ]
  test.each(cases)('%s', async (_name, answer, status) => {
    const { id, receiver } = await open({}, answer)
    await post(id, uplink(1))
    await pump(id)
    expect(await rowsOf(id)).toMatchObject([{ state: 'waiting', status }])
    expect(receiver.received).toHaveLength(1)
  })

  test('2xx counts, whatever becomes of the body', async () => {
    const block = Buffer.alloc(1024 * 1024, 'x')
    let timer: NodeJS.Timeout | undefined
    const bodies: Answer[] = [
      (_one, response) => void response.writeHead(200, { 'content-length': 10 }).flushHeaders(),
      (_one, response) => {
        response.writeHead(201).write('.')
        timer = setInterval(() => response.write('.'), 20)
      },
      (_one, response) => {
        response.writeHead(202, { 'content-length': 100 * block.length })
        for (let index = 0; index < 100 && !response.destroyed; index++) response.write(block)
      },
      (_one, response) => {
        response.writeHead(204).flushHeaders()
        response.destroy()
      },
    ]
    const { id, receiver } = await open({}, (one, response) => bodies[Number(one.fields.FCntUp)]?.(one, response))
    for (let count = 0; count < bodies.length; count++) await post(id, uplink(count, `20635F010800049${count}`))
    await pump(id)
    clearInterval(timer)
    expect((await rowsOf(id)).map(({ state }) => state)).toEqual(['delivered', 'delivered', 'delivered', 'delivered'])
    expect(receiver.received).toHaveLength(4)
  })

  test('410 deactivates the connection, and what waits is kept', async () => {
    const { id } = await open({}, (_one, response) => response.writeHead(410).end())
    await post(id, uplink(1))
    await post(id, uplink(2))
    await pump(id)
    expect(await findConnection(context.sql, OWNER_A, id)).toMatchObject({ active: false, deactivatedReason: 'gone' })
    expect((await rowsOf(id)).map(({ state }) => state)).toEqual(['waiting', 'waiting'])
    expect((await post(id, uplink(3))).status).toBe(409)
    const audit =
      await context.sql`select detail from audit_entries where action = 'connection.deactivate' and detail ->> 'connection' = ${id}`
    expect(audit).toHaveLength(1)
  })

  test('an address that is not public is an error of the delivery', async () => {
    const { id, receiver } = await open()
    const { site } = context
    await post(id, uplink(1))
    context = { ...context, site: { ...site, outbound: { allow: '' } } }
    await pump(id)
    context = { ...context, site }
    expect(await rowsOf(id)).toMatchObject([{ state: 'waiting', status: 'Error' }])
    expect(receiver.received).toHaveLength(0)
  })
})

test('an outage under 500 reports a second loses nothing: all arrive once and in the order of their devices', async () => {
  const { id, receiver } = await open()
  await receiver.close()
  const devices = Array.from({ length: 50 }, (_, index) => `20635F01080005${index.toString(16).padStart(2, '0')}`)
  const accept = (device: string, count: number) =>
    acceptReport(context, { connectionId: id, credential: CREDENTIAL, event: undefined, body: uplink(count, device) })
  for (let second = 0; second < 4; second++) {
    await Promise.all(
      devices.flatMap((device) => Array.from({ length: 10 }, (_, index) => accept(device, second * 10 + index))),
    )
    await pump(id)
    world.advance(20_000)
  }
  const [paused] = await context.sql`select cause, delivered from destination_states where destination_id = ${id}`
  expect(paused).toMatchObject({ cause: 'Unreachable', delivered: '0' })
  expect(await rowsOf(id)).toHaveLength(2_000)

  const again = await openReceiver(KEY, undefined, receiver.port)
  receivers.push(again)
  world.advance(600_000)
  await pump(id)
  expect(again.received).toHaveLength(2_000)
  expect(again.received.every(({ genuine }) => genuine)).toBe(true)
  for (const device of devices) {
    const counts = again.received.filter(({ fields }) => fields.DevEUI === device).map(({ fields }) => fields.FCntUp)
    expect(counts).toEqual(Array.from({ length: 40 }, (_, index) => index))
  }
  expect((await rowsOf(id)).every(({ state }) => state === 'delivered')).toBe(true)
})

describe('log, replay and test button', () => {
  test('the list pages, filters and shows the destination; one delivery shows its report and attempts', async () => {
    let down = true
    const { id } = await open({}, (_one, response) => response.writeHead(down ? 500 : 200).end('secret words'))
    for (let count = 0; count < 5; count++) await post(id, uplink(count, `20635F010800049${count % 2}`))
    await pump(id)
    const query = { owner: A, limit: '2' }
    const path = '/api/v1/connections/[id]/deliveries'
    const first = (await call('GET', path, { query, params: { id } })).body
    expect(first.deliveries).toHaveLength(2)
    const second = (await call('GET', path, { query: { ...query, cursor: first.next }, params: { id } })).body
    expect(second.deliveries).toHaveLength(2)
    expect(BigInt(second.deliveries[0].id)).toBeLessThan(BigInt(first.deliveries[1].id))
    const device = '20-63-5F-01-08-00-04-91'
    const filtered = (await call('GET', path, { query: { owner: A, device, state: 'waiting' }, params: { id } })).body
    expect(filtered.deliveries).toHaveLength(2)
    expect(filtered.destination).toMatchObject({ waiting: 5, delivered: 0, lastStatus: 'Error', lastHttpStatus: 500 })
    expect(filtered.destination.health).toBe('connection-error')

    down = false
    world.advance(6_000)
    await pump(id)
    const all = (await call('GET', path, { query: { owner: A }, params: { id } })).body
    expect(all.destination).toMatchObject({ waiting: 0, delivered: 5, health: 'active' })
    const oldest = all.deliveries.at(-1)
    expect(oldest).toMatchObject({ state: 'delivered', attempts: 2, httpStatus: 200, status: null })
    const params = { id, delivery: oldest.id }
    const one = (await call('GET', `${path}/[delivery]`, { query: { owner: A }, params })).body
    expect(one.document.DevEUI_uplink).toMatchObject({ FCntUp: 0, payload_hex: '2ce4850919' })
    expect(
      one.log.map(({ status, httpStatus }: { status: string; httpStatus: number }) => [status, httpStatus]),
    ).toEqual([
      ['Error', 500],
      ['Delivered', 200],
    ])
    expect(JSON.stringify([all, one])).not.toContain('secret words')
  })

  test('what was delivered or lost is delivered again, in order', async () => {
    const { id, receiver } = await open()
    for (let count = 0; count < 4; count++) await post(id, uplink(count))
    await pump(id)
    const path = '/api/v1/connections/[id]/deliveries/replay'
    const none = await call('POST', path, { params: { id }, body: { ownerid: A } })
    expect(none.body).toEqual({ replayed: 0, more: false })
    await context.sql`update deliveries set state = 'lost' where destination_id = ${id} and id = (select min(id) from deliveries where destination_id = ${id})`
    const lost = await call('POST', path, { params: { id }, body: { ownerid: A } })
    expect(lost.body).toEqual({ replayed: 1, more: false })
    const again = await call('POST', path, { params: { id }, body: { ownerid: A, states: ['delivered'] } })
    expect(again.body.replayed).toBe(3)
    await pump(id)
    expect(receiver.received.slice(4).map(({ fields }) => fields.FCntUp)).toEqual([0, 1, 2, 3])
    const [row] = await rowsOf(id)
    expect(row).toMatchObject({ state: 'delivered' })
    const entries =
      await context.sql`select detail from audit_entries where action = 'connection.replay' and detail ->> 'connection' = ${id}`
    expect(entries).toHaveLength(2)
  })

  test('the test button sends a genuine report and tells nothing of the answer', async () => {
    const { id, receiver } = await open({}, (_one, response) => response.writeHead(418).end('inner secrets'))
    const path = '/api/v1/connections/[id]/test'
    const { body } = await call('POST', path, { params: { id }, body: { ownerid: A } })
    expect(body).toEqual({ status: 'Error', statusClass: '4xx', durationMs: expect.any(Number) })
    expect(receiver.received).toMatchObject([{ genuine: true, fields: { DevEUI: '0000000000000000' } }])
    expect(await rowsOf(id)).toEqual([])
    await receiver.close()
    const gone = await call('POST', path, { params: { id }, body: { ownerid: A } })
    expect(gone.body).toEqual({ status: 'Error', statusClass: null, durationMs: expect.any(Number) })
  })
})

test('secrets are in no log line', async () => {
  const lines: string[] = []
  const write = vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    lines.push(String(chunk))
    return true
  })
  const { id } = await open({}, (_one, response) => response.destroy())
  const headers = sealHeaders(context, id, [{ name: 'X-Key', value: 'hunter2hunter2', secret: true }])
  await context.sql`update connections set headers_enc = ${headers} where id = ${id}`
  await post(id, uplink(1))
  await pump(id)
  write.mockRestore()
  expect(lines.join('')).not.toMatch(/hunter2|f3203a20a2e8dfaf/)
})

describe('hostile network servers', () => {
  test('are refused for themselves, and what comes beside them is stored', async () => {
    const { id } = await open({ source: 'thingpark' })
    const stack = await open({ source: 'things-stack' })
    const ids = { dev_eui: '0004A30B001C0530', device_id: 'm' }
    const odd = { DevEUI: '20635F0108000496', FPort: { toString: 1, valueOf: 1 } }
    const spoofed = { end_device_ids: ids, downlink_sent: { correlation_ids: [`gatehouse:${'-'.repeat(36)}`] } }
    const answers = await Promise.all([
      post(id, { DevEUI_uplink: odd }),
      post(id, uplink(1)),
      post(stack.id, spoofed),
      post(id, { DevEUI_uplink: { ...odd, FPort: 1, payload_hex: { toString: {} } } }),
    ])
    expect(answers.map(({ status }) => status)).toEqual([422, 202, 202, 422])
  })
})

test.each(['0000-01-01T00:00:00Z', '9999-12-31T23:59:59-23:59'])('a time that no database knows: %s', async (from) => {
  const { id } = await open()
  const list = await call('GET', '/api/v1/connections/[id]/deliveries', { params: { id }, query: { owner: A, from } })
  expect(list).toMatchObject({ status: 422, body: { errors: [{ pointer: '/from' }] } })
  const replay = { params: { id }, body: { ownerid: A, to: from } }
  expect((await call('POST', '/api/v1/connections/[id]/deliveries/replay', replay)).status).toBe(422)
})
