/**
 * What network servers are sent for a downlink, and what their answers mean (docs/downlink.md).
 * The Things Stack: lorawan-stack api/ttn/lorawan/v3/messages.proto. ChirpStack 4: api/proto/api/device.proto through its
 * REST proxy.
 */
import type { Eui } from '../identifiers.ts'

/** A downlink as it is handed over. */
export interface NetworkDownlink {
  /** UUID of Gatehouse. */
  readonly id: string
  readonly devEui: Eui
  /** Null: flush only. */
  readonly fPort: number | null
  /** Lower-case hex; null: flush only. */
  readonly payload: string | null
  readonly fCntDn: number | null
  readonly confirmed: boolean
  readonly flush: boolean
  readonly validUntil: Date | null
  readonly correlationId: string | null
  readonly acceptedAt: Date
  /** The query as the application server sent it. */
  readonly rawQuery: string
}

export interface NetworkRequest {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  /** Without the credential. */
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface NetworkAnswer {
  /** HTTP. */
  readonly status: number
  readonly body: string
  /** Seconds, where the server asks to wait. */
  readonly retryAfter?: number | undefined
}

export type Verdict =
  /** `reference`: what later events of the network call it; null = by our own correlation id. */
  | { readonly kind: 'accepted'; readonly reference: string | null }
  | { readonly kind: 'again'; readonly cause: string; readonly retryAfter: number | undefined }
  | { readonly kind: 'refused'; readonly cause: string }
  /** The counter of a payload that the application server encrypted was used before. */
  | { readonly kind: 'counter'; readonly expected: number }
  /** There is no device by this name. */
  | { readonly kind: 'unknown-device' }

const JSON_TYPE = { 'Content-Type': 'application/json', Accept: 'application/json' } as const
const PREFIX = 'gatehouse:'

/** What The Things Stack repeats in its events. */
export const correlationOf = (id: string): string => `${PREFIX}${id}`

/** The downlink that correlation ids of The Things Stack name; undefined = none of ours. */
export function downlinkOf(correlationIds: readonly string[]): string | undefined {
  const found = correlationIds.find((one) => /^gatehouse:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(one))
  return found?.slice(PREFIX.length)
}

/** The id that The Things Stack itself proposes for a device with this DevEUI. */
export const conventionalDeviceId = (devEui: Eui): string => `eui-${devEui}`

export interface ThingsStackTarget {
  /** `https://eu1.cloud.thethings.network`, without the API's path. */
  readonly baseUrl: string
  readonly applicationId: string
  readonly webhookId?: string | undefined
}

/** `down/replace` empties the queue first; without a payload it does only that. */
export function thingsStackRequest(
  target: ThingsStackTarget,
  deviceId: string,
  downlink: NetworkDownlink,
): NetworkRequest {
  const { applicationId, webhookId } = target
  const webhook = webhookId ? `/webhooks/${encodeURIComponent(webhookId)}` : ''
  const path = `/api/v3/as/applications/${encodeURIComponent(applicationId)}${webhook}/devices/${encodeURIComponent(deviceId)}/down`
  const item = {
    f_port: downlink.fPort,
    frm_payload: toBase64(downlink.payload),
    confirmed: downlink.confirmed,
    priority: 'NORMAL',
    correlation_ids: [correlationOf(downlink.id)],
    ...(downlink.fCntDn === null ? {} : { f_cnt: downlink.fCntDn }),
  }
  return {
    method: 'POST',
    url: `${base(target.baseUrl)}${path}/${downlink.flush ? 'replace' : 'push'}`,
    headers: JSON_TYPE,
    body: JSON.stringify({ downlinks: downlink.payload === null ? [] : [item] }),
  }
}

/** Looks for the device's id where it does not follow the convention. Needs the right to read devices. */
export function thingsStackSearch(target: ThingsStackTarget, devEui: Eui): NetworkRequest {
  const query = new URLSearchParams({ dev_eui_contains: devEui.toUpperCase(), field_mask: 'ids', limit: '2' })
  const path = `/api/v3/search/applications/${encodeURIComponent(target.applicationId)}/devices`
  return { method: 'GET', url: `${base(target.baseUrl)}${path}?${query}`, headers: JSON_TYPE }
}

/** The device's id in the answer to `thingsStackSearch`; undefined = no such device. */
export function foundDeviceId(answer: NetworkAnswer, devEui: Eui): string | undefined {
  const devices = member(readJson(answer.body), 'end_devices')
  for (const device of Array.isArray(devices) ? devices : []) {
    const ids = member(device, 'ids')
    const eui = member(ids, 'dev_eui')
    const id = member(ids, 'device_id')
    if (typeof eui === 'string' && eui.toLowerCase() === devEui && isName(id)) return id
  }
  return undefined
}

export function thingsStackVerdict(answer: NetworkAnswer, downlink: NetworkDownlink): Verdict {
  if (isSuccess(answer)) return { kind: 'accepted', reference: null }
  const least = deepNumber(readJson(answer.body), 'min_f_cnt_down')
  if (downlink.fCntDn !== null && least !== undefined && downlink.fCntDn < least)
    return { kind: 'counter', expected: least }
  if (answer.status === 404) return { kind: 'unknown-device' }
  return failure('The Things Stack', answer)
}

export interface ChirpStackTarget {
  /** Of ChirpStack's REST proxy. */
  readonly baseUrl: string
}

const queueUrl = (target: ChirpStackTarget, devEui: Eui) => `${base(target.baseUrl)}/api/devices/${devEui}/queue`

export const chirpStackFlush = (target: ChirpStackTarget, devEui: Eui): NetworkRequest => ({
  method: 'DELETE',
  url: queueUrl(target, devEui),
  headers: JSON_TYPE,
})

/** Which counter a payload that is encrypted already must have been encrypted with. */
export const chirpStackNextCounter = (target: ChirpStackTarget, devEui: Eui): NetworkRequest => ({
  method: 'POST',
  url: `${base(target.baseUrl)}/api/devices/${devEui}/get-next-f-cnt-down`,
  headers: JSON_TYPE,
  body: JSON.stringify({ devEui }),
})

/** Undefined where this ChirpStack cannot tell. */
export function nextCounter(answer: NetworkAnswer): number | undefined {
  if (!isSuccess(answer)) return undefined
  const value = member(readJson(answer.body), 'fCntDown') ?? 0
  return isCounter(value) ? value : undefined
}

export function chirpStackRequest(target: ChirpStackTarget, downlink: NetworkDownlink): NetworkRequest {
  const queueItem = {
    confirmed: downlink.confirmed,
    fPort: downlink.fPort,
    data: toBase64(downlink.payload),
    ...(downlink.fCntDn === null ? {} : { fCntDown: downlink.fCntDn, isEncrypted: true }),
    ...(downlink.validUntil === null ? {} : { expiresAt: downlink.validUntil.toISOString() }),
  }
  return {
    method: 'POST',
    url: queueUrl(target, downlink.devEui),
    headers: JSON_TYPE,
    body: JSON.stringify({ queueItem }),
  }
}

export function chirpStackVerdict(answer: NetworkAnswer): Verdict {
  if (!isSuccess(answer)) return failure('ChirpStack', answer)
  const id = member(readJson(answer.body), 'id')
  return { kind: 'accepted', reference: isName(id) ? id : null }
}

/** A target of the owner's own: the query as it came, and the same as JSON. */
export function httpsRequest(url: string, downlink: NetworkDownlink): NetworkRequest {
  const separator = url.includes('?') ? '&' : '?'
  return {
    method: 'POST',
    url: `${url}${separator}${downlink.rawQuery}`,
    headers: JSON_TYPE,
    body: JSON.stringify({
      id: downlink.id,
      acceptedAt: downlink.acceptedAt.toISOString(),
      DevEUI: downlink.devEui.toUpperCase(),
      FPort: downlink.fPort,
      Payload: downlink.payload,
      FCntDn: downlink.fCntDn,
      Confirmed: downlink.confirmed,
      FlushDownlinkQueue: downlink.flush,
      ValidUntil: downlink.validUntil?.toISOString() ?? null,
      CorrelationID: downlink.correlationId,
    }),
  }
}

/** The text of tunnel.md §2, wherever a target that speaks ThingPark's language writes it. */
const COUNTER_TEXT = /Downlink counter value already used\. Expected=(\d{1,10})/

export function httpsVerdict(answer: NetworkAnswer): Verdict {
  const expected = COUNTER_TEXT.exec(answer.body)?.[1]
  if (expected !== undefined && isCounter(Number(expected))) return { kind: 'counter', expected: Number(expected) }
  return isSuccess(answer) ? { kind: 'accepted', reference: null } : failure('The target', answer)
}

/** Worth another try: the server is busy, or away. */
const AGAIN = new Set([408, 425, 429])

function failure(server: string, answer: NetworkAnswer): Verdict {
  const { status, retryAfter } = answer
  if (status >= 500 || AGAIN.has(status)) return { kind: 'again', cause: `${server} answered ${status}.`, retryAfter }
  const message = member(readJson(answer.body), 'message')
  const said = typeof message === 'string' && message !== '' ? `: ${firstLine(message)}` : '.'
  if (status === 401 || status === 403)
    return { kind: 'refused', cause: `${server} does not accept the API key (${status})${said}` }
  if (status === 404) return { kind: 'refused', cause: `${server} does not know the device (404)${said}` }
  return { kind: 'refused', cause: `${server} refused the downlink (${status})${said}` }
}

/** Seconds until the next try after `attempts` tries; `random` in [0, 1) spreads tries of many downlinks. */
export function retryDelay(attempts: number, random: number, retryAfter: number | undefined): number {
  const ladder = [5, 30, 120, 600, 1800]
  const pause = ladder[Math.min(Math.max(attempts, 1), ladder.length) - 1] ?? 1800
  return Math.max(pause * (0.8 + 0.4 * random), retryAfter ?? 0)
}

/** Without ValidityTime, a downlink that could not be handed over is given up after this time, in seconds. */
export const HAND_OVER_SECONDS = 3600

const isSuccess = ({ status }: NetworkAnswer): boolean => status >= 200 && status < 300
const toBase64 = (hex: string | null): string => Buffer.from(hex ?? '', 'hex').toString('base64')
const base = (url: string): string => url.replace(/\/+$/, '')
/** Without control characters: PostgreSQL does not take a NUL. */
const firstLine = (text: string): string =>
  (text.split(/[\r\n]/, 1)[0] ?? '')
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(0, 200)
    .toWellFormed()
/** A server may answer anything: only what can be stored, and put into a path, names something. */
const isName = (value: unknown): value is string => typeof value === 'string' && /^[\x21-\x7e]{1,128}$/.test(value)
const isCounter = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 0xffff_ffff

function readJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}

/** The first number under this name anywhere in error details. */
function deepNumber(value: unknown, name: string, depth = 0): number | undefined {
  if (typeof value !== 'object' || value === null || depth > 8) return undefined
  for (const [key, inner] of Object.entries(value)) {
    if (key === name && isCounter(inner)) return inner
    const found = deepNumber(inner, name, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}
