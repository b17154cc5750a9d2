import { describe, expect, test } from 'vitest'
import { eui } from '../identifiers.ts'
import {
  chirpStackRequest,
  chirpStackVerdict,
  conventionalDeviceId,
  correlationOf,
  downlinkOf,
  foundDeviceId,
  httpsRequest,
  httpsVerdict,
  type NetworkDownlink,
  nextCounter,
  retryDelay,
  thingsStackRequest,
  thingsStackSearch,
  thingsStackVerdict,
} from './downlink-network.ts'

const ID = '0b6a2d5c-9a43-4a67-8c54-0f5c5c0d3f11'
const downlink: NetworkDownlink = {
  id: ID,
  devEui: eui('20635F0108000495'),
  fPort: 2,
  payload: '0103ff',
  fCntDn: null,
  confirmed: true,
  flush: false,
  validUntil: new Date('2021-04-07T09:50:00Z'),
  correlationId: '4434704901C7450B',
  acceptedAt: new Date('2021-04-07T08:50:00Z'),
  rawQuery: 'DevEUI=20635F0108000495&FPort=2&Token=00',
}
const target = { baseUrl: 'https://eu1.cloud.thethings.network/', applicationId: 'app1' }
const json = (text: string | undefined) => JSON.parse(text ?? '') as unknown
const answer = (status: number, body: unknown = {}) => ({ status, body: JSON.stringify(body) })

describe('The Things Stack', () => {
  test('push', () => {
    const request = thingsStackRequest(target, conventionalDeviceId(downlink.devEui), downlink)
    expect(request.url).toBe(
      'https://eu1.cloud.thethings.network/api/v3/as/applications/app1/devices/eui-20635f0108000495/down/push',
    )
    expect(json(request.body)).toEqual({
      downlinks: [
        {
          f_port: 2,
          frm_payload: 'AQP/',
          confirmed: true,
          priority: 'NORMAL',
          correlation_ids: [`gatehouse:${ID}`],
        },
      ],
    })
  })

  test('replace, through a webhook, with a counter, and the queue alone', () => {
    const encrypted = thingsStackRequest({ ...target, webhookId: 'wh1' }, 'dev/1', {
      ...downlink,
      fCntDn: 7,
      flush: true,
    })
    expect(encrypted.url).toMatch(/\/as\/applications\/app1\/webhooks\/wh1\/devices\/dev%2F1\/down\/replace$/)
    expect(json(encrypted.body)).toMatchObject({ downlinks: [{ f_cnt: 7 }] })
    const flush = thingsStackRequest(target, 'd', { ...downlink, fPort: null, payload: null, flush: true })
    expect(json(flush.body)).toEqual({ downlinks: [] })
  })

  test('the device is found by its whole DevEUI', () => {
    expect(thingsStackSearch(target, downlink.devEui).url).toContain('dev_eui_contains=20635F0108000495')
    const found = (devEui: string) =>
      foundDeviceId(answer(200, { end_devices: [{ ids: { device_id: 'pump', dev_eui: devEui } }] }), downlink.devEui)
    expect(found('20635F0108000495')).toBe('pump')
    expect(found('20635F0108000496')).toBeUndefined()
    expect(foundDeviceId(answer(200), downlink.devEui)).toBeUndefined()
    expect(foundDeviceId({ status: 200, body: '<html>' }, downlink.devEui)).toBeUndefined()
  })

  test('verdicts', () => {
    const verdict = (status: number, body?: unknown, fCntDn: number | null = null) =>
      thingsStackVerdict(answer(status, body), { ...downlink, fCntDn })
    expect(verdict(200)).toEqual({ kind: 'accepted', reference: null })
    expect(verdict(404)).toEqual({ kind: 'unknown-device' })
    expect(verdict(403, { message: 'error:pkg/auth/rights:insufficient (x)' })).toMatchObject({
      kind: 'refused',
      cause: 'The Things Stack does not accept the API key (403): error:pkg/auth/rights:insufficient (x)',
    })
    expect(verdict(400).kind).toBe('refused')
    expect(verdict(429).kind).toBe('again')
    expect(verdict(503).kind).toBe('again')
    const details = { details: [{ details: [{ min_f_cnt_down: 1238 }] }] }
    expect(verdict(400, details, 1237)).toEqual({ kind: 'counter', expected: 1238 })
    expect(verdict(400, details, 1238).kind).toBe('refused')
    expect(verdict(400, details).kind).toBe('refused')
  })

  test('its events are matched by the correlation id', () => {
    expect(downlinkOf(['as:downlink:01', correlationOf(ID)])).toBe(ID)
    expect(downlinkOf(['gatehouse:../../etc'])).toBeUndefined()
    expect(downlinkOf([])).toBeUndefined()
  })
})

describe('ChirpStack', () => {
  test('enqueue', () => {
    const request = chirpStackRequest({ baseUrl: 'https://cs.example' }, { ...downlink, fCntDn: 7 })
    expect(request.url).toBe('https://cs.example/api/devices/20635f0108000495/queue')
    expect(json(request.body)).toEqual({
      queueItem: {
        confirmed: true,
        fPort: 2,
        data: 'AQP/',
        fCntDown: 7,
        isEncrypted: true,
        expiresAt: '2021-04-07T09:50:00.000Z',
      },
    })
  })

  test('verdicts', () => {
    expect(chirpStackVerdict(answer(200, { id: 'q1' }))).toEqual({ kind: 'accepted', reference: 'q1' })
    expect(chirpStackVerdict(answer(200))).toEqual({ kind: 'accepted', reference: null })
    expect(chirpStackVerdict(answer(404, { code: 5, message: 'Object does not exist' }))).toEqual({
      kind: 'refused',
      cause: 'ChirpStack does not know the device (404): Object does not exist',
    })
    expect(chirpStackVerdict({ ...answer(503), retryAfter: 9 })).toMatchObject({ kind: 'again', retryAfter: 9 })
    expect(nextCounter(answer(200, { fCntDown: 12 }))).toBe(12)
    expect(nextCounter(answer(200))).toBe(0)
    expect(nextCounter(answer(501))).toBeUndefined()
  })
})

describe('a target of the owner’s own', () => {
  test('is sent the query as it came and the same as JSON', () => {
    const request = httpsRequest('https://ns.example/down?a=1', downlink)
    expect(request.url).toBe(`https://ns.example/down?a=1&${downlink.rawQuery}`)
    expect(json(request.body)).toMatchObject({ id: ID, DevEUI: '20635F0108000495', CorrelationID: '4434704901C7450B' })
  })

  test('may answer in ThingPark’s words', () => {
    const text = '<html><body>Downlink counter value already used. Expected=1238</body></html>'
    expect(httpsVerdict({ status: 350, body: text })).toEqual({ kind: 'counter', expected: 1238 })
    expect(httpsVerdict(answer(202))).toEqual({ kind: 'accepted', reference: null })
    expect(httpsVerdict(answer(302)).kind).toBe('refused')
  })
})

test('pauses grow, spread by a fifth, and respect the server', () => {
  expect([1, 2, 3, 4, 5, 6].map((attempts) => retryDelay(attempts, 0.5, undefined))).toEqual([
    5, 30, 120, 600, 1800, 1800,
  ])
  expect(retryDelay(1, 0, undefined)).toBe(4)
  expect(retryDelay(1, 0.5, 90)).toBe(90)
})

describe('servers that answer what nothing can be made of', () => {
  test('a correlation id that is no id of ours', () => {
    expect(
      downlinkOf([`gatehouse:${'-'.repeat(36)}`, 'gatehouse:0123456789abcdef0123456789abcdef0123']),
    ).toBeUndefined()
    expect(downlinkOf([correlationOf(ID)])).toBe(ID)
  })

  test.each(['\0', 'x'.repeat(5000), '\ud800', 'two words', ''])('names that cannot be kept %#', (id) => {
    expect(chirpStackVerdict(answer(200, { id }))).toEqual({ kind: 'accepted', reference: null })
    const found = answer(200, { end_devices: [{ ids: { dev_eui: downlink.devEui, device_id: id } }] })
    expect(foundDeviceId(found, downlink.devEui)).toBeUndefined()
  })

  test.each([1.5, 1e300, -1, 2 ** 32])('counters that are none: %d', (value) => {
    expect(nextCounter(answer(200, { fCntDown: value }))).toBeUndefined()
    const fault = answer(400, { details: [{ attributes: { min_f_cnt_down: value } }] })
    expect(thingsStackVerdict(fault, { ...downlink, fCntDn: 0 })).toMatchObject({ kind: 'refused' })
    const text = { status: 200, body: `Downlink counter value already used. Expected=${value}` }
    if (value === 2 ** 32) expect(httpsVerdict(text)).toMatchObject({ kind: 'accepted' })
  })

  test('a message with a NUL', () => {
    const verdict = thingsStackVerdict(answer(400, { message: 'a\0b\ud800' }), downlink)
    expect(verdict).toMatchObject({ kind: 'refused', cause: expect.stringMatching(/a b\ufffd$/) })
  })
})
