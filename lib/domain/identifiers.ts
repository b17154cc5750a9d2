/**
 * ID6, EUI-64 and MAC: the three notations of a gateway's identifier (cups.md §8).
 *
 * Inside Gatehouse an identifier is always an `Eui`: 16 lower-case hex digits. As text it sorts like the number that
 * it stands for and never passes through a JavaScript number, which would lose digits above 2^53.
 */
import { ok, type Result, refuse } from './result.ts'

declare const euiBrand: unique symbol
/** An EUI-64 as 16 lower-case hex digits. */
export type Eui = string & { readonly [euiBrand]: true }

const HELP =
  'Write it as on the label: an EUI-64 such as B8-27-EB-FF-FE-A6-7A-72, a MAC such as b8:27:eb:a6:7a:72, or an ID6 such as b827:ebff:fea6:7a72.'

const EUI64 = /^[0-9a-f]{2}(?:([-:])[0-9a-f]{2}(?:\1[0-9a-f]{2}){6})$/
const MAC = /^[0-9a-f]{2}(?:([-:])[0-9a-f]{2}(?:\1[0-9a-f]{2}){4})$/
const GROUP = /^[0-9a-f]{1,4}$/

/**
 * Reads ID6, EUI-64 or MAC in any case, with `-`, `:` or no separator; a MAC gets FFFE inserted. JSON numbers are
 * taken as the 64-bit value (`owner-api.md`, vectors), as `bigint` where they pass 2^53.
 */
export function parseEui(input: unknown): Result<Eui> {
  if (typeof input === 'bigint' || typeof input === 'number') return fromNumber(input)
  if (typeof input !== 'string') return refuse(`The identifier is missing or is not text. ${HELP}`)
  const text = input.trim().toLowerCase()
  if (text === '') return refuse(`The identifier is empty. ${HELP}`)
  if (/^[0-9a-f]{16}$/.test(text)) return ok(text as Eui)
  if (/^[0-9a-f]{12}$/.test(text)) return ok(fromMac(text))
  if (EUI64.test(text)) return ok(text.replace(/[-:]/g, '') as Eui)
  if (MAC.test(text)) return ok(fromMac(text.replace(/[-:]/g, '')))
  const id6 = fromId6(text)
  return id6 ? ok(id6) : refuse(`“${printable(input)}” is not a gateway identifier. ${HELP}`)
}

/** The `Eui` of a known good identifier; throws on anything else. For constants and for values read from our own database. */
export function eui(input: string): Eui {
  const parsed = parseEui(input)
  if (!parsed.ok) throw new TypeError(parsed.error)
  return parsed.value
}

/** ID6 as Station prints it: `b827:ebff:fea6:7a72`, `::1`, `a:b::` (cups.md §8). */
export function formatId6(value: Eui): string {
  const [a, b, c, d] = groups(value)
  if (a === '0' && b === '0') return c === '0' ? `::${d}` : `::${c}:${d}`
  if (c === '0' && d === '0') return b === '0' ? `${a}::` : `${a}:${b}::`
  if (b === '0' && c === '0') return `${a}::${d}`
  return `${a}:${b}:${c}:${d}`
}

/** EUI-64 as on labels: `B8-27-EB-FF-FE-A6-7A-72`. */
export function formatEui64(value: Eui): string {
  return (value.match(/../g) ?? []).join('-').toUpperCase()
}

/** The MAC that the EUI was made from, or undefined when there is no FFFE in its middle. */
export function formatMac(value: Eui): string | undefined {
  if (value.slice(6, 10) !== 'fffe') return undefined
  return ((value.slice(0, 6) + value.slice(10)).match(/../g) ?? []).join(':')
}

/** 8 bytes, big-endian. */
export function euiToBytes(value: Eui): Uint8Array {
  return Uint8Array.from(value.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

export const euiToBigInt = (value: Eui): bigint => BigInt(`0x${value}`)

export function euiFromBigInt(value: bigint): Eui {
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) throw new RangeError('an EUI-64 has 64 bits')
  return value.toString(16).padStart(16, '0') as Eui
}

/**
 * What a person typed into a search box, as a run of hex digits to look for inside an `Eui`; undefined when it is not
 * part of an identifier. `b8:27:eb` and `B827EB` find the same gateways.
 */
export function euiFragment(input: string): string | undefined {
  const text = input.trim().toLowerCase()
  const whole = parseEui(text)
  if (whole.ok) return whole.value
  const digits = text.replace(/[-:\s]/g, '')
  return /^[0-9a-f]{2,16}$/.test(digits) ? digits : undefined
}

function fromNumber(input: bigint | number): Result<Eui> {
  if (typeof input === 'number' && !Number.isSafeInteger(input))
    return refuse(`The number ${input} is not a gateway identifier. ${HELP}`)
  const value = BigInt(input)
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) return refuse(`The number ${value} does not fit an EUI-64. ${HELP}`)
  return ok(euiFromBigInt(value))
}

const fromMac = (hex: string): Eui => `${hex.slice(0, 6)}fffe${hex.slice(6)}` as Eui

/** ID6: four groups, or `::` once for the zero groups that are left out. Station's looser forms are not copied. */
function fromId6(text: string): Eui | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const head = halves[0] ? halves[0].split(':') : []
  const tail = halves[1] ? halves[1].split(':') : []
  const given = [...head, ...tail]
  if (!given.every((group) => GROUP.test(group))) return undefined
  if (halves.length === 1) return given.length === 4 ? join(given) : undefined
  if (given.length > 3 || given.length === 0) return undefined
  // `::1:2:3` and `1:2:3::` stand for one zero group only: Station reads them loosely, we do not (cups.md §8).
  if (given.length === 3 && (head.length === 0 || tail.length === 0)) return undefined
  const zeros = Array.from({ length: 4 - given.length }, () => '0')
  return join([...head, ...zeros, ...tail])
}

const join = (parts: readonly string[]): Eui => parts.map((group) => group.padStart(4, '0')).join('') as Eui

function groups(value: Eui): [string, string, string, string] {
  const at = (index: number) => value.slice(index * 4, index * 4 + 4).replace(/^0{1,3}/, '')
  return [at(0), at(1), at(2), at(3)]
}

const printable = (text: string): string => (text.length > 64 ? `${text.slice(0, 64)}…` : text)
