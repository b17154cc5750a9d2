/** What a message of a network server becomes: a report for the application server, news of a downlink, or nothing. */
import { type Eui, parseEui } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'
import type { Report } from './report.ts'

/** How the network names a downlink: by our id, or by its own. */
export interface DownlinkNews {
  readonly id?: string | undefined
  readonly reference?: string | undefined
  /** `unacknowledged`: sent, and the device did not confirm it in time. */
  readonly event: 'sent' | 'acknowledged' | 'unacknowledged' | 'failed'
  /** A sentence, of a failure. */
  readonly cause: string
}

export interface MappedEvent {
  /** The line in which order is kept. */
  readonly device: Eui
  /** Null: there is no such report in ThingPark; the message is taken and passed over. */
  readonly report: Report | null
  /** Of reports that tell of a downlink. */
  readonly downlink: DownlinkNews | null
  /** The device joined: its counters begin anew. */
  readonly joined: boolean
}

export const eventOf = (
  device: Eui,
  report: Report | null,
  more: Partial<Pick<MappedEvent, 'downlink' | 'joined'>> = {},
): MappedEvent => ({ device, report, downlink: null, joined: false, ...more })

/** A member of a JSON object; undefined when the value is none, or inherits it. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  let at = value
  for (const name of path) {
    if (at === null || typeof at !== 'object' || !Object.hasOwn(at, name)) return undefined
    at = Reflect.get(at, name)
  }
  return at
}

export const text = (value: unknown, ...path: readonly string[]): string | undefined => {
  const found = member(value, ...path)
  return typeof found === 'string' && found !== '' ? found : undefined
}

/** A finite number, also where it is written as text, as 64-bit numbers are in JSON of protocol buffers. */
export const number = (value: unknown, ...path: readonly string[]): number | undefined => {
  const found = member(value, ...path)
  if (typeof found === 'number') return Number.isFinite(found) ? found : undefined
  return typeof found === 'string' && /^-?\d{1,15}(?:\.\d{1,12})?$/.test(found) ? Number(found) : undefined
}

export const list = (value: unknown, ...path: readonly string[]): readonly unknown[] => {
  const found = member(value, ...path)
  return Array.isArray(found) ? found : []
}

export function deviceOf(value: unknown, where: string): Result<Eui> {
  const parsed = typeof value === 'string' && /^[0-9A-Fa-f]{16}$/.test(value) ? parseEui(value) : undefined
  return parsed?.ok ? parsed : refuse(`${where} is missing or not 16 hex digits.`)
}

export const printDevEui = (device: Eui): string => device.toUpperCase()

/** Standard or URL-safe base64 as lower-case hex; the empty text is no byte. */
export function base64ToHex(value: unknown, where: string): Result<string> {
  if (value === undefined || value === null || value === '') return ok('')
  if (typeof value !== 'string' || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) return refuse(`${where} is not base64.`)
  const bytes = Buffer.from(value, 'base64')
  const bare = value.replace(/=+$/, '')
  return bare.length % 4 === 1 ? refuse(`${where} is not base64: characters are missing.`) : ok(bytes.toString('hex'))
}

/** Any RFC 3339 time as ISO 8601 with milliseconds and offset +00:00; undefined when it is none. */
export function isoTime(value: unknown): string | undefined {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/.test(value)) return undefined
  const ms = Date.parse(value.replace(/(\.\d{3})\d+/, '$1'))
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString().replace('Z', '+00:00')
}

/** One reception of an uplink by a gateway. */
export interface Reception {
  readonly gateway: string
  readonly rssi: number
  readonly snr: number
  readonly chain: number | undefined
  readonly latitude: number | undefined
  readonly longitude: number | undefined
  /** From 0. */
  readonly channel: number | undefined
}

const round = (value: number): number => Math.round(value * 1e6) / 1e6

/** Estimated signal power, dBm: what of the received power is signal. */
export const signalPower = (rssi: number, snr: number): number =>
  round(rssi + snr - 10 * Math.log10(1 + 10 ** (snr / 10)))

/** The fields of an uplink that tell of its receptions, the best one first: highest SNR, then highest RSSI. */
export function receptionFields(receptions: readonly Reception[]): Record<string, unknown> {
  const sorted = receptions.toSorted((a, b) => b.snr - a.snr || b.rssi - a.rssi)
  const [best] = sorted
  if (!best) return { DevLrrCnt: 0 }
  return {
    LrrRSSI: best.rssi,
    LrrSNR: best.snr,
    ...(best.channel === undefined ? {} : { Channel: `LC${best.channel + 1}` }),
    DevLrrCnt: receptions.length,
    Lrrid: best.gateway,
    LrrLAT: best.latitude,
    LrrLON: best.longitude,
    Lrrs: {
      Lrr: sorted.map((one) => ({
        Lrrid: one.gateway,
        Chain: one.chain ?? 0,
        LrrRSSI: one.rssi,
        LrrSNR: one.snr,
        LrrESP: signalPower(one.rssi, one.snr),
      })),
    },
  }
}
