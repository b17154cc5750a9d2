/** Bytes to a JavaScript value: strict about encoding and depth, exact about large integers. */
import { AppError } from '#lib/domain/app-error.ts'
import { findJsonFault } from './json-fault.ts'
import { scanJson } from './json-scan.ts'

/** Deeper than any contract of ours; shallow enough for every recursive reader. */
const MAX_DEPTH = 32
/** A longer run of digits cannot be an identifier, and would cost quadratic time as a bigint. */
const MAX_DIGITS = 40

/**
 * Parses UTF-8 JSON. Integers beyond 2^53 come out as `bigint` with all their digits (owner-api.md, vectors). A name
 * `__proto__` becomes an ordinary own property. Throws `bad_request` with a sentence that says where the fault is.
 */
export function parseJson(bytes: Buffer): unknown {
  const text = decode(bytes)
  if (text.trim() === '') throw new AppError('bad_request', 'The body is empty. Send a JSON object.')
  const scan = scanJson(bytes, MAX_DEPTH)
  if (scan.depth > MAX_DEPTH) {
    throw new AppError(
      'bad_request',
      `The body nests deeper than ${MAX_DEPTH} levels. Send the plain form of the request.`,
    )
  }
  const value = parse(text, scan.longNumbers)
  // PostgreSQL stores neither; found here, they are a fault of the request rather than of the database.
  if (/\\u(?:0000|d[89a-f])/i.test(text)) refuseUnstorable(value)
  return value
}

function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new AppError('bad_request', 'The body is not UTF-8. Send the JSON in UTF-8.')
  }
}

function parse(text: string, longNumbers: boolean): unknown {
  try {
    return longNumbers ? JSON.parse(text, keepDigits) : JSON.parse(text)
  } catch {
    const fault = findJsonFault(text)
    const place = fault ? ` at line ${fault.line}, column ${fault.column}: ${fault.expected} is expected there` : ''
    throw new AppError('bad_request', `The body is not valid JSON${place}.`)
  }
}

/** A reviver: `context.source` is the number as it was written (Node 24). */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value
  const source = context?.source ?? ''
  return source.length <= MAX_DIGITS && /^-?\d+$/.test(source) ? BigInt(source) : value
}

function refuseUnstorable(root: unknown): void {
  const pending: [unknown, string][] = [[root, '']]
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [value, pointer] = next
    if (typeof value === 'string') {
      if (!isStorable(value)) throw unstorable(pointer)
    } else if (value !== null && typeof value === 'object') {
      for (const [key, child] of Object.entries(value)) {
        if (!isStorable(key)) throw unstorable(pointer)
        pending.push([child, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`])
      }
    }
  }
}

/** Text without NUL and without half a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed()

function unstorable(pointer: string): AppError {
  const detail = 'The text holds a NUL or half of a surrogate pair. Remove it.'
  return new AppError('bad_request', 'The body holds characters that are not text.', {
    errors: [{ pointer, detail, code: 'not_text' }],
  })
}
