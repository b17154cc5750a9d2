/**
 * Where a text stops being JSON. `JSON.parse` names the place only for some faults and quotes the text in others, which
 * may hold a secret; this recogniser runs only after it has refused, and names every place without quoting.
 */
export interface JsonFault {
  /** From 1. */
  readonly line: number
  /** From 1, in UTF-16 units. */
  readonly column: number
  /** E.g. `a value`, `“,” or “}”`. */
  readonly expected: string
}

const SPACE = new Set([' ', '\t', '\n', '\r'])
const ESCAPES = new Set(['"', '\\', '/', 'b', 'f', 'n', 'r', 't'])
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const WORD = /true|false|null/y

/** The first fault of `text`, or undefined when it is JSON after all. Iterative: nesting cannot exhaust the stack. */
export function findJsonFault(text: string): JsonFault | undefined {
  const open: ('{' | '[')[] = []
  let index = 0
  const fault = (expected: string, at = index) => placed(text, at, expected)
  const skip = () => {
    while (SPACE.has(text[index] ?? '')) index++
  }
  const match = (pattern: RegExp): boolean => {
    pattern.lastIndex = index
    const found = pattern.exec(text)
    if (!found) return false
    index += found[0].length
    return true
  }
  /** Reads a string from its opening quote; answers what was missing. */
  const string = (): string | undefined => {
    index++
    for (;;) {
      const char = text[index]
      if (char === undefined) return 'the closing quote of a string'
      if (char < ' ') return 'an escape such as \\n instead of a control character'
      if (char === '"') {
        index++
        return undefined
      }
      if (char !== '\\') {
        index++
        continue
      }
      const escaped = text[index + 1] ?? ''
      if (ESCAPES.has(escaped)) index += 2
      else if (escaped === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(index + 2, index + 6))) index += 6
      else return 'a valid escape after “\\”'
    }
  }
  /** A member's name and its colon. */
  const name = (): string | undefined => {
    if (text[index] !== '"') return 'a name in double quotes'
    const missing = string()
    if (missing) return missing
    skip()
    if (text[index] !== ':') return '“:”'
    index++
    return undefined
  }

  for (;;) {
    skip()
    const char = text[index]
    if (char === '{' || char === '[') {
      index++
      skip()
      if (text[index] === (char === '{' ? '}' : ']')) {
        index++
      } else {
        open.push(char)
        if (char === '{') {
          const missing = name()
          if (missing) return fault(missing)
        }
        continue
      }
    } else if (char === '"') {
      const missing = string()
      if (missing) return fault(missing)
    } else if (!match(NUMBER) && !match(WORD)) {
      return fault('a value')
    }
    // A value has ended: what may follow depends on what is open.
    for (;;) {
      skip()
      const inside = open.at(-1)
      if (inside === undefined) return index === text.length ? undefined : fault('the end of the text')
      const close = inside === '{' ? '}' : ']'
      if (text[index] === close) {
        index++
        open.pop()
        continue
      }
      if (text[index] !== ',') return fault(`“,” or “${close}”`)
      index++
      skip()
      if (inside === '{') {
        const missing = name()
        if (missing) return fault(missing)
      }
      break
    }
  }
}

function placed(text: string, at: number, expected: string): JsonFault {
  let line = 1
  let start = 0
  for (let index = text.indexOf('\n'); index >= 0 && index < at; index = text.indexOf('\n', index + 1)) {
    line++
    start = index + 1
  }
  return { line, column: at - start + 1, expected }
}
