import type { AnswerSegment } from '#lib/domain/gateway-page/answer-layout.ts'

export interface HexLine {
  /** In the answer, eight hex digits. */
  readonly offset: string
  /** Sixteen places; masked ones as `··`. */
  readonly bytes: string
  /** Printable ASCII, `.` for the rest. */
  readonly text: string
}

const PER_LINE = 16
/** Of a masked segment: more of the same tells nothing. */
const MASKED_LINES = 2
/** Of a certificate there is no end of use. */
const MOST_LINES = 256

/** The bytes of a segment in lines, and how many are not shown. */
export function hexLines({ offset, length, hex }: AnswerSegment): {
  readonly lines: readonly HexLine[]
  readonly left: number
} {
  const count = Math.min(Math.ceil(length / PER_LINE), hex === null ? MASKED_LINES : MOST_LINES)
  const lines = Array.from({ length: count }, (_, line) => {
    const size = Math.min(PER_LINE, length - line * PER_LINE)
    const pairs = Array.from({ length: size }, (_, index) => {
      const at = (line * PER_LINE + index) * 2
      return hex === null ? '··' : hex.slice(at, at + 2)
    })
    const text = pairs.map((pair) => {
      const code = Number.parseInt(pair, 16)
      return code >= 0x20 && code < 0x7f ? String.fromCharCode(code) : pair === '··' ? '·' : '.'
    })
    return {
      offset: (offset + line * PER_LINE).toString(16).padStart(8, '0'),
      bytes: pairs.join(' ').padEnd(PER_LINE * 3 - 1),
      text: text.join(''),
    }
  })
  return { lines, left: Math.max(0, length - count * PER_LINE) }
}
