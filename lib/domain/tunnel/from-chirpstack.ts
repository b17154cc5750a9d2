/** Events of ChirpStack 4's HTTP integration as reports (docs/mapping.md; chirpstack api/proto/integration). */
import type { Eui } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'
import { type Common, locationEvent } from './location-event.ts'
import {
  base64ToHex,
  type DownlinkNews,
  deviceOf,
  eventOf,
  isoTime,
  list,
  type MappedEvent,
  member,
  number,
  printDevEui,
  type Reception,
  receptionFields,
  text,
} from './mapped-event.ts'
import { makeReport } from './report.ts'

export const CHIRPSTACK_EVENTS = ['up', 'join', 'ack', 'txack', 'log', 'status', 'location', 'integration'] as const

/** `event` as ChirpStack puts it into the query; `now` stands in for a missing `time`. */
export function fromChirpStack(
  event: string | undefined,
  body: unknown,
  customerId: string,
  now: Date,
): Result<MappedEvent> {
  if (!CHIRPSTACK_EVENTS.some((one) => one === event)) {
    return refuse(`The query names no event of ChirpStack. Send ?event= with one of ${CHIRPSTACK_EVENTS.join(', ')}.`)
  }
  const device = deviceOf(member(body, 'deviceInfo', 'devEui'), 'deviceInfo.devEui')
  if (!device.ok) return device
  const common = {
    Time: isoTime(member(body, 'time')) ?? isoTime(now.toISOString()),
    DevEUI: printDevEui(device.value),
    DevAddr: text(body, 'devAddr')?.toUpperCase(),
    CustomerID: customerId,
    CustomerData: { name: text(body, 'deviceInfo', 'deviceName') ?? '' },
  }
  switch (event) {
    case 'up':
      return uplinkEvent(device.value, body, common)
    case 'join':
      return notification(device.value, { ...common, FCntDn: 0, Type: 'join', Var1: '', Var2: '' }, true)
    case 'status':
      return notification(device.value, { ...common, Type: 'devstatusans', ...statusFields(body) }, false)
    case 'location':
      return locationEvent(device.value, member(body, 'location'), 'location', common)
    case 'txack':
      return downlinkEvent(device.value, body, { event: 'sent', cause: '' }, common)
    case 'ack': {
      const acknowledged = member(body, 'acknowledged') === true
      return downlinkEvent(
        device.value,
        body,
        { event: acknowledged ? 'acknowledged' : 'unacknowledged', cause: '' },
        common,
      )
    }
    case 'log':
      return logEvent(device.value, body, common)
    default:
      return ok(eventOf(device.value, null))
  }
}

function uplinkEvent(device: Eui, body: unknown, common: Common): Result<MappedEvent> {
  const payload = base64ToHex(member(body, 'data'), 'data')
  if (!payload.ok) return payload
  const frequency = number(body, 'txInfo', 'frequency')
  const report = makeReport('DevEUI_uplink', {
    ...common,
    FPort: number(body, 'fPort') ?? 0,
    FCntUp: number(body, 'fCnt') ?? 0,
    ADRbit: member(body, 'adr') === true ? 1 : 0,
    MType: member(body, 'confirmed') === true ? 4 : 2,
    payload_hex: payload.value,
    SpFact: number(body, 'txInfo', 'modulation', 'lora', 'spreadingFactor'),
    Late: 0,
    ...receptionFields(list(body, 'rxInfo').flatMap(receptionOf)),
    ...(frequency === undefined ? {} : { Frequency: frequency / 1e6 }),
  })
  return report.ok ? ok(eventOf(device, report.value)) : report
}

function receptionOf(one: unknown): Reception[] {
  const gateway = text(one, 'gatewayId')
  const rssi = number(one, 'rssi')
  if (gateway === undefined || rssi === undefined) return []
  return [
    {
      gateway: gateway.toUpperCase(),
      rssi,
      snr: number(one, 'snr') ?? 0,
      chain: number(one, 'rfChain'),
      latitude: number(one, 'location', 'latitude'),
      longitude: number(one, 'location', 'longitude'),
      channel: number(one, 'channel'),
    },
  ]
}

function notification(device: Eui, fields: Common, joined: boolean): Result<MappedEvent> {
  const report = makeReport('DevEUI_notification', fields)
  return report.ok ? ok(eventOf(device, report.value, { joined })) : report
}

/** Var1 is the battery as LoRaWAN's DevStatusAns has it: 0 external power, 1..254 its level, 255 not measured. */
function statusFields(body: unknown): Common {
  const level = number(body, 'batteryLevel')
  const battery =
    member(body, 'externalPowerSource') === true
      ? 0
      : member(body, 'batteryLevelUnavailable') === true || level === undefined
        ? 255
        : Math.max(1, Math.min(254, Math.round((level * 254) / 100)))
  return { Var1: String(battery), Var2: String(number(body, 'margin') ?? 0) }
}

function downlinkEvent(
  device: Eui,
  body: unknown,
  news: Pick<DownlinkNews, 'event' | 'cause'>,
  common: Common,
  reference = text(body, 'queueItemId'),
): Result<MappedEvent> {
  const frequency = number(body, 'txInfo', 'frequency')
  const report = makeReport('DevEUI_downlink_Sent', {
    ...common,
    FCntDn: number(body, 'fCntDown') ?? 0,
    SpFact: number(body, 'txInfo', 'modulation', 'lora', 'spreadingFactor'),
    Lrrid: text(body, 'gatewayId')?.toUpperCase(),
    DeliveryStatus: news.event === 'failed' ? 0 : 1,
    ...(frequency === undefined ? {} : { Frequency: frequency / 1e6 }),
  })
  return report.ok ? ok(eventOf(device, report.value, { downlink: { ...news, reference } })) : report
}

/** ChirpStack tells in its log that a downlink was dropped; other lines become no report. */
function logEvent(device: Eui, body: unknown, common: Common): Result<MappedEvent> {
  const reference = text(body, 'context', 'queue_item_id') ?? text(body, 'context', 'queueItemId')
  if (reference === undefined || text(body, 'level') === 'INFO') return ok(eventOf(device, null))
  const code = text(body, 'code')?.slice(0, 100)
  const cause = `ChirpStack dropped it${code ? ` (${code})` : ''}.`
  return downlinkEvent(device, body, { event: 'failed', cause }, common, reference)
}
