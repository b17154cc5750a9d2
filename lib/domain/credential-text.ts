/** Credentials as they stand in JSON: Base64 of a file, the PEM itself, or the text of an `Authorization` header. */
import { ok, type Result, refuse } from './result.ts'

/** Decoded bytes of one field: more than any certificate or key that a gateway can use. */
export const MAX_FIELD = 16_384
/** The same in characters of Base64 or PEM, with room for line ends and comments. */
const MAX_TEXT = 2 * MAX_FIELD

/** The bytes of one field. Base64 in either alphabet, with or without padding and blanks; anything else is refused. */
export function decodeCredentialText(text: string): Result<Uint8Array> {
  if (text.length > MAX_TEXT) return tooLong()
  if (text.includes('-----BEGIN ') || /^\s*authorization\s*:/i.test(text)) return within(Buffer.from(text, 'utf8'))
  const digits = text.replace(/\s+/g, '')
  const [, data, padding] = /^([A-Za-z0-9+/_-]+)(={0,2})$/.exec(digits) ?? []
  if (data === undefined || data.length % 4 === 1 || (padding && digits.length % 4 !== 0))
    return refuse('This is not Base64. Give the Base64 of the file, its PEM text, or “Authorization: ” and a token.')
  const bytes = Buffer.from(data, 'base64')
  const canonical = bytes.toString('base64url')
  // Bits left over after the last byte are zero in every encoder: others mean that the text was cut.
  return canonical === data.replace(/\+/g, '-').replace(/\//g, '_')
    ? within(bytes)
    : refuse('This Base64 is cut off. Copy it again to its end.')
}

const within = (bytes: Uint8Array): Result<Uint8Array> => (bytes.length > MAX_FIELD ? tooLong() : ok(bytes))
const tooLong = () => refuse(`This has more than ${MAX_FIELD / 1024} KiB. Give one certificate, key or token.`)
