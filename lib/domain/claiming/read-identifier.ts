/**
 * A gateway's identifier as a person copied it from a label. What has one meaning only is read, whatever its blanks and
 * dashes; what was probably meant is offered and never taken by itself: a wrong identifier costs an attempt.
 */
import { EATEN, isEatenNumber } from '../csv/eaten-number.ts'
import { type Eui, formatEui64, formatMac, parseEui } from '../identifiers.ts'
import { foldLetters } from './fold-letters.ts'

export type Notation = 'EUI-64' | 'MAC' | 'ID6'

/** What was probably meant, and what was changed for it: “O read as 0”. */
export interface NearReading {
  readonly eui: Eui
  readonly how: string
}

export type IdentifierReading =
  | { readonly kind: 'read'; readonly eui: Eui; readonly notation: Notation; readonly notes: readonly string[] }
  | { readonly kind: 'fault'; readonly fault: string; readonly near: readonly NearReading[] }

/** Characters on labels that are no hex digits, and the digit that they look like (owner-api.md, “Labels and claims”). */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  o: '0',
  q: '0',
  i: '1',
  l: '1',
  '|': '1',
  '!': '1',
  s: '5',
  z: '2',
  g: '6',
}

/** In front of an identifier on labels and in lists: `EUI: `, `eui-` (The Things Stack), `MAC `, `0x`. */
const PREFIX = /^(?:(?:gw|gateway)[\s_-]*)?(?:(?:eui(?:-?64)?|mac|gweui|id6?)[\s:=_-]+|eui-|0x)/i

const LENGTHS = 'An EUI-64 has 16 hex digits, a MAC 12.'

export function readIdentifier(input: string): IdentifierReading {
  const text = foldLetters(input).replace(PREFIX, '').toLowerCase()
  if (text === '') return fault('The identifier is missing.')
  if (isEatenNumber(text)) return fault(`“${shorten(input)}” is not a gateway identifier. ${EATEN}`)
  const exact = parseEui(text)
  if (exact.ok) return read(exact.value, notationOf(text), text)
  const joined = joinPairs(text)
  if (joined) return read(joined, notationOf(text.replace(/[^0-9a-f]/g, '')), text)
  const near = [...likeLetters(text), ...lostSeparators(text), ...lostZeros(text)]
  const distinct = [...new Map(near.map((one) => [one.eui, one])).values()]
  return fault(faultOf(text, input, exact.error), distinct)
}

const fault = (sentence: string, near: readonly NearReading[] = []): IdentifierReading => ({
  kind: 'fault',
  fault: sentence,
  near,
})

function read(eui: Eui, notation: Notation, text: string): IdentifierReading {
  const notes: string[] = []
  const digits = text.replace(/[^0-9a-f]/g, '')
  if (notation === 'MAC' && digits.slice(6, 10) === 'fffe') {
    notes.push('This has 12 digits with FFFE inside, as an EUI-64 that was cut off has. Compare it with the label.')
  }
  if (/^\d{15}0$/.test(text)) {
    notes.push('Only decimal digits, and a 0 at the end: spreadsheets keep 15 digits. Compare it with the label.')
  }
  return { kind: 'read', eui, notation, notes }
}

const MAC = /^[0-9a-f]{2}([-:]?)[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/
const EUI64 = /^[0-9a-f]{2}([-:]?)[0-9a-f]{2}(?:\1[0-9a-f]{2}){6}$/

const notationOf = (text: string): Notation => (MAC.test(text) ? 'MAC' : EUI64.test(text) ? 'EUI-64' : 'ID6')

/** Pairs between any blanks, dots and dashes, or the three groups of four with dots: no digit is in doubt. */
function joinPairs(text: string): Eui | undefined {
  const groups = text.split(/[\s.:_-]+/).filter((group) => group !== '')
  const pairs = groups.every((group) => /^[0-9a-f]{2}$/.test(group)) && (groups.length === 6 || groups.length === 8)
  const dotted = /^[0-9a-f]{4}(?:\.[0-9a-f]{4}){2,3}$/.test(text)
  if (!pairs && !dotted) return undefined
  const parsed = parseEui(groups.join(''))
  return parsed.ok ? parsed.value : undefined
}

function likeLetters(text: string): NearReading[] {
  const changed = new Map<string, string>()
  const digits = text.replace(/[a-z|!]/g, (letter) => {
    const digit = LOOK_ALIKES[letter]
    if (digit) changed.set(letter, digit)
    return digit ?? letter
  })
  if (changed.size === 0) return []
  const parsed = parseEui(digits)
  const eui = parsed.ok ? parsed.value : joinPairs(digits)
  const how = [...changed].map(([letter, digit]) => `${letter.toUpperCase()} read as ${digit}`).join(', ')
  return eui ? [{ eui, how }] : []
}

/** Sixteen or twelve digits in odd groups. With `::` groups stand for zeros, and the digits say nothing. */
function lostSeparators(text: string): NearReading[] {
  if (text.includes('::')) return []
  const digits = text.replace(/[\s.:_-]/g, '')
  const parsed = /^(?:[0-9a-f]{12}|[0-9a-f]{16})$/.test(digits) ? parseEui(digits) : undefined
  return parsed?.ok ? [{ eui: parsed.value, how: 'digits in other groups' }] : []
}

/** A spreadsheet drops zeros in front of what has decimal digits alone. */
function lostZeros(text: string): NearReading[] {
  if (!/^\d{6,15}$/.test(text) || text.length === 12) return []
  const sizes = text.length < 12 ? [12, 16] : [16]
  return sizes.flatMap((size) => {
    const parsed = parseEui(text.padStart(size, '0'))
    return parsed.ok ? [{ eui: parsed.value, how: `zeros put back in front, ${size} digits` }] : []
  })
}

function faultOf(text: string, input: string, otherwise: string): string {
  const digits = text.replace(/[\s.:_-]/g, '')
  const named = `“${shorten(input)}” is not a gateway identifier.`
  if (/^\d{6,15}$/.test(text)) {
    return `${named} It has ${text.length} digits: a spreadsheet may have dropped the zeros in front. Format the column as text. ${LENGTHS}`
  }
  if (/^[0-9a-f]+$/.test(digits) && !text.includes('::') && digits.length >= 8) {
    const count =
      digits.length === 12 || digits.length === 16
        ? 'Its digits are in odd groups.'
        : `It has ${digits.length} hex digits.`
    return `${named} ${count} ${LENGTHS}`
  }
  const odd = [...new Set(digits.replace(/[0-9a-f]/g, ''))].filter((letter) => LOOK_ALIKES[letter])
  if (odd.length > 0 && /^[0-9a-z|!]{12,16}$/.test(digits)) {
    const letters = odd.map((letter) => letter.toUpperCase()).join(', ')
    return odd.length > 1
      ? `${named} ${letters} are no hex digits. Compare them with the label.`
      : `${named} ${letters} is no hex digit. Compare it with the label.`
  }
  return otherwise
}

const shorten = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

/** The same gateway in the notations that labels and logs carry. */
export const notationsOf = (eui: Eui): { readonly eui64: string; readonly mac: string | undefined } => ({
  eui64: formatEui64(eui),
  mac: formatMac(eui)?.toUpperCase(),
})
