/**
 * One pass over JSON bytes before they are parsed: how deep they nest, and whether they hold a number that JavaScript
 * would round. Strings are skipped at the speed of `indexOf`, so that 64 MiB of Base64 cost a few milliseconds. The
 * scan does not validate; `JSON.parse` does.
 */
export interface JsonScan {
  readonly depth: number
  /** A run of 16 or more digits occurs outside strings. */
  readonly longNumbers: boolean
}

const QUOTE = 0x22
const BACKSLASH = 0x5c
const LONG_DIGITS = 16

/** Stops early once the depth passes `maxDepth`. */
export function scanJson(bytes: Buffer, maxDepth: number): JsonScan {
  let depth = 0
  let deepest = 0
  let digits = 0
  let longNumbers = false
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] as number
    if (byte >= 0x30 && byte <= 0x39) {
      digits++
      if (digits >= LONG_DIGITS) longNumbers = true
      continue
    }
    digits = 0
    if (byte === QUOTE) {
      index = endOfString(bytes, index)
    } else if (byte === 0x5b || byte === 0x7b) {
      depth++
      if (depth > deepest) deepest = depth
      if (depth > maxDepth) break
    } else if (byte === 0x5d || byte === 0x7d) {
      depth--
    }
  }
  return { depth: deepest, longNumbers }
}

/** The index of the closing quote of the string that opens at `start`; the length when it never closes. */
function endOfString(bytes: Buffer, start: number): number {
  let from = start + 1
  for (;;) {
    const quote = bytes.indexOf(QUOTE, from)
    if (quote < 0) return bytes.length
    let slashes = 0
    while (quote - 1 - slashes > start && bytes[quote - 1 - slashes] === BACKSLASH) slashes++
    if (slashes % 2 === 0) return quote
    from = quote + 1
  }
}
