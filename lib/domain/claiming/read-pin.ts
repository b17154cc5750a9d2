/**
 * A claim PIN as it is going to be sent, and what can be said of it without asking anybody. PINs of Gatehouse have 8
 * characters of Crockford's Base32; codes of other makers count exactly as they are written.
 */
import { EATEN, isEatenNumber } from '../csv/eaten-number.ts'
import { MAX_CODE, MIN_CODE, normaliseClaimPin } from './claim-pin.ts'

export type PinReading =
  | {
      readonly kind: 'read'
      /** To be sent. */
      readonly claim: string
      /** As a PIN of Gatehouse counts; undefined: it can only be a code of another maker. */
      readonly pin: string | undefined
      readonly notes: readonly string[]
    }
  | { readonly kind: 'fault'; readonly fault: string; readonly near: readonly { pin: string; how: string }[] }

/** Characters that are different ones in a PIN and look alike in print. */
const ALIKE: Readonly<Record<string, string>> = {
  B: '8',
  '8': 'B',
  S: '5',
  '5': 'S',
  Z: '2',
  '2': 'Z',
  D: '0',
  G: '6',
  '6': 'G',
}

const ALPHABET = 'A PIN has 8 characters: digits and letters without I, L, O and U.'

export function readPin(input: string): PinReading {
  const text = input.replace(/[\u200B-\u200F\u2060\uFEFF\u00AD]/g, '').trim()
  // A PIN copied in groups (“Q55X GEAM”) is one PIN. Dashes stay: the codes of other makers count as they are written.
  const claim = text.replace(/\s+/g, '')
  if (claim === '') return fault('The claim PIN is missing. Write the identifier, a blank, then the PIN.')
  if (isEatenNumber(claim)) return fault(`The claim PIN is a number with an exponent. ${EATEN}`)
  if (!/^[\x21-\x7e]+$/.test(claim)) {
    return fault('The claim PIN holds a character that no label has. Copy it again, or type it.')
  }
  const pin = normaliseClaimPin(claim)
  if (pin !== undefined) return { kind: 'read', claim, pin, notes: [] }
  if (claim.length < MIN_CODE) {
    const near = /^\d{4,7}$/.test(claim) ? [{ pin: claim.padStart(8, '0'), how: 'zeros put back in front' }] : []
    const why = near.length > 0 ? ' A spreadsheet may have dropped the zeros in front: format the column as text.' : ''
    return fault(`The claim PIN has ${characters(claim.length)}. ${ALPHABET}${why}`, near)
  }
  if (claim.length > MAX_CODE)
    return fault(`The claim PIN has ${characters(claim.length)}; no code is longer than ${MAX_CODE}.`)
  const note =
    /^[0-9a-z-]{8,10}$/i.test(claim) && /u/i.test(claim)
      ? 'U is in no PIN of Gatehouse: compare it with the label, it may be a V. As a code of another maker it counts as it is written.'
      : 'Not the form of a PIN of Gatehouse. As a code of another maker it counts exactly as it is written, upper and lower case too.'
  return { kind: 'read', claim, pin: undefined, notes: [note] }
}

const fault = (sentence: string, near: readonly { pin: string; how: string }[] = []): PinReading => ({
  kind: 'fault',
  fault: sentence,
  near,
})

const characters = (count: number): string => (count === 1 ? '1 character' : `${count} characters`)

/** The places to look at again after a refusal: “character 3 is 8, not B”. From 1. */
export function doubtfulPlaces(pin: string): { readonly place: number; readonly is: string; readonly like: string }[] {
  return [...pin.toUpperCase()].flatMap((is, index) => {
    const like = ALIKE[is]
    return like ? [{ place: index + 1, is, like }] : []
  })
}
