/**
 * Tokens of gateways. Station sends its key file verbatim as a header line (cups.md §4): `Authorization: value` with a
 * colon, a blank and CRLF at the end, which 2.0.5 and older demand. No refusal repeats anything of a token.
 */
import { type FileKind, KIND_IN_WORDS, recogniseFile } from './credential-file.ts'
import { ok, type Result, refuse } from './result.ts'

export interface TokenLine {
  /** `Authorization: value\r\n`, the bytes of Station's key file. */
  readonly line: Uint8Array
  /** What a server sees as the value of the header. */
  readonly value: string
}

/** Both must fit Station's request buffer of 8 KiB many times over. */
const MAX_VALUE = 2048
const MIN_BOOTSTRAP = 8
const MAX_BOOTSTRAP = 512
const PREFIX = 'Authorization: '
const PRINTABLE = /^[\x20-\x7e]*$/

/** The key file for a token value that is known to be good (generated, derived or normalised before). */
export const tokenLine = (value: string): Uint8Array => Buffer.from(`${PREFIX}${value}\r\n`, 'latin1')

/**
 * Exactly one header line `Authorization: value`. A missing CRLF is appended, LF becomes CRLF; blanks around the value
 * are dropped, as every HTTP server does.
 */
export function normaliseTokenLine(input: Uint8Array | string): Result<TokenLine> {
  const bytes = Buffer.from(input as string)
  const text = bytes.toString('latin1').replace(/[\r\n]+$/, '')
  const kind = recogniseFile(bytes)
  if (kind !== 'token' && kind !== 'unknown') return refuse(wrongKindSentence(kind))
  if (/[\r\n]/.test(text)) return refuse('The token has several lines. Give one line: “Authorization: ” and the token.')
  if (!PRINTABLE.test(text))
    return refuse(
      'The token has characters outside printable ASCII. Copy it again, without tabs and special characters.',
    )
  const [, name, blank, rest = ''] = /^ *([!#$%&'*+.^_`|~0-9A-Za-z-]+):( ?)(.*)$/.exec(text) ?? []
  if (name === undefined)
    return refuse('The token does not begin with the name of its header. Write “Authorization: ” before it.')
  if (name.toLowerCase() !== 'authorization')
    return refuse('The token stands in another header than Authorization. Write “Authorization: ” before it.')
  const value = rest.trim()
  if (value === '') return refuse('The token is empty. Write it after “Authorization: ”.')
  if (blank === '')
    return refuse(
      'A blank is missing after the colon: Station 2.0.5 and older need it. Write “Authorization: ” and then the token.',
    )
  if (value.length > MAX_VALUE)
    return refuse(`The token has ${value.length} characters. Use one of at most ${MAX_VALUE}.`)
  return ok({ line: tokenLine(value), value })
}

/**
 * The token of `add`: what the gateway sends after `Authorization: `. The whole header is accepted too, as text or in
 * Base64; Base64 counts only when it decodes to printable ASCII that begins `Authorization: ` (rules.md 18).
 */
export function bootstrapTokenValue(text: string): Result<string> {
  const given = text.replace(/\r?\n$/, '')
  const header = given.startsWith(PREFIX) ? given : headerInBase64(given)
  const value = header === undefined ? given : header.slice(PREFIX.length)
  if (!PRINTABLE.test(value))
    return refuse('The token has characters outside printable ASCII. Use letters, digits and signs.')
  if (value !== value.trim()) return refuse('The token begins or ends with a blank. Leave it out.')
  if (value.length < MIN_BOOTSTRAP || value.length > MAX_BOOTSTRAP)
    return refuse(`The token has ${value.length} characters. Use ${MIN_BOOTSTRAP} to ${MAX_BOOTSTRAP}.`)
  return ok(value)
}

/** The value of an `Authorization` header as it arrived, without the blanks and line ends around it. */
export const tokenValueOf = (headerValue: string): string => headerValue.replace(/^[ \t]+|[ \t\r\n]+$/g, '')

/** The header line inside Base64, without CRLF, or undefined where the text is a token of its own. */
function headerInBase64(text: string): string | undefined {
  if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return undefined
  const decoded = Buffer.from(text, 'base64')
    .toString('latin1')
    .replace(/\r?\n$/, '')
  return decoded.startsWith(PREFIX) && PRINTABLE.test(decoded) ? decoded : undefined
}

function wrongKindSentence(kind: FileKind): string {
  const start = `This is ${KIND_IN_WORDS[kind]}, not a token.`
  if (kind === 'private-key' || kind === 'certificate-and-key')
    return `${start} Add the client certificate that belongs to the key, or write “Authorization: ” and a token.`
  return `${start} Write “Authorization: ” and the token.`
}
