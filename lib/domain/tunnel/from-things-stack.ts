/** Webhook messages of The Things Stack as reports (docs/mapping.md; lorawan-stack api/ttn/lorawan/v3/messages.proto). */
import type { Eui } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'
import { downlinkOf } from './downlink-network.ts'
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

/** Messages about downlinks; those that are not named here become no report. */
const NEWS: Readonly<Record<string, DownlinkNews['event']>> = {
  downlink_sent: 'sent',
  downlink_ack: 'acknowledged',
  downlink_nack: 'unacknowledged',
  downlink_failed: 'failed',
}
const PASSED_OVER = ['downlink_queued', 'downlink_queue_invalidated', 'uplink_normalized', 'service_data']

/** `now` stands in for `received_at` where a message has none. */
export function fromThingsStack(body: unknown, customerId: string, now: Date): Result<MappedEvent> {
  const device = deviceOf(member(body, 'end_device_ids', 'dev_eui'), 'end_device_ids.dev_eui')
  if (!device.ok) return device
  const common = {
    Time: isoTime(member(body, 'received_at')) ?? isoTime(now.toISOString()),
    DevEUI: printDevEui(device.value),
    DevAddr: text(body, 'end_device_ids', 'dev_addr')?.toUpperCase(),
    CustomerID: customerId,
    CustomerData: { name: text(body, 'end_device_ids', 'device_id') ?? '' },
  }
  const uplink = member(body, 'uplink_message')
  if (uplink !== undefined) return uplinkEvent(device.value, uplink, common)
  if (member(body, 'join_accept') !== undefined) {
    return made(
      device.value,
      makeReport('DevEUI_notification', { ...common, FCntDn: 0, Type: 'join', Var1: '', Var2: '' }),
      true,
    )
  }
  const location = member(body, 'location_solved', 'location')
  if (location !== undefined) return locationEvent(device.value, location, 'location_solved.location', common)
  for (const [name, event] of Object.entries(NEWS)) {
    const message = member(body, name)
    if (message !== undefined) return downlinkEvent(device.value, body, message, event, common)
  }
  if (PASSED_OVER.some((name) => member(body, name) !== undefined)) return ok(eventOf(device.value, null))
  return refuse(
    'The body is no webhook message that becomes a report: uplink_message, join_accept, downlink_sent, downlink_ack, downlink_nack, downlink_failed or location_solved.',
  )
}

function made(device: Eui, report: ReturnType<typeof makeReport>, joined = false): Result<MappedEvent> {
  return report.ok ? ok(eventOf(device, report.value, { joined })) : report
}

function uplinkEvent(device: Eui, uplink: unknown, common: Common): Result<MappedEvent> {
  const payload = base64ToHex(member(uplink, 'frm_payload'), 'uplink_message.frm_payload')
  if (!payload.ok) return payload
  const frequency = number(uplink, 'settings', 'frequency')
  const rate = member(uplink, 'settings', 'data_rate')
  const report = makeReport('DevEUI_uplink', {
    ...common,
    Time: isoTime(member(uplink, 'received_at')) ?? common.Time,
    FPort: number(uplink, 'f_port') ?? 0,
    FCntUp: number(uplink, 'f_cnt') ?? 0,
    MType: member(uplink, 'confirmed') === true ? 4 : 2,
    payload_hex: payload.value,
    SpFact: number(rate, 'lora', 'spreading_factor') ?? number(rate, 'modulation', 'lora', 'spreading_factor'),
    Late: 0,
    ...receptionFields(list(uplink, 'rx_metadata').flatMap(receptionOf)),
    MeanPER: number(uplink, 'packet_error_rate'),
    ...(frequency === undefined ? {} : { Frequency: frequency / 1e6 }),
  })
  return made(device, report)
}

function receptionOf(one: unknown): Reception[] {
  const gateway = text(one, 'gateway_ids', 'eui')?.toUpperCase() ?? text(one, 'gateway_ids', 'gateway_id')
  const rssi = number(one, 'rssi') ?? number(one, 'channel_rssi')
  if (gateway === undefined || rssi === undefined) return []
  return [
    {
      gateway,
      rssi,
      // Zeros are left out in this JSON.
      snr: number(one, 'snr') ?? 0,
      chain: number(one, 'antenna_index'),
      latitude: number(one, 'location', 'latitude'),
      longitude: number(one, 'location', 'longitude'),
      channel: number(one, 'channel_index'),
    },
  ]
}

function downlinkEvent(
  device: Eui,
  body: unknown,
  message: unknown,
  event: DownlinkNews['event'],
  common: Common,
): Result<MappedEvent> {
  const downlink = event === 'failed' ? member(message, 'downlink') : message
  const ids = [...list(downlink, 'correlation_ids'), ...list(body, 'correlation_ids')].filter(
    (one): one is string => typeof one === 'string',
  )
  const report = makeReport('DevEUI_downlink_Sent', {
    ...common,
    FPort: number(downlink, 'f_port') ?? 0,
    FCntDn: number(downlink, 'f_cnt') ?? 0,
    DeliveryStatus: event === 'failed' ? 0 : 1,
  })
  if (!report.ok) return report
  const name = text(message, 'error', 'name')
  const cause = event === 'failed' ? `The Things Stack could not send it${name ? `: ${name.slice(0, 100)}` : ''}.` : ''
  return ok(eventOf(device, report.value, { downlink: { id: downlinkOf(ids), event, cause } }))
}
