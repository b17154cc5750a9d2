/** docs/mapping.md, field by field: what becomes of the messages of three network servers. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Result } from '../result.ts'
import { fromChirpStack } from './from-chirpstack.ts'
import { fromThingPark } from './from-thingpark.ts'
import { fromThingsStack } from './from-things-stack.ts'
import { base64ToHex, isoTime, type MappedEvent, receptionFields, signalPower } from './mapped-event.ts'

const NOW = new Date('2026-03-01T12:00:00Z')
const need = (result: Result<MappedEvent>): MappedEvent => {
  if (!result.ok) throw new Error(result.error)
  return result.value
}
const fieldsOf = (result: Result<MappedEvent>) => need(result).report?.fields
const refusal = (result: Result<MappedEvent>) => (result.ok ? undefined : result.error)

describe('values', () => {
  test('base64 becomes hex, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 242 }), fc.boolean(), (bytes, urlSafe) => {
        const text = Buffer.from(bytes).toString(urlSafe ? 'base64url' : 'base64')
        expect(base64ToHex(text, 'x')).toEqual({ ok: true, value: Buffer.from(bytes).toString('hex') })
      }),
    )
  })
  test.each(['a', 'ab=c', 'ä', 'AAAAA', '=', ' '])('“%s” is not base64', (text) => {
    expect(base64ToHex(text, 'x').ok).toBe(false)
  })
  test.each([
    ['2020-02-12T15:15:45.787256123Z', '2020-02-12T15:15:45.787+00:00'],
    ['2020-02-12T15:15:45Z', '2020-02-12T15:15:45.000+00:00'],
    ['2022-07-18T11:33:28.823500726+02:00', '2022-07-18T09:33:28.823+00:00'],
    ['2020-02-12', undefined],
    ['2020-13-12T15:15:45Z', undefined],
    [17, undefined],
  ])('time %s', (given, wanted) => expect(isoTime(given)).toBe(wanted))
  test('signal power is RSSI without the noise', () => {
    expect(signalPower(-113, -9.25)).toBe(-122.73772)
    expect(signalPower(-36, 10.5)).toBe(-36.370778)
  })
  test('the best gateway is the one with the highest SNR, then the highest RSSI', () => {
    const one = { chain: undefined, latitude: undefined, longitude: undefined, channel: undefined }
    const fields = receptionFields([
      { ...one, gateway: 'A', rssi: -100, snr: 1 },
      { ...one, gateway: 'B', rssi: -90, snr: 7 },
      { ...one, gateway: 'C', rssi: -80, snr: 7 },
    ])
    expect(fields).toMatchObject({ Lrrid: 'C', LrrRSSI: -80, LrrSNR: 7, DevLrrCnt: 3 })
    expect(fields.Lrrs).toMatchObject({ Lrr: [{ Lrrid: 'C' }, { Lrrid: 'B' }, { Lrrid: 'A' }] })
  })
})

describe('ThingPark', () => {
  test('a report stays what it is; the CustomerID is filled in where it is missing', () => {
    const body = { DevEUI_uplink: { DevEUI: '20635F0108000496', FPort: '1', FCntUp: '2', payload_hex: 'AB', X: 'y' } }
    const event = need(fromThingPark(body, '100000001'))
    expect(event.device).toBe('20635f0108000496')
    expect(event.report).toEqual({
      kind: 'DevEUI_uplink',
      fields: { DevEUI: '20635F0108000496', FPort: 1, FCntUp: 2, payload_hex: 'AB', CustomerID: '100000001', X: 'y' },
    })
    const own = { DevEUI_location: { DevEUI: '20635F0108000496', CustomerID: 7 } }
    expect(fieldsOf(fromThingPark(own, '1'))).toEqual({ DevEUI: '20635F0108000496', CustomerID: '7' })
  })
  test.each([
    [null],
    [[]],
    [{}],
    [{ DevEUI_uplink: null }],
    [{ DevEUI_uplink: [] }],
    [{ Other: {} }],
    [{ DevEUI_uplink: { DevEUI: '20635F0108000496' }, DevEUI_location: {} }],
    ['text'],
  ])('%j is none', (body) => expect(refusal(fromThingPark(body, '1'))).toMatch(/not a ThingPark report/))
})

const TTS = {
  end_device_ids: {
    device_id: 'meter-1',
    application_ids: { application_id: 'app1' },
    dev_eui: '0004A30B001C0530',
    dev_addr: '00BCB929',
  },
  correlation_ids: ['as:up:01E0WZGT6Y7657CPFPE5WEYDSQ'],
  received_at: '2020-02-12T15:15:50.787256123Z',
}

describe('The Things Stack', () => {
  test('an uplink, field by field', () => {
    const uplink_message = {
      session_key_id: 'AXBSH1Pk6Z0G166+yd1YzA==',
      f_port: 15,
      f_cnt: 4294967295,
      frm_payload: 'gkHe',
      confirmed: true,
      rx_metadata: [
        { gateway_ids: { gateway_id: 'weak', eui: '9C5C8E00001A05C4' }, rssi: -113, snr: -9.25, channel_index: 2 },
        {
          gateway_ids: { gateway_id: 'strong' },
          rssi: -35,
          location: { latitude: 52.5, longitude: 4.9, altitude: 2 },
          channel_index: 1,
        },
        { gateway_ids: {} },
      ],
      settings: {
        data_rate: { lora: { bandwidth: 125000, spreading_factor: 7, coding_rate: '4/5' } },
        frequency: '868300000',
      },
      received_at: '2020-02-12T15:15:45.787256123Z',
    }
    const event = need(fromThingsStack({ ...TTS, uplink_message }, '100000001', NOW))
    expect(event).toMatchObject({ device: '0004a30b001c0530', downlink: null, joined: false })
    expect(event.report).toEqual({
      kind: 'DevEUI_uplink',
      fields: {
        Time: '2020-02-12T15:15:45.787+00:00',
        DevEUI: '0004A30B001C0530',
        FPort: 15,
        FCntUp: 4294967295,
        MType: 4,
        payload_hex: '8241de',
        LrrRSSI: -35,
        LrrSNR: 0,
        SpFact: 7,
        Channel: 'LC2',
        DevLrrCnt: 2,
        Lrrid: 'strong',
        Late: 0,
        LrrLAT: 52.5,
        LrrLON: 4.9,
        Lrrs: {
          Lrr: [
            { Lrrid: 'strong', Chain: 0, LrrRSSI: -35, LrrSNR: 0, LrrESP: signalPower(-35, 0) },
            { Lrrid: '9C5C8E00001A05C4', Chain: 0, LrrRSSI: -113, LrrSNR: -9.25, LrrESP: -122.73772 },
          ],
        },
        CustomerID: '100000001',
        CustomerData: { name: 'meter-1' },
        DevAddr: '00BCB929',
        Frequency: 868.3,
      },
    })
  })

  test('what is left out in this JSON is zero', () => {
    expect(fieldsOf(fromThingsStack({ ...TTS, uplink_message: {} }, '1', NOW))).toMatchObject({
      FPort: 0,
      FCntUp: 0,
      payload_hex: '',
      MType: 2,
      DevLrrCnt: 0,
      Time: '2020-02-12T15:15:50.787+00:00',
    })
  })

  test('a join', () => {
    const event = need(fromThingsStack({ ...TTS, join_accept: { session_key_id: 'x' } }, '1', NOW))
    expect(event.joined).toBe(true)
    expect(event.report).toMatchObject({ kind: 'DevEUI_notification', fields: { Type: 'join', DevAddr: '00BCB929' } })
  })

  test('a location', () => {
    const location = { latitude: 37.97155556731436, longitude: 23.72678801175413, altitude: 2, accuracy: 40 }
    const event = need(fromThingsStack({ ...TTS, location_solved: { service: 'x', location } }, '1', NOW))
    expect(event.report).toMatchObject({
      kind: 'DevEUI_location',
      fields: { DevLAT: 37.97155556731436, DevLON: 23.72678801175413, DevAlt: 2, DevLocRadius: 40 },
    })
    expect(refusal(fromThingsStack({ ...TTS, location_solved: { location: {} } }, '1', NOW))).toMatch(/coordinates/)
  })

  const OURS = 'gatehouse:0b6a2d5c-9a43-4a67-8c54-0f5c5c0d3f11'
  test.each([
    ['downlink_sent', 'sent', 1],
    ['downlink_ack', 'acknowledged', 1],
    ['downlink_nack', 'unacknowledged', 1],
  ])('%s', (name, news, status) => {
    const event = need(fromThingsStack({ ...TTS, [name]: { f_port: 2, f_cnt: 9, correlation_ids: [OURS] } }, '1', NOW))
    expect(event.downlink).toEqual({ id: OURS.slice(10), event: news, cause: '' })
    expect(event.report).toMatchObject({
      kind: 'DevEUI_downlink_Sent',
      fields: { FPort: 2, FCntDn: 9, DeliveryStatus: status },
    })
  })

  test('a downlink that failed', () => {
    const downlink_failed = { downlink: { f_port: 2, correlation_ids: [OURS] }, error: { name: 'too_long' } }
    const event = need(fromThingsStack({ ...TTS, downlink_failed }, '1', NOW))
    expect(event.downlink).toMatchObject({ event: 'failed', cause: expect.stringContaining('too_long') })
    expect(event.report?.fields.DeliveryStatus).toBe(0)
  })

  test.each(['downlink_queued', 'downlink_queue_invalidated', 'service_data', 'uplink_normalized'])(
    '%s becomes no report',
    (name) => expect(need(fromThingsStack({ ...TTS, [name]: {} }, '1', NOW)).report).toBeNull(),
  )

  test.each([
    [{ ...TTS, end_device_ids: { device_id: 'x' }, uplink_message: {} }, /dev_eui/],
    [{ ...TTS, uplink_message: { frm_payload: '***' } }, /base64/],
    [{ ...TTS, uplink_message: { f_port: -1 } }, /FPort/],
    [TTS, /no webhook message/],
    [null, /dev_eui/],
    [{ ...TTS, constructor: {} }, /no webhook message/],
  ])('refusal %#', (body, sentence) => expect(refusal(fromThingsStack(body, '1', NOW))).toMatch(sentence))
})

const CHIRPSTACK = {
  deduplicationId: '3ac7e3c4-4401-4b8d-9386-a5c902f9202d',
  time: '2022-07-18T09:34:15.775023242+00:00',
  deviceInfo: { deviceName: 'Meter', devEui: '0101010101010101', tags: { key: 'value' } },
}

describe('ChirpStack', () => {
  test('an uplink, field by field', () => {
    const body = {
      ...CHIRPSTACK,
      devAddr: '00189440',
      adr: true,
      dr: 1,
      fCnt: 4,
      fPort: 1,
      confirmed: false,
      data: 'qg==',
      rxInfo: [
        {
          gatewayId: '0016c001f153a14c',
          uplinkId: 4217106255,
          rssi: -36,
          snr: 10.5,
          channel: 4,
          rfChain: 1,
          location: { latitude: 1.5, longitude: -2.25 },
        },
      ],
      txInfo: { frequency: 868500000, modulation: { lora: { bandwidth: 125000, spreadingFactor: 11 } } },
    }
    const event = need(fromChirpStack('up', body, '100000001', NOW))
    expect(event.report).toEqual({
      kind: 'DevEUI_uplink',
      fields: {
        Time: '2022-07-18T09:34:15.775+00:00',
        DevEUI: '0101010101010101',
        FPort: 1,
        FCntUp: 4,
        ADRbit: 1,
        MType: 2,
        payload_hex: 'aa',
        LrrRSSI: -36,
        LrrSNR: 10.5,
        SpFact: 11,
        Channel: 'LC5',
        DevLrrCnt: 1,
        Lrrid: '0016C001F153A14C',
        Late: 0,
        LrrLAT: 1.5,
        LrrLON: -2.25,
        Lrrs: { Lrr: [{ Lrrid: '0016C001F153A14C', Chain: 1, LrrRSSI: -36, LrrSNR: 10.5, LrrESP: -36.370778 }] },
        CustomerID: '100000001',
        CustomerData: { name: 'Meter' },
        DevAddr: '00189440',
        Frequency: 868.5,
      },
    })
  })

  test.each([
    [{ batteryLevel: 100, margin: 10 }, '254', '10'],
    [{ batteryLevel: 50, margin: -5 }, '127', '-5'],
    [{ batteryLevel: 0 }, '1', '0'],
    [{ externalPowerSource: true, batteryLevel: 20 }, '0', '0'],
    [{ batteryLevelUnavailable: true }, '255', '0'],
  ])('status %j', (fields, battery, margin) => {
    expect(fieldsOf(fromChirpStack('status', { ...CHIRPSTACK, ...fields }, '1', NOW))).toMatchObject({
      Type: 'devstatusans',
      Var1: battery,
      Var2: margin,
    })
  })

  test('join and location', () => {
    const joined = need(fromChirpStack('join', { ...CHIRPSTACK, devAddr: '00189440' }, '1', NOW))
    expect(joined).toMatchObject({ joined: true, report: { fields: { Type: 'join', DevAddr: '00189440' } } })
    const location = { latitude: 1.5, longitude: 2.5, altitude: 3, accuracy: 20 }
    const located = need(fromChirpStack('location', { ...CHIRPSTACK, location }, '1', NOW))
    expect(located.report).toMatchObject({ kind: 'DevEUI_location', fields: { DevLAT: 1.5, DevLocRadius: 20 } })
  })

  test('txack, ack and log tell of a downlink by the id of its queue item', () => {
    const queueItemId = '0b6a2d5c-9a43-4a67-8c54-0f5c5c0d3f11'
    const sent = {
      ...CHIRPSTACK,
      queueItemId,
      fCntDown: 3,
      gatewayId: '0016c001f153a14c',
      txInfo: { frequency: 869525000 },
    }
    const txack = need(fromChirpStack('txack', sent, '1', NOW))
    expect(txack.downlink).toMatchObject({ reference: queueItemId, event: 'sent' })
    expect(txack.report?.fields).toMatchObject({ FCntDn: 3, DeliveryStatus: 1, Lrrid: '0016C001F153A14C' })
    const ack = (acknowledged: boolean) =>
      need(fromChirpStack('ack', { ...CHIRPSTACK, queueItemId, acknowledged }, '1', NOW)).downlink?.event
    expect([ack(true), ack(false)]).toEqual(['acknowledged', 'unacknowledged'])
    const log = { ...CHIRPSTACK, level: 'ERROR', code: 'EXPIRED', context: { queue_item_id: queueItemId } }
    expect(need(fromChirpStack('log', log, '1', NOW)).downlink).toMatchObject({
      event: 'failed',
      reference: queueItemId,
    })
    expect(need(fromChirpStack('log', { ...CHIRPSTACK, level: 'ERROR' }, '1', NOW)).report).toBeNull()
    expect(need(fromChirpStack('integration', CHIRPSTACK, '1', NOW)).report).toBeNull()
  })

  test.each([
    [undefined, CHIRPSTACK, /event=/],
    ['down', CHIRPSTACK, /event=/],
    ['up', {}, /devEui/],
    ['up', { ...CHIRPSTACK, data: 7 }, /base64/],
    ['location', CHIRPSTACK, /coordinates/],
  ])('refusal %#', (event, body, sentence) => expect(refusal(fromChirpStack(event, body, '1', NOW))).toMatch(sentence))
})

test('no body makes a mapping throw', () => {
  fc.assert(
    fc.property(
      fc.anything(),
      fc.constantFrom('up', 'ack', 'txack', 'status', 'location', 'log', 'join'),
      (body, event) => {
        fromThingPark(body, '1')
        fromThingsStack({ ...TTS, uplink_message: body, downlink_failed: body }, '1', NOW)
        fromThingsStack({ ...TTS, location_solved: body }, '1', NOW)
        fromChirpStack(event, { ...CHIRPSTACK, rxInfo: body, txInfo: body, location: body, context: body }, '1', NOW)
      },
    ),
  )
})
