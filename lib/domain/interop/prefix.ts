/** JoinEUI prefixes: `<16 hex>/<0..64>` (interop.md, “Prefixes”). Numbers are bigint: an EUI has 64 bits. */
import { type Eui, euiFromBigInt, euiToBigInt } from '../identifiers.ts'
import { ok, type Result, refuse } from '../result.ts'

export interface JoinEuiPrefix {
  /** The first JoinEUI of the range: the bits after `length` are zero. */
  readonly eui: Eui
  /** 0 to 64. */
  readonly length: number
}

const ALL = 0xffff_ffff_ffff_ffffn
const EXAMPLE = '70B3D57ED0000000/40'

/** The bits that count. */
const maskOf = (length: number): bigint => (ALL << BigInt(64 - length)) & ALL

/** Reads a prefix in any case. `hostBits` tells that bits after the length were set, which The Things Stack drops. */
export function parsePrefix(text: string): Result<{ prefix: JoinEuiPrefix; hostBits: boolean }> {
  const shown = text.length > 40 ? `${text.slice(0, 40)}…` : text
  const slash = text.indexOf('/')
  if (slash < 0)
    return refuse(
      /^[0-9a-f]{16}$/i.test(text)
        ? `“${shown}” has no length. Write how many of its first bits count: ${text.toUpperCase()}/64 is this one JoinEUI.`
        : `“${shown}” is no JoinEUI prefix. Write 16 hex digits, a slash and the number of bits that count, such as ${EXAMPLE}.`,
    )
  const digits = text.slice(0, slash)
  const bits = text.slice(slash + 1)
  if (/[-:]/.test(digits) && /^[0-9a-f]{16}$/i.test(digits.replace(/[-:]/g, '')))
    return refuse(
      `“${shown}” has separators. Write the 16 hex digits alone: ${digits.replace(/[-:]/g, '').toUpperCase()}/${bits}.`,
    )
  if (/^[0-9a-f]{1,15}$/i.test(digits))
    return refuse(
      `“${shown}” has ${digits.length} hex digits. Write all 16, with zeros at the end: ${digits.toUpperCase().padEnd(16, '0')}/${bits}.`,
    )
  if (!/^[0-9a-f]{16}$/i.test(digits))
    return refuse(`“${shown}” does not begin with 16 hex digits. Write it as in ${EXAMPLE}.`)
  if (bits === '')
    return refuse(`“${shown}” ends after the slash. Write the number of bits that count, 0 to 64, behind it.`)
  if (/^0\d+$/.test(bits)) return refuse(`“${shown}” has a length with a leading zero. Write /${Number(bits)}.`)
  if (!/^\d{1,4}$/.test(bits)) return refuse(`“${shown}” has no whole number after the slash. Write 0 to 64.`)
  const length = Number(bits)
  if (length > 64) return refuse(`“${shown}” is longer than a JoinEUI. Write 0 to 64 after the slash.`)
  const value = BigInt(`0x${digits}`)
  const masked = value & maskOf(length)
  return ok({ prefix: { eui: euiFromBigInt(masked), length }, hostBits: masked !== value })
}

/** Normal form: upper case, as The Things Stack prints it. */
export const formatPrefix = ({ eui, length }: JoinEuiPrefix): string => `${eui.toUpperCase()}/${length}`

/** First and last JoinEUI of the range. */
export function rangeOf({ eui, length }: JoinEuiPrefix): { readonly from: bigint; readonly to: bigint } {
  const from = euiToBigInt(eui)
  return { from, to: from | (ALL ^ maskOf(length)) }
}

export const matches = ({ eui, length }: JoinEuiPrefix, joinEui: Eui): boolean =>
  (euiToBigInt(joinEui) & maskOf(length)) === euiToBigInt(eui)

/** True when every JoinEUI of `inner` is one of `outer`; also for equal prefixes. */
export const contains = (outer: JoinEuiPrefix, inner: JoinEuiPrefix): boolean =>
  outer.length <= inner.length && matches(outer, inner.eui)
