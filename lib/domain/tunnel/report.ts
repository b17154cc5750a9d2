/** Reports of the LRC-AS tunnel as they are kept: typed as ThingPark's JSON is, in its order (tunnel.md §1). */
import { ok, type Result, refuse } from '../result.ts'

export const REPORT_KINDS = ['DevEUI_uplink', 'DevEUI_downlink_Sent', 'DevEUI_notification', 'DevEUI_location'] as const
export type ReportKind = (typeof REPORT_KINDS)[number]

export type Scalar = string | number | boolean
export type FieldValue = Scalar | readonly FieldValue[] | { readonly [name: string]: FieldValue }
export type ReportFields = { readonly [name: string]: FieldValue }

export interface Report {
  readonly kind: ReportKind
  /** In the order in which they are sent. */
  readonly fields: ReportFields
}

/** The order of ThingPark's documentation; what it does not know follows in the order in which it came. */
const ORDER: Readonly<Record<ReportKind, readonly string[]>> = {
  DevEUI_uplink:
    'Time DevEUI FPort FCntUp ADRbit ACKbit MType FCntDn payload_hex mic_hex Lrcid LrrRSSI LrrSNR SpFact SubBand Channel DevLrrCnt Lrrid Late LrrLAT LrrLON Lrrs CustomerID CustomerData ModelCfg DriverCfg InstantPER MeanPER DevAddr'.split(
      ' ',
    ),
  DevEUI_downlink_Sent:
    'Time DevEUI FPort FCntDn FCntUp Lrcid SpFact SubBand Channel Lrrid DeliveryStatus DeliveryFailedCause1 DeliveryFailedCause2 DeliveryFailedCause3 TransmissionSlot CorrelationID CustomerID CustomerData ModelCfg DevAddr'.split(
      ' ',
    ),
  DevEUI_notification: 'Time DevEUI Lrcid DevAddr CustomerID CustomerData ModelCfg FCntDn Type Var1 Var2'.split(' '),
  DevEUI_location:
    'DevEUI DevAddr Lrcid NwGeolocAlgo NwGeolocAlgoUsed NwGeolocTdoaOpt Time DevLocTime DevLAT DevLON DevAlt DevAcc DevLocRadius DevAltRadius CustomerID CustomerData ModelCfg'.split(
      ' ',
    ),
}

/** Strings in typed JSON too, even where they look like numbers. */
const STRINGS = new Set(
  'Time DevEUI payload_hex mic_hex Lrcid SubBand Channel Lrrid CustomerID ModelCfg DevAddr rawMacCommands DynamicClass DeliveryFailedCause1 DeliveryFailedCause2 DeliveryFailedCause3 CorrelationID Type Var1 Var2 DevLocTime AppSKey'.split(
    ' ',
  ),
)
/** Numbers in typed JSON, also where they came as strings. */
const INTEGERS = new Set(
  'FPort FCntUp FCntDn ADRbit ACKbit MType SpFact DevLrrCnt Late Chain DeliveryStatus TransmissionSlot NwGeolocAlgo NwGeolocAlgoUsed NwGeolocTdoaOpt'.split(
    ' ',
  ),
)
/** With six digits after the point where they are written as text. */
const DECIMALS = new Set(
  'LrrRSSI LrrSNR LrrESP LrrLAT LrrLON InstantPER MeanPER DevLAT DevLON DevAlt DevAcc DevLocRadius DevAltRadius'.split(
    ' ',
  ),
)

/** Of `Lrrs.Lrr`, the best first. */
export const MAX_GATEWAYS = 10
const NAME = /^(?!__proto__$)[A-Za-z_][A-Za-z0-9_.-]{0,63}$/
const MAX_DEPTH = 12

/**
 * Brings the fields of a report, typed or untyped, into the form in which they are kept. Nulls and names that could not
 * be an XML element are left out.
 */
export function makeReport(kind: ReportKind, given: Readonly<Record<string, unknown>>): Result<Report> {
  const devEui = given.DevEUI
  if (typeof devEui !== 'string' || !/^[0-9A-Fa-f]{16}$/.test(devEui)) {
    return refuse('DevEUI is missing or not 16 hex digits. Send it as text.')
  }
  for (const name of ['FPort', 'FCntUp', 'FCntDn']) {
    const value = given[name]
    if (value !== undefined && value !== null && value !== '' && !/^\d{1,10}$/.test(scalarOf(value))) {
      return refuse(`${name} is not a counter. Send a whole number from 0.`)
    }
  }
  const hex = given.payload_hex
  if (hex !== undefined && hex !== null && !/^(?:[0-9A-Fa-f]{2})*$/.test(scalarOf(hex))) {
    return refuse('payload_hex is not hexadecimal. Send an even number of hex digits.')
  }
  const fields: Record<string, FieldValue> = {}
  const known = ORDER[kind].filter((name) => Object.hasOwn(given, name))
  const rest = Object.keys(given).filter((name) => !ORDER[kind].includes(name))
  for (const name of [...known, ...rest]) {
    const value = NAME.test(name) ? normalise(name, given[name], 0) : undefined
    if (value !== undefined) fields[name] = value
  }
  return ok({ kind, fields })
}

/** Text of a number or text; of a list or an object, which may not even have one, what fits no rule. */
const scalarOf = (value: unknown): string => (typeof value === 'object' ? 'object' : String(value))

function normalise(name: string, value: unknown, depth: number): FieldValue | undefined {
  if (value === null || value === undefined || depth > MAX_DEPTH) return undefined
  if (name === 'CustomerData' && depth === 0 && typeof value === 'string') return customerData(value)
  if (Array.isArray(value)) {
    const items = value.flatMap((item) => normalise(name, item, depth + 1) ?? [])
    return name === 'Lrr' ? items.slice(0, MAX_GATEWAYS) : items
  }
  if (typeof value === 'object') {
    const inner: Record<string, FieldValue> = {}
    for (const [key, item] of Object.entries(value)) {
      const one = NAME.test(key) ? normalise(key, item, depth + 1) : undefined
      if (one !== undefined) inner[key] = one
    }
    // One gateway in XML, or in JSON that was made from it, is no list.
    if (name === 'Lrrs' && depth === 0 && inner.Lrr !== undefined && !Array.isArray(inner.Lrr)) inner.Lrr = [inner.Lrr]
    return inner
  }
  return scalar(name, value)
}

function scalar(name: string, value: unknown): Scalar | undefined {
  if (STRINGS.has(name)) return String(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'string' && INTEGERS.has(name) && /^-?\d{1,10}$/.test(value)) return Number(value)
  if (typeof value === 'string' && DECIMALS.has(name) && /^-?\d{1,9}(?:\.\d{1,12})?$/.test(value)) return Number(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  return typeof value === 'string' || typeof value === 'boolean' ? value : undefined
}

/** An object in JSON; a text that holds none stays what it is. */
function customerData(text: string): FieldValue {
  try {
    const value: unknown = JSON.parse(text)
    if (value !== null && typeof value === 'object') return normalise('CustomerData', value, 1) ?? text
  } catch {}
  return text
}

/** A scalar as JSON untyped and XML write it. */
export function scalarText(name: string, value: Scalar): string {
  return typeof value === 'number' && DECIMALS.has(name) ? value.toFixed(6) : String(value)
}
