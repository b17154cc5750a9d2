/** Crockford's Base32: no I, L, O and U. */
export const PIN_ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** Characters of a code of another maker: shorter ones are guessed too easily. */
export const MIN_CODE = 8
export const MAX_CODE = 64

/**
 * A claim PIN as a person typed it: any case, O read as 0, I and L as 1, blanks and dashes dropped. Undefined when it
 * cannot be a PIN.
 */
export function normaliseClaimPin(input: string): string | undefined {
  const text = input.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1')
  return text.length === 8 && [...text].every((char) => PIN_ALPHABET.includes(char)) ? text : undefined
}
