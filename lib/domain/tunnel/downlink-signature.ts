/** Whether a downlink was signed with a key of its connection, and if not, which known mistake was made (tunnel.md §2, §6). */
import { sameToken, tunnelToken } from './token.ts'

/** What is compared with a token: the query without `&Token=`, as sent and percent-decoded. */
export interface SignedText {
  readonly raw: string
  readonly signed: Uint8Array
}

export type SignatureCheck =
  | { readonly kind: 'good' }
  /** The sender holds the key and hashed something else: only then is a reason told. */
  | { readonly kind: 'mistake'; readonly hint: string }
  | { readonly kind: 'wrong' }

/** The right way first; the others are what published clients get wrong. */
const MISTAKES: readonly { readonly text: (query: SignedText) => string | Uint8Array; readonly hint: string }[] = [
  {
    text: ({ signed }) => plusAsBlank(signed),
    hint: 'The Token was made with a blank in place of “+”. Keep “+” as it is.',
  },
  {
    text: ({ raw }) => raw,
    hint: 'The Token was made over the encoded query. Make it over the query before percent-encoding.',
  },
  {
    text: ({ signed }) => sorted(signed),
    hint: 'The Token was made over sorted parameters. Make it over the order in which you send them.',
  },
  { text: ({ signed }) => append(signed, '&'), hint: 'The Token was made with an “&” at the end. Leave it out.' },
  { text: ({ signed }) => prepend('?', signed), hint: 'The Token was made with the “?”. Begin after it.' },
]

/**
 * Compares with every key that counts now, in constant time. Without a key (an unknown AS_ID) pass `DECOY_KEYS`: the same
 * work is done, and the answer is the same.
 */
export function checkSignature(query: SignedText, token: string, keys: readonly string[]): SignatureCheck {
  let good = false
  let hint: string | undefined
  for (const asKey of keys) {
    if (sameToken(token, tunnelToken({ query: query.signed, asKey }))) good = true
    for (const mistake of MISTAKES) {
      if (sameToken(token, tunnelToken({ query: mistake.text(query), asKey }))) hint ??= mistake.hint
    }
    if (sameToken(token, tunnelToken({ query: query.signed, asKey: asKey.toUpperCase() }))) {
      hint ??= 'The Token was made with an upper-case key. Write its letters in lower case.'
    }
  }
  if (good) return { kind: 'good' }
  return hint ? { kind: 'mistake', hint } : { kind: 'wrong' }
}

/** No key of anybody: not even hex. */
export const DECOY_KEYS: readonly string[] = ['no connection has this AS_ID now']

const plusAsBlank = (bytes: Uint8Array): Uint8Array => Buffer.from(bytes).map((byte) => (byte === 0x2b ? 0x20 : byte))
const sorted = (bytes: Uint8Array): Uint8Array =>
  Buffer.from(Buffer.from(bytes).toString('latin1').split('&').sort().join('&'), 'latin1')
const append = (bytes: Uint8Array, text: string): Uint8Array => Buffer.concat([bytes, Buffer.from(text)])
const prepend = (text: string, bytes: Uint8Array): Uint8Array => Buffer.concat([Buffer.from(text), bytes])

/** Undefined when `Time` is near enough; otherwise a sentence that helps to set the clock. */
export function timeFault(timeMs: number, nowMs: number, maxDeviationSeconds: number): string | undefined {
  const away = Math.abs(nowMs - timeMs)
  if (away <= maxDeviationSeconds * 1000) return undefined
  const seconds = Math.ceil(away / 1000)
  const side = timeMs < nowMs ? 'behind' : 'ahead of'
  return `Time is ${seconds} s ${side} ours (${new Date(nowMs).toISOString()}); at most ${maxDeviationSeconds} s are allowed. Check the clock and the offset from UTC.`
}
