/**
 * The token of the LRC-AS tunnel (tunnel.md §1, §2): plain SHA-256 over body elements, query and key, one after the
 * other, without separators. Both directions use it; a downlink has no body elements.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { ok, type Result, refuse } from '../result.ts'

export interface TokenInput {
  /** CustomerID, DevEUI and so on of a report, as the table of tunnel.md §1 says; empty for a downlink. */
  readonly bodyElements?: string
  /** `name=value&…` percent-decoded, in the order in which it is sent, without `Token`. */
  readonly query: string | Uint8Array
  /**
   * 32 hex characters, used as text. A key is made lower-case when it is entered and never here: published vectors hold
   * a capital letter.
   */
  readonly asKey: string
}

/** The token as 64 lower-case hex characters. */
export function tunnelToken({ bodyElements = '', query, asKey }: TokenInput): string {
  return createHash('sha256').update(bodyElements).update(query).update(asKey).digest('hex')
}

/**
 * Percent-decodes and does nothing else: a `+` stays `+`. The answer is bytes, since a sender's query need not be UTF-8
 * and the token is over bytes. A `%` without two hex digits is refused.
 */
export function percentDecode(text: string): Result<Uint8Array> {
  const bad = /%(?![0-9A-Fa-f]{2})/.exec(text)
  if (bad) {
    const found = text.slice(bad.index, bad.index + 3)
    return refuse(`“${found}” is not a percent-encoded character. Write “%” as “%25”.`)
  }
  const bytes = text.replace(/%[0-9A-Fa-f]{2}|[^%\u0020-\u007e]+/gu, (part) =>
    part.startsWith('%')
      ? String.fromCharCode(Number.parseInt(part.slice(1), 16))
      : Buffer.from(part, 'utf8').toString('latin1'),
  )
  return ok(Buffer.from(bytes, 'latin1'))
}

/** Whether a token as sent (64 hex characters of any case) is the one that was computed; in constant time. */
export function sameToken(sent: string, computed: string): boolean {
  const given = Buffer.from(sent.toLowerCase(), 'latin1')
  const wanted = Buffer.from(computed, 'latin1')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}
