/** What a Station says at `POST /update-info` (cups.md §2), read leniently: only the router must be there. */
import { type Eui, parseEui } from './identifiers.ts'

export interface ReportedState {
  readonly router: Eui
  /** Null when the file is missing on the gateway. */
  readonly cupsUri: string | null
  readonly tcUri: string | null
  /** u32; null when the gateway sent none. */
  readonly cupsCredCrc: number | null
  readonly tcCredCrc: number | null
  readonly station: string | null
  readonly model: string | null
  readonly package: string | null
  /** CRCs (u32) of the signature keys that it holds. */
  readonly keys: readonly number[]
}

/** A request body may not be larger; Station's own is about 300 bytes. */
export const MAX_REQUEST_BYTES = 16 * 1024

const MAX_TEXT = 256
const MAX_KEYS = 32

/**
 * Decodes the body, or says why it cannot be one. Strings may hold bytes that are not UTF-8, fields may be null or
 * missing, a CRC may be signed or unsigned.
 */
export function parseUpdateInfo(body: Uint8Array): { state: ReportedState } | { malformed: string; router: string } {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder('utf-8').decode(body))
  } catch {
    return { malformed: 'not JSON', router: '' }
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { malformed: 'not a JSON object', router: '' }
  const fields = json as Record<string, unknown>
  const router = parseEui(fields.router)
  if (!router.ok) return { malformed: 'no router', router: text(fields.router) ?? '' }
  return {
    state: {
      router: router.value,
      cupsUri: text(fields.cupsUri),
      tcUri: text(fields.tcUri),
      cupsCredCrc: u32(fields.cupsCredCrc),
      tcCredCrc: u32(fields.tcCredCrc),
      station: text(fields.station),
      model: text(fields.model),
      package: text(fields.package),
      keys: Array.isArray(fields.keys) ? fields.keys.slice(0, MAX_KEYS).flatMap((key) => u32(key) ?? []) : [],
    },
  }
}

/** Cut, well-formed and without control characters, so that it can be stored and shown. */
function text(value: unknown): string | null {
  if (typeof value !== 'string') return null
  const cut = value.slice(0, MAX_TEXT).toWellFormed()
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
  return cut.replace(/[\u0000-\u001f\u007f]/g, '\ufffd')
}

/** A CRC printed by a client that has only signed integers comes as a negative number. */
function u32(value: unknown): number | null {
  if (typeof value !== 'number' || !Number.isInteger(value)) return null
  return value >= -0x8000_0000 && value <= 0xffff_ffff ? value >>> 0 : null
}
